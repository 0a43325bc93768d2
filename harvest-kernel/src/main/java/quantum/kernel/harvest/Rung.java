package quantum.kernel.harvest;

import java.math.BigDecimal;
import quantum.kernel.value.Decimals;

/**
 * One rung of a ladder.
 *
 * @param r gross R at which it fires, &gt; 0
 * @param fraction of the quantity it closes, above 0, at most 1
 */
public record Rung(BigDecimal r, BigDecimal fraction) {
  /**
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public Rung {
    if (r.signum() <= 0) {
      throw new IllegalArgumentException(
          "R of a ladder rung must be > 0, was " + Decimals.plain(r));
    }
    if (fraction.signum() <= 0 || fraction.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException(
          "fraction of a ladder rung must be above 0 and at most 1, was "
              + Decimals.plain(fraction));
    }
  }

  /** As it is written in HARVEST_LADDER: {@code 0.5:0.25}. */
  @Override
  public String toString() {
    return Decimals.plain(r) + ':' + Decimals.plain(fraction);
  }
}
