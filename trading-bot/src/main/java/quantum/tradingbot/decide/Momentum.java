package quantum.tradingbot.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import quantum.kernel.value.Side;

/**
 * How far a price has gone, against how far it would have wandered by itself.
 *
 * <pre>
 * z          = ln(p_t / p_(t−L)) / (σ·√L)       σ: standard deviation of one-minute log returns
 * confidence = 1 − exp(−z²/2)                   0 at z = 0, 0.86 at 2, 0.989 at 3; always below 1
 * </pre>
 *
 * @param z positive if the price rose
 * @param move p_t / p_(t−L) − 1, a fraction
 */
record Momentum(double z, double move) {
  private static final int CONFIDENCE_DECIMALS = 4;

  /**
   * @param closes one per minute, oldest first, all &gt; 0; more than {@code lookback} and {@code
   *     window}
   * @return empty if the price did not move at all: there is nothing to measure against
   */
  static Optional<Momentum> of(double[] closes, int lookback, int window) {
    int last = closes.length - 1;
    double mean = Math.log(closes[last] / closes[last - window]) / window;
    double squares = 0;
    for (int i = last - window + 1; i <= last; i++) {
      double off = Math.log(closes[i] / closes[i - 1]) - mean;
      squares += off * off;
    }
    double sigma = Math.sqrt(squares / window);
    double move = closes[last] / closes[last - lookback];
    double z = Math.log(move) / (sigma * Math.sqrt(lookback));
    // without any volatility z is infinite, or no number
    return Double.isFinite(z) ? Optional.of(new Momentum(z, move - 1)) : Optional.empty();
  }

  /** The direction it goes; of no use at z = 0, where the confidence is 0. */
  Side side() {
    return z >= 0 ? Side.LONG : Side.SHORT;
  }

  /** Rounded down, so that it stays below 1 however large z is. */
  BigDecimal confidence() {
    double share = Math.min(-Math.expm1(-z * z / 2), Math.nextDown(1.0));
    return BigDecimal.valueOf(share).setScale(CONFIDENCE_DECIMALS, RoundingMode.DOWN);
  }

  /** max(|move %| / 10, 1), at most 5 (SPEC §3). */
  double volatilityFactor() {
    return Math.clamp(Math.abs(move) * 100 / 10, 1, 5);
  }
}
