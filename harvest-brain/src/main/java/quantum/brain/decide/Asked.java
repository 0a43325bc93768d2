package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import quantum.contracts.ExitAsk;
import quantum.kernel.exit.Repetition;
import quantum.kernel.exit.Wait;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/**
 * What was asked for one position, and what of it failed. Immutable; all of it is in Redis but for
 * how long an answer has been waited for: after a restart that counts anew.
 *
 * @param progress levels asked for and taken, and the newest stop asked for
 * @param blocked levels whose plan failed → event time from which they may fire again
 * @param close a full close is asked for and unanswered
 * @param closeBackOff when a failed close may be repeated
 * @param stopBackOff when a failed stop move may be repeated; it never delays a close
 * @param unanswered what was asked for, where somebody answers at all, and has no result
 */
record Asked(
    HarvestProgress progress,
    SortedMap<BigDecimal, Long> blocked,
    boolean close,
    Repetition closeBackOff,
    Repetition stopBackOff,
    Map<ExitAsk, Wait> unanswered) {
  static final Asked NOTHING =
      new Asked(
          HarvestProgress.NONE,
          Collections.emptySortedMap(),
          false,
          Repetition.NONE,
          Repetition.NONE,
          Map.of());

  Asked {
    unanswered = Collections.unmodifiableMap(new LinkedHashMap<>(unanswered));
  }

  /** After a restart: what was waited for is waited for again. */
  static Map<ExitAsk, Wait> waitingFor(Set<ExitAsk> asks) {
    Map<ExitAsk, Wait> waits = new LinkedHashMap<>();
    asks.forEach(ask -> waits.put(ask, Wait.BEGUN));
    return waits;
  }

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

  /** Somebody answers to this: it is waited for. Of two stops only the tighter one counts. */
  Asked awaiting(ExitAsk ask) {
    Asked others =
        ask instanceof ExitAsk.StopMove ? answered(ExitAsk.StopMove.class::isInstance) : this;
    return others.plus(ask, Wait.BEGUN);
  }

  private Asked plus(ExitAsk ask, Wait wait) {
    Map<ExitAsk, Wait> more = new LinkedHashMap<>(unanswered);
    more.put(ask, wait);
    return with(more);
  }

  /** These have a result, whatever it says. */
  Asked answered(Predicate<ExitAsk> asks) {
    if (unanswered.keySet().stream().noneMatch(asks)) {
      return this;
    }
    Map<ExitAsk, Wait> rest = new LinkedHashMap<>(unanswered);
    rest.keySet().removeIf(asks);
    return with(rest);
  }

  /** The hash shows that the stop stands where it was asked for, whatever became of the result. */
  Asked stoppedAt(Side side, Optional<Price> stop) {
    return answered(
        ask ->
            ask instanceof ExitAsk.StopMove move
                && stop.filter(at -> !side.isBetter(move.stop().value(), at.value())).isPresent());
  }

  /** The wall clock was looked at. */
  Asked waited(BiFunction<ExitAsk, Wait, Wait> look) {
    Map<ExitAsk, Wait> waits = new LinkedHashMap<>(unanswered);
    waits.replaceAll(look);
    return with(waits);
  }

  Asked emit(BigDecimal level) {
    SortedMap<BigDecimal, Long> rest = new TreeMap<>(blocked);
    rest.remove(level);
    return new Asked(
        progress.withEmitted(level), rest, close, closeBackOff, stopBackOff, unanswered);
  }

  Asked take(BigDecimal level) {
    return taken(progress.withTaken(level));
  }

  Asked take(SortedSet<BigDecimal> levels) {
    if (progress.taken().containsAll(levels)) {
      return this;
    }
    SortedSet<BigDecimal> all = new TreeSet<>(progress.taken());
    all.addAll(levels);
    return taken(new HarvestProgress(progress.emitted(), all, progress.stopEmitted()));
  }

  /** One that is taken takes all lower ones. */
  private Asked taken(HarvestProgress next) {
    BigDecimal highest = next.taken().last();
    return with(next).answered(ask -> isTranche(ask, level -> level.compareTo(highest) <= 0));
  }

  /** The plan of {@code level} failed: it may fire again from {@code untilMillis} on. */
  Asked fail(BigDecimal level, long untilMillis) {
    SortedMap<BigDecimal, Long> resting = new TreeMap<>(blocked);
    resting.put(level, untilMillis);
    return new Asked(
            progress.withoutEmitted(level), resting, close, closeBackOff, stopBackOff, unanswered)
        .answered(ask -> isTranche(ask, other -> other.compareTo(level) == 0));
  }

  private static boolean isTranche(ExitAsk ask, Predicate<BigDecimal> levels) {
    return ask instanceof ExitAsk.Tranche tranche && levels.test(tranche.level());
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
        stopBackOff.failed(nowMillis),
        unanswered);
  }

  Asked succeedStop() {
    return new Asked(progress, blocked, close, closeBackOff, Repetition.NONE, unanswered);
  }

  Asked emitClose() {
    return new Asked(progress, blocked, true, closeBackOff, stopBackOff, unanswered);
  }

  Asked failClose(long nowMillis) {
    return new Asked(
        progress, blocked, false, closeBackOff.failed(nowMillis), stopBackOff, unanswered);
  }

  private Asked with(HarvestProgress next) {
    return new Asked(next, blocked, close, closeBackOff, stopBackOff, unanswered);
  }

  private Asked with(Map<ExitAsk, Wait> waits) {
    return new Asked(progress, blocked, close, closeBackOff, stopBackOff, waits);
  }
}
