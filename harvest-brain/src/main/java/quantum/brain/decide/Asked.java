package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import quantum.kernel.exit.Repetition;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.value.Price;

/**
 * What was asked for one position, and what of it failed. Immutable; all of it is in Redis.
 *
 * @param progress levels asked for and taken, and the newest stop asked for
 * @param blocked levels whose plan failed → event time from which they may fire again
 * @param close a full close is asked for and unanswered
 * @param closeBackOff when a failed close may be repeated
 * @param stopBackOff when a failed stop move may be repeated; it never delays a close
 */
record Asked(
    HarvestProgress progress,
    SortedMap<BigDecimal, Long> blocked,
    boolean close,
    Repetition closeBackOff,
    Repetition stopBackOff) {
  static final Asked NOTHING =
      new Asked(
          HarvestProgress.NONE,
          Collections.emptySortedMap(),
          false,
          Repetition.NONE,
          Repetition.NONE);

  /**
   * @param restMillis how long a level rests; what claims to rest much longer is void
   */
  boolean isBlocked(BigDecimal level, long nowMillis, long restMillis) {
    long until = blocked.getOrDefault(level, Long.MIN_VALUE);
    return until > nowMillis && until - nowMillis <= 2 * restMillis;
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
    return new Asked(progress.withEmitted(level), rest, close, closeBackOff, stopBackOff);
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
    return new Asked(progress.withoutEmitted(level), resting, close, closeBackOff, stopBackOff);
  }

  Asked emitStop(Price stop) {
    return with(progress.withStopEmitted(stop));
  }

  /** The stop is where the position says; what was asked for beyond that is void. */
  Asked failStop(long nowMillis) {
    return new Asked(
        new HarvestProgress(progress.emitted(), progress.taken(), Optional.empty()),
        blocked,
        close,
        closeBackOff,
        stopBackOff.failed(nowMillis));
  }

  Asked succeedStop() {
    return new Asked(progress, blocked, close, closeBackOff, Repetition.NONE);
  }

  Asked emitClose() {
    return new Asked(progress, blocked, true, closeBackOff, stopBackOff);
  }

  Asked failClose(long nowMillis) {
    return new Asked(progress, blocked, false, closeBackOff.failed(nowMillis), stopBackOff);
  }

  private Asked with(HarvestProgress next) {
    return new Asked(next, blocked, close, closeBackOff, stopBackOff);
  }
}
