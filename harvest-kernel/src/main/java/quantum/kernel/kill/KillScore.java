package quantum.kernel.kill;

import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;

/**
 * How much of the edge behind a position has gone, with its parts (SPEC §3).
 *
 * <pre>
 * K = sigmoid(k_bias + k_regime_flip·regimeFlip + k_sigma_spike·sigmaSpike
 *             + k_ts_drop·tsDrop + k_age_penalty·agePenalty)
 * </pre>
 *
 * All parts and weights are ≥ 0, so with the default k_bias of 0 K is never below 0.5; a negative
 * k_bias re-centres it.
 *
 * @param value K, strictly between 0 and 1
 * @param threshold K from which the position is to be closed whole
 * @param regimeFlip 1 if the trend has given way to chop or mean reversion, else 0
 * @param sigmaSpike volatility above its reference, 0 to sigma_spike_cap
 * @param tsDrop trend strength below its reference, 0 to ts_drop_cap
 * @param agePenalty age over max_age_sec, 0 to 1
 */
public record KillScore(
    double value,
    double threshold,
    double regimeFlip,
    double sigmaSpike,
    double tsDrop,
    double agePenalty) {

  private static final double LARGEST = Math.nextDown(1.0);

  /**
   * @throws IllegalArgumentException if the score is not strictly between 0 and 1
   */
  public KillScore {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException("kill score must be between 0 and 1, was " + value);
    }
  }

  /**
   * The score of a position of the given age in the given market, against the theta's constants.
   *
   * @param ageSec seconds since the position was opened; negative counts as 0
   * @throws IllegalArgumentException if the age is not finite
   */
  public static KillScore of(MarketState market, double ageSec, Theta theta) {
    return of(market, ageSec, theta, theta.sigmaRef(), theta.tsRef(), theta.trendMin(), true);
  }

  /**
   * The score against other references.
   *
   * @param flipCounts whether a regime flip counts at all
   */
  static KillScore of(
      MarketState market,
      double ageSec,
      Theta theta,
      double sigmaRef,
      double tsRef,
      double trendMin,
      boolean flipCounts) {
    if (!Double.isFinite(ageSec)) {
      throw new IllegalArgumentException("age_sec must be finite, was " + ageSec);
    }
    boolean flipped =
        flipCounts && market.pTrend() < trendMin && market.pChop() + market.pMr() > 0.5;
    double regimeFlip = flipped ? 1 : 0;
    double sigmaSpike = clamp(market.sigma() / sigmaRef - 1, theta.sigmaSpikeCap());
    double tsDrop = clamp(tsRef - market.ts(), theta.tsDropCap());
    double agePenalty = clamp(ageSec / theta.maxAgeSec(), 1);
    double score =
        sigmoid(
            theta.kBias()
                + theta.kRegimeFlip() * regimeFlip
                + theta.kSigmaSpike() * sigmaSpike
                + theta.kTsDrop() * tsDrop
                + theta.kAgePenalty() * agePenalty);
    return new KillScore(score, theta.killThreshold(), regimeFlip, sigmaSpike, tsDrop, agePenalty);
  }

  /** Whether the score has reached its threshold. */
  public boolean triggered() {
    return value >= threshold;
  }

  private static double clamp(double value, double max) {
    return Math.min(Math.max(value, 0), max);
  }

  /** Both branches keep exp from overflowing; the bounds keep a saturated score inside (0, 1). */
  private static double sigmoid(double x) {
    double y;
    if (x >= 0) {
      y = 1 / (1 + Math.exp(-x));
    } else {
      double e = Math.exp(x);
      y = e / (1 + e);
    }
    return Math.min(Math.max(y, Double.MIN_VALUE), LARGEST);
  }
}
