package quantum.account.snapshot;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;

/**
 * Positions that have ended, newest first.
 *
 * @param unreadable members of the list that are no records
 * @param unknown why nothing can be said: the key is no sorted set
 * @param withheld keys that this user may not read
 */
public record ClosedTrades(
    List<ClosedPosition> ended, int unreadable, Optional<String> unknown, List<String> withheld) {
  private static final int AT_ONCE = 1_000;

  public ClosedTrades {
    ended = List.copyOf(ended);
    withheld = List.copyOf(withheld);
  }

  /**
   * @param fromMillis when they ended, event time, included
   * @param toMillis included
   * @param wanted which of them
   */
  public static ClosedTrades read(
      Redis redis, long fromMillis, long toMillis, Predicate<ClosedPosition> wanted) {
    Answers answers = new Answers();
    String key = redis.names().positionsClosed();
    Range<Double> span = Range.create(fromMillis / 1000.0, toMillis / 1000.0);
    List<ClosedPosition> ended = new ArrayList<>();
    int unreadable = 0;
    Optional<String> unknown = Optional.empty();
    for (int from = 0; from < ClosedPosition.KEPT; from += AT_ONCE) {
      Found<List<String>> page =
          answers.found(
              key, redis.async().zrevrangebyscore(key, span, Limit.create(from, AT_ONCE)));
      List<String> members = page.value().orElse(List.of());
      if (!Withheld.is(page)) {
        unknown = page.garbled();
      }
      for (String member : members) {
        switch (ClosedPosition.ofMember(member)) {
          case Decoded.Ok<ClosedPosition>(ClosedPosition closed, _) -> {
            if (wanted.test(closed)) {
              ended.add(closed);
            }
          }
          case Decoded.Bad<ClosedPosition> bad -> unreadable++;
        }
      }
      if (members.size() < AT_ONCE) {
        break;
      }
    }
    return new ClosedTrades(ended, unreadable, unknown, answers.withheld());
  }
}
