package quantum.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The consumer groups of some streams, all looked at in one instant. */
record Groups(List<State> states, Map<String, String> lastEntry) {
  private static final Script SCRIPT = Script.named("groups.lua");

  /**
   * @param unread whether an entry waits that nobody was given
   * @param pending entries given to a consumer and not acknowledged
   * @param lag entries nobody was given; absent where Redis cannot tell
   */
  record State(boolean exists, boolean unread, long pending, OptionalLong lag) {}

  /**
   * @param lastEntryOf stream whose last entry is wanted as well; "" for none
   */
  static Groups of(Redis redis, List<StreamSource> sources, String lastEntryOf) {
    String[] keys =
        Stream.concat(
                sources.stream().map(StreamSource::stream),
                Stream.of(lastEntryOf).filter(stream -> !stream.isEmpty()))
            .toArray(String[]::new);
    String[] groups = sources.stream().map(StreamSource::group).toArray(String[]::new);
    List<Object> reply = SCRIPT.call(redis.commands(), keys, groups);
    List<State> states = new ArrayList<>(sources.size());
    for (Object state : reply.subList(0, sources.size())) {
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
    Map<String, String> last = new LinkedHashMap<>();
    if (!lastEntryOf.isEmpty()) {
      List<?> flat = (List<?>) reply.getLast();
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        last.put((String) flat.get(i), (String) flat.get(i + 1));
      }
    }
    return new Groups(states, last);
  }
}
