package quantum.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The consumer groups of some streams, all looked at in one instant. */
final class Groups {
  private static final Script SCRIPT = Script.named("groups.lua");

  private Groups() {}

  /**
   * @param unread whether an entry waits that nobody was given
   * @param pending entries given to a consumer and not acknowledged
   * @param lag entries nobody was given; absent where Redis cannot tell
   */
  record State(boolean exists, boolean unread, long pending, OptionalLong lag) {}

  /** One state per source, in their order. */
  static List<State> of(Redis redis, List<StreamSource> sources) {
    String[] keys = sources.stream().map(StreamSource::stream).toArray(String[]::new);
    String[] groups = sources.stream().map(StreamSource::group).toArray(String[]::new);
    List<Object> reply = SCRIPT.call(redis.commands(), keys, groups);
    List<State> states = new ArrayList<>(sources.size());
    for (Object state : reply) {
      List<?> numbers = (List<?>) state;
      long unread = (Long) numbers.get(0);
      long lag = (Long) numbers.get(2);
      states.add(
          new State(
              unread >= 0,
              unread > 0,
              (Long) numbers.get(1),
              lag < 0 ? OptionalLong.empty() : OptionalLong.of(lag)));
    }
    return states;
  }
}
