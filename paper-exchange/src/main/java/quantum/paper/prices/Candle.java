package quantum.paper.prices;

import java.math.BigDecimal;

/**
 * One recorded bar. Prices are quote currency per base unit, the volume is in base units.
 *
 * @param openTimeMillis epoch milliseconds at which the bar begins
 */
public record Candle(
    long openTimeMillis,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume) {
  /**
   * @throws IllegalArgumentException naming the value if a price is not positive, the volume is
   *     negative, or low ≤ open, close ≤ high does not hold
   */
  public Candle {
    requirePositive("open", open);
    requirePositive("high", high);
    requirePositive("low", low);
    requirePositive("close", close);
    if (volume.signum() < 0) {
      throw new IllegalArgumentException("volume must be >= 0, was " + volume.toPlainString());
    }
    if (high.compareTo(low) < 0) {
      throw new IllegalArgumentException(
          "high must be >= low, was " + high.toPlainString() + " < " + low.toPlainString());
    }
    requireWithin("open", open, low, high);
    requireWithin("close", close, low, high);
  }

  /**
   * Whether the replay visits the low before the high: the extreme nearer the open comes first, the
   * low when both are equally far.
   */
  public boolean lowFirst() {
    return open.subtract(low).compareTo(high.subtract(open)) <= 0;
  }

  private static void requirePositive(String field, BigDecimal value) {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException(field + " must be > 0, was " + value.toPlainString());
    }
  }

  private static void requireWithin(
      String field, BigDecimal value, BigDecimal low, BigDecimal high) {
    if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
      throw new IllegalArgumentException(
          field
              + " must lie between low and high, was "
              + value.toPlainString()
              + " outside "
              + low.toPlainString()
              + ".."
              + high.toPlainString());
    }
  }
}
