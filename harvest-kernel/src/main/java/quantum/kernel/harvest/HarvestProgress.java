package quantum.kernel.harvest;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import quantum.kernel.value.Price;

/**
 * How far the harvest of one position has come (SPEC §4.1 levels_emitted, levels_taken,
 * stop_emitted).
 *
 * @param emitted levels in R that were asked for
 * @param taken levels in R that count as done; one that is taken takes all lower ones
 * @param stopEmitted the last stop that was asked for
 */
public record HarvestProgress(
    SortedSet<BigDecimal> emitted, SortedSet<BigDecimal> taken, Optional<Price> stopEmitted) {

  /** Of a position from which nothing was taken yet. */
  public static final HarvestProgress NONE =
      new HarvestProgress(new TreeSet<>(), new TreeSet<>(), Optional.empty());

  public HarvestProgress {
    emitted = frozen(emitted);
    taken = frozen(taken);
  }

  /** Levels asked for whose outcome is not known: emitted, and above everything taken. */
  public SortedSet<BigDecimal> unresolved() {
    if (taken.isEmpty()) {
      return emitted;
    }
    SortedSet<BigDecimal> open = new TreeSet<>(emitted);
    open.removeIf(level -> level.compareTo(taken.last()) <= 0);
    return Collections.unmodifiableSortedSet(open);
  }

  /** After {@code level} was asked for. */
  public HarvestProgress withEmitted(BigDecimal level) {
    return new HarvestProgress(plus(emitted, level), taken, stopEmitted);
  }

  /** After {@code level} was done. */
  public HarvestProgress withTaken(BigDecimal level) {
    return new HarvestProgress(emitted, plus(taken, level), stopEmitted);
  }

  /** After what was asked for at {@code level} failed: the level may fire again. */
  public HarvestProgress withoutEmitted(BigDecimal level) {
    SortedSet<BigDecimal> rest = new TreeSet<>(emitted);
    rest.remove(level);
    return new HarvestProgress(rest, taken, stopEmitted);
  }

  /** After a stop at {@code stop} was asked for. */
  public HarvestProgress withStopEmitted(Price stop) {
    return new HarvestProgress(emitted, taken, Optional.of(stop));
  }

  /** After the stop asked for was refused: it may be asked for again. */
  public HarvestProgress withoutStopEmitted() {
    return new HarvestProgress(emitted, taken, Optional.empty());
  }

  /** Whether {@code level} counts as done. */
  public boolean isTaken(double level) {
    return !taken.isEmpty() && level <= taken.last().doubleValue();
  }

  /** Whether {@code level} was asked for, or lies below a level that was. */
  public boolean isEmitted(double level) {
    return !emitted.isEmpty() && level <= emitted.last().doubleValue();
  }

  private static SortedSet<BigDecimal> plus(SortedSet<BigDecimal> levels, BigDecimal level) {
    SortedSet<BigDecimal> more = new TreeSet<>(levels);
    more.add(level);
    return more;
  }

  private static SortedSet<BigDecimal> frozen(SortedSet<BigDecimal> levels) {
    // numerically ordered, so that 1.0 and 1.00 are one level
    SortedSet<BigDecimal> copy = new TreeSet<>();
    copy.addAll(levels);
    return Collections.unmodifiableSortedSet(copy);
  }
}
