package quantum.tradingbot.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import quantum.marketdata.Kline;

/**
 * Average true range, Wilder's, of five-minute bars made of one-minute candles.
 *
 * <pre>
 * TR    = max(high − low, |high − previous close|, |low − previous close|)
 * ATR   = mean of the first 14 TR, then ATR ← (13·ATR + TR) / 14
 * </pre>
 *
 * Bars begin at whole five minutes; an incomplete one at either end does not count.
 */
final class AverageTrueRange {
  private static final int PERIOD = 14;
  private static final int MINUTES = 5;
  private static final long BAR_MILLIS = MINUTES * Kline.INTERVAL_MILLIS;

  private record Bar(double high, double low, double close) {
    double trueRange(double previousClose) {
      return Math.max(high, previousClose) - Math.min(low, previousClose);
    }
  }

  private AverageTrueRange() {}

  /**
   * @param minutes without a gap, oldest first
   * @return quote currency; empty with fewer than 15 whole bars
   */
  static OptionalDouble of(List<Kline> minutes) {
    List<Bar> bars = bars(minutes);
    if (bars.size() <= PERIOD) {
      return OptionalDouble.empty();
    }
    double atr = 0;
    for (int i = 1; i < bars.size(); i++) {
      double range = bars.get(i).trueRange(bars.get(i - 1).close());
      atr = i <= PERIOD ? atr + range / PERIOD : (atr * (PERIOD - 1) + range) / PERIOD;
    }
    return OptionalDouble.of(atr);
  }

  private static List<Bar> bars(List<Kline> minutes) {
    List<Bar> bars = new ArrayList<>();
    int first = 0;
    while (first < minutes.size() && minutes.get(first).openTimeMillis() % BAR_MILLIS != 0) {
      first++;
    }
    for (int from = first; from + MINUTES <= minutes.size(); from += MINUTES) {
      double high = Double.NEGATIVE_INFINITY;
      double low = Double.POSITIVE_INFINITY;
      for (Kline minute : minutes.subList(from, from + MINUTES)) {
        high = Math.max(high, minute.high().asDouble());
        low = Math.min(low, minute.low().asDouble());
      }
      bars.add(new Bar(high, low, minutes.get(from + MINUTES - 1).close().asDouble()));
    }
    return bars;
  }
}
