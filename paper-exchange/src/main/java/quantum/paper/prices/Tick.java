package quantum.paper.prices;

import java.math.BigDecimal;
import quantum.kernel.value.Symbol;

/**
 * One price of the replay.
 *
 * @param bar index of the candle within its series
 * @param quarter 0 the open, 1 and 2 the extremes, 3 the close
 */
public record Tick(long timeMillis, Symbol symbol, BigDecimal price, int bar, int quarter) {
  public static final int PER_BAR = 4;

  public boolean opensBar() {
    return quarter == 0;
  }

  public boolean closesBar() {
    return quarter == PER_BAR - 1;
  }
}
