package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.value.Price;

/**
 * What was asked for one position, and what of it failed. Immutable; all of it is in Redis.
 *
 * @param progress levels asked for and taken, and the newest stop asked for
 * @param blocked levels whose plan failed → event time from which they may fire again
 * @param close a full close is asked for and unanswered
 * @param failures closes and stop moves that failed in a row
 * @param retryAtMillis event time before which neither is repeated
 */
record Asked(
    HarvestProgress progress,
    SortedMap<BigDecimal, Long> blocked,
    boolean close,
    int failures,
    long retryAtMillis) {
  static final Asked NOTHING =
      new Asked(HarvestProgress.NONE, Collections.emptySortedMap(), false, 0, 0);

  private static final long[] BACK_OFF_SECONDS = {1, 2, 5, 10, 20, 30};

  boolean isBlocked(BigDecimal level, long nowMillis) {
    return blocked.getOrDefault(level, Long.MIN_VALUE) > nowMillis;
  }

  /** Whether an earlier ask for {@code level} ended in an error, so that its mark is void. */
  boolean failedBefore(BigDecimal level) {
    return blocked.containsKey(level);
  }

  boolean awaits(BigDecimal level) {
    return progress.emitted().contains(level);
  }

  Asked emit(BigDecimal level) {
    SortedMap<BigDecimal, Long> rest = new TreeMap<>(blocked);
    rest.remove(level);
    return new Asked(progress.withEmitted(level), rest, close, failures, retryAtMillis);
  }

  Asked take(BigDecimal level) {
    return with(progress.withTaken(level));
  }

  Asked take(SortedSet<BigDecimal> levels) {
    if (progress.taken().containsAll(levels)) {
      return this;
    }
    SortedSet<BigDecimal> all = new TreeSet<>(progress.taken());
    all.addAll(levels);
    return with(new HarvestProgress(progress.emitted(), all, progress.stopEmitted()));
  }

  /** The plan of {@code level} failed: it may fire again from {@code untilMillis} on. */
  Asked fail(BigDecimal level, long untilMillis) {
    SortedMap<BigDecimal, Long> resting = new TreeMap<>(blocked);
    resting.put(level, untilMillis);
    return new Asked(progress.withoutEmitted(level), resting, close, failures, retryAtMillis);
  }

  Asked emitStop(Price stop) {
    return with(progress.withStopEmitted(stop));
  }

  Asked failStop(long nowMillis) {
    HarvestProgress forgotten =
        new HarvestProgress(progress.emitted(), progress.taken(), java.util.Optional.empty());
    return new Asked(forgotten, blocked, close, failures + 1, nextTry(nowMillis));
  }

  Asked emitClose() {
    return new Asked(progress, blocked, true, failures, retryAtMillis);
  }

  Asked failClose(long nowMillis) {
    return new Asked(progress, blocked, false, failures + 1, nextTry(nowMillis));
  }

  /** Something was done after all: the back-off starts anew. */
  Asked succeed() {
    return failures == 0 ? this : new Asked(progress, blocked, close, 0, retryAtMillis);
  }

  private Asked with(HarvestProgress next) {
    return new Asked(next, blocked, close, failures, retryAtMillis);
  }

  private long nextTry(long nowMillis) {
    return nowMillis + BACK_OFF_SECONDS[Math.min(failures, BACK_OFF_SECONDS.length - 1)] * 1000;
  }
}
