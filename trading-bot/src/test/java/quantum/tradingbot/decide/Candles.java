package quantum.tradingbot.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Kline;

/** Made-up minutes. */
final class Candles {
  static final Symbol BTC = Symbol.of("BTCUSDT");

  /** A whole five minutes. */
  static final long START = 1_746_372_900_000L;

  private Candles() {}

  static Kline minute(int index, double open, double high, double low, double close) {
    long at = START + index * Kline.INTERVAL_MILLIS;
    return new Kline(
        BTC,
        at,
        at + Kline.INTERVAL_MILLIS - 1,
        Price.of(open),
        Price.of(high),
        Price.of(low),
        Price.of(close),
        BigDecimal.ZERO,
        true);
  }

  /** Minutes that go from close to close. */
  static List<Kline> through(double... closes) {
    List<Kline> minutes = new ArrayList<>();
    double open = closes[0];
    for (int i = 0; i < closes.length; i++) {
      minutes.add(minute(i, open, Math.max(open, closes[i]), Math.min(open, closes[i]), closes[i]));
      open = closes[i];
    }
    return minutes;
  }

  /** Noise of 5 bps a minute for {@code count} minutes; the last hour drifts. */
  static List<Kline> drifting(int count, double driftPerMinute) {
    Random random = new Random(7);
    double[] closes = new double[count];
    double price = 100;
    for (int i = 0; i < count; i++) {
      double drift = i >= count - 60 ? driftPerMinute : 0;
      price *= Math.exp(0.0005 * random.nextGaussian() + drift);
      closes[i] = price;
    }
    return through(closes);
  }
}
