package quantum.marketstate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Puts the closed minutes of one symbol in order: each is handed out once, without a gap, when the
 * event time has passed it, whatever order and however often they came in.
 *
 * <p>A gap holds back what is behind it until it is filled or known to be one of the venue's own:
 * statistics over closes that are filled in later would differ from those of an undisturbed feed.
 */
final class Closes {
  private final TreeMap<Long, Minute> waiting = new TreeMap<>();
  private OptionalLong next = OptionalLong.empty();
  private long holesBefore = Long.MIN_VALUE;

  /** Takes a minute; one that is known already is ignored, for its state has been told. */
  void add(Minute minute) {
    if (next.isEmpty() || minute.openTimeMillis() >= next.getAsLong()) {
      waiting.putIfAbsent(minute.openTimeMillis(), minute);
    }
  }

  /** This minute was handed out by an earlier run. */
  void goOnBehind(Minute minute) {
    next = OptionalLong.of(minute.nextMillis());
  }

  /** Hands out, oldest first, the minutes that ended before {@code timeMillis}. */
  List<Minute> endedBefore(long timeMillis) {
    List<Minute> ended = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Minute first = waiting.firstEntry().getValue();
      if (first.closeTimeMillis() >= timeMillis || !follows(first.openTimeMillis(), next)) {
        break;
      }
      waiting.pollFirstEntry();
      next = OptionalLong.of(first.nextMillis());
      ended.add(first);
    }
    return ended;
  }

  /** Open time of the minute that has to come next; empty before the first one came. */
  OptionalLong expected() {
    OptionalLong expected = next;
    for (long openTime : waiting.keySet()) {
      if (!follows(openTime, expected)) {
        break;
      }
      expected = OptionalLong.of(openTime + Minute.MILLIS);
    }
    return expected;
  }

  /** Whether a later minute than the expected one is there already. */
  boolean hasGap() {
    OptionalLong expected = expected();
    return expected.isPresent() && !waiting.isEmpty() && waiting.lastKey() >= expected.getAsLong();
  }

  /** The newest open time that came in; empty before the first one. */
  OptionalLong newest() {
    Map.Entry<Long, Minute> last = waiting.lastEntry();
    if (last != null) {
      return OptionalLong.of(last.getKey());
    }
    return next.isPresent() ? OptionalLong.of(next.getAsLong() - Minute.MILLIS) : next;
  }

  /**
   * The venue has none of the minutes missing so far: goes on with those there are.
   *
   * @return how many minutes are missing
   */
  long acceptGaps() {
    long missing = 0;
    OptionalLong expected = next;
    for (long openTime : waiting.keySet()) {
      if (!follows(openTime, expected)) {
        missing += (openTime - expected.getAsLong()) / Minute.MILLIS;
      }
      expected = OptionalLong.of(openTime + Minute.MILLIS);
    }
    if (missing > 0) {
      holesBefore = waiting.lastKey();
    }
    return missing;
  }

  private boolean follows(long openTime, OptionalLong expected) {
    return expected.isEmpty() || openTime == expected.getAsLong() || openTime <= holesBefore;
  }
}
