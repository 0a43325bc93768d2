package quantum.marketdata;

import java.math.BigDecimal;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * One minute of a symbol.
 *
 * @param openTimeMillis its first millisecond, a whole minute
 * @param closeTimeMillis its last millisecond
 * @param volume base units, ≥ 0; a minute without trades repeats the last price
 * @param closed false while it may still change
 */
public record Kline(
    Symbol symbol,
    long openTimeMillis,
    long closeTimeMillis,
    Price open,
    Price high,
    Price low,
    Price close,
    BigDecimal volume,
    boolean closed) {
  public static final long INTERVAL_MILLIS = 60_000;

  /**
   * @throws IllegalArgumentException naming what cannot be
   */
  public Kline {
    if (Math.floorMod(openTimeMillis, INTERVAL_MILLIS) != 0
        || closeTimeMillis != openTimeMillis + INTERVAL_MILLIS - 1) {
      throw new IllegalArgumentException(
          "candle must last one whole minute, was " + openTimeMillis + " to " + closeTimeMillis);
    }
    requireOrder("high", high, "low", low);
    requireOrder("high", high, "open", open);
    requireOrder("high", high, "close", close);
    requireOrder("open", open, "low", low);
    requireOrder("close", close, "low", low);
    if (volume.signum() < 0) {
      throw new IllegalArgumentException("volume must be >= 0, was " + Decimals.plain(volume));
    }
  }

  private static void requireOrder(String upper, Price above, String lower, Price below) {
    if (above.compareTo(below) < 0) {
      throw new IllegalArgumentException(
          upper + " " + above + " must not be below " + lower + " " + below);
    }
  }
}
