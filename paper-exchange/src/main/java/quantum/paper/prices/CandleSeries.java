package quantum.paper.prices;

import java.util.List;
import quantum.kernel.value.Symbol;

/**
 * The candles of one symbol in time order.
 *
 * @param intervalMillis length of a bar; gaps between bars may be longer
 * @param candles strictly increasing in open time, at least one
 */
public record CandleSeries(Symbol symbol, long intervalMillis, List<Candle> candles) {
  /** Assumed where a single bar says nothing about its length. */
  static final long LONE_BAR_INTERVAL_MILLIS = 60_000;

  /**
   * @throws IllegalArgumentException if there is no candle or the interval cannot hold four ticks
   */
  public CandleSeries {
    candles = List.copyOf(candles);
    if (candles.isEmpty()) {
      throw new IllegalArgumentException(symbol + ": no candles");
    }
    if (intervalMillis < 4) {
      throw new IllegalArgumentException(
          symbol + ": a bar must last at least 4 ms, was " + intervalMillis);
    }
  }

  /** A series whose interval is the smallest distance of two bars, 60 s for a lone bar. */
  public static CandleSeries of(Symbol symbol, List<Candle> candles) {
    return new CandleSeries(symbol, smallestDistance(candles), candles);
  }

  public long firstMillis() {
    return candles.getFirst().openTimeMillis();
  }

  /** When a bar begins, epoch milliseconds. */
  public long openMillis(int bar) {
    return candles.get(bar).openTimeMillis();
  }

  /** The last instant of the last bar. */
  public long lastMillis() {
    return candles.getLast().openTimeMillis() + intervalMillis - 1;
  }

  /**
   * Index of the first bar that opens at {@code millis} or later; their number if there is none.
   */
  public int firstFrom(long millis) {
    int low = 0;
    int high = candles.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (candles.get(middle).openTimeMillis() < millis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Index of the first bar that has not ended before {@code millis}: where a replay begins. */
  public int firstEndingFrom(long millis) {
    return millis <= firstMillis() ? 0 : firstFrom(millis - intervalMillis + 1);
  }

  private static long smallestDistance(List<Candle> candles) {
    long smallest = Long.MAX_VALUE;
    for (int i = 1; i < candles.size(); i++) {
      smallest =
          Math.min(smallest, candles.get(i).openTimeMillis() - candles.get(i - 1).openTimeMillis());
    }
    return smallest == Long.MAX_VALUE ? LONE_BAR_INTERVAL_MILLIS : smallest;
  }
}
