package quantum.alerts.decide;

import java.util.List;
import java.util.Map;

/**
 * All that is known between two entries; kept in Redis, so that a restart neither repeats nor
 * forgets.
 *
 * @param messages how many were decided: the number of the next one
 * @param standing what stands, by {@link Incident#key}
 * @param groups what waits, and what may not be told yet, by kind
 * @param toldMillis when messages went out within the last hour
 * @param summarized date of the last daily summary, ISO-8601; "" before the first
 */
public record Board(
    long messages,
    Map<String, Incident> standing,
    Map<String, Group> groups,
    List<Long> toldMillis,
    Tally tally,
    String summarized) {
  public static final Board EMPTY = new Board(0, Map.of(), Map.of(), List.of(), Tally.NONE, "");

  public Board {
    standing = Map.copyOf(standing);
    groups = Map.copyOf(groups);
    toldMillis = List.copyOf(toldMillis);
  }

  Board withStanding(Map<String, Incident> now) {
    return new Board(messages, now, groups, toldMillis, tally, summarized);
  }

  Board withGroups(Map<String, Group> now) {
    return new Board(messages, standing, now, toldMillis, tally, summarized);
  }

  Board withTally(Tally now) {
    return new Board(messages, standing, groups, toldMillis, now, summarized);
  }

  Board withTold(List<Long> now) {
    return new Board(messages, standing, groups, now, tally, summarized);
  }

  Board nextMessage() {
    return new Board(messages + 1, standing, groups, toldMillis, tally, summarized);
  }

  /** The day is told: its counts begin anew. */
  public Board summarized(String date) {
    return new Board(messages, standing, groups, toldMillis, Tally.NONE, date);
  }
}
