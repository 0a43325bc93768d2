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
 * @param sinceMillis what was said before is no news: when it was begun, less a minute
 * @param summarized date of the last daily summary, ISO-8601; "" before the first
 */
public record Board(
    long messages,
    Map<String, Incident> standing,
    Map<String, Group> groups,
    List<Long> toldMillis,
    Tally tally,
    long sinceMillis,
    String summarized) {
  private static final long NEWS_MILLIS = 60_000;

  /** Of a service that has never run; what was said just before it did is news. */
  public static Board begun(long now) {
    return new Board(0, Map.of(), Map.of(), List.of(), Tally.NONE, now - NEWS_MILLIS, "");
  }

  public Board {
    standing = Map.copyOf(standing);
    groups = Map.copyOf(groups);
    toldMillis = List.copyOf(toldMillis);
  }

  Board withStanding(Map<String, Incident> now) {
    return new Board(messages, now, groups, toldMillis, tally, sinceMillis, summarized);
  }

  Board withGroups(Map<String, Group> now) {
    return new Board(messages, standing, now, toldMillis, tally, sinceMillis, summarized);
  }

  Board withTally(Tally now) {
    return new Board(messages, standing, groups, toldMillis, now, sinceMillis, summarized);
  }

  Board withTold(List<Long> now) {
    return new Board(messages, standing, groups, now, tally, sinceMillis, summarized);
  }

  Board nextMessage() {
    return new Board(messages + 1, standing, groups, toldMillis, tally, sinceMillis, summarized);
  }

  /** The day is told: its counts begin anew. */
  public Board summarized(String date) {
    return new Board(messages, standing, groups, toldMillis, Tally.NONE, sinceMillis, date);
  }
}
