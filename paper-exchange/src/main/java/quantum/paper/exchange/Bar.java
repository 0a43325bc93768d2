package quantum.paper.exchange;

import java.math.BigDecimal;
import java.math.MathContext;
import quantum.paper.prices.Candle;
import quantum.paper.prices.Tick;

/**
 * A bar as it looks at some instant.
 *
 * @param closed whether its last price has come
 */
public record Bar(Candle candle, long intervalMillis, boolean closed) {
  private static final BigDecimal TICKS = BigDecimal.valueOf(Tick.PER_BAR);

  /** The bar after its {@code quarter}-th tick: only what has been visited so far is in it. */
  static Bar after(Candle whole, long intervalMillis, int quarter) {
    if (quarter == Tick.PER_BAR - 1) {
      return new Bar(whole, intervalMillis, true);
    }
    boolean highSeen = quarter == 2 || quarter == 1 && !whole.lowFirst();
    boolean lowSeen = quarter == 2 || quarter == 1 && whole.lowFirst();
    BigDecimal high = highSeen ? whole.high() : whole.open();
    BigDecimal low = lowSeen ? whole.low() : whole.open();
    BigDecimal last = quarter == 0 ? whole.open() : lastExtreme(whole, quarter);
    BigDecimal volume =
        whole
            .volume()
            .multiply(BigDecimal.valueOf(quarter + 1L))
            .divide(TICKS, MathContext.DECIMAL64);
    Candle soFar = new Candle(whole.openTimeMillis(), whole.open(), high, low, last, volume);
    return new Bar(soFar, intervalMillis, false);
  }

  /** The last millisecond that belongs to the bar. */
  public long closeTimeMillis() {
    return candle.openTimeMillis() + intervalMillis - 1;
  }

  /** Volume in quote currency. Six-column files do not record it, so it is valued at the close. */
  public BigDecimal quoteVolume() {
    return candle.volume().multiply(candle.close());
  }

  private static BigDecimal lastExtreme(Candle whole, int quarter) {
    return (quarter == 1) == whole.lowFirst() ? whole.low() : whole.high();
  }
}
