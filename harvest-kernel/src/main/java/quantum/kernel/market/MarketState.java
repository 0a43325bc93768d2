package quantum.kernel.market;

/**
 * Volatility, trend strength and regime of a symbol (SPEC §3, §4).
 *
 * @param sigma volatility of one-minute log returns, ≥ 0
 * @param ts trend strength, drift per bar over volatility
 * @param pTrend probability of a trending regime, 0 to 1
 * @param pMr probability of a mean-reverting regime, 0 to 1
 * @param pChop probability of a choppy regime, 0 to 1
 */
public record MarketState(double sigma, double ts, double pTrend, double pMr, double pChop) {
  /** What is assumed while no fresh state is known; the default kill score never closes on it. */
  public static final MarketState NEUTRAL = new MarketState(0.01, 0.35, 0.5, 0.3, 0.2);

  /**
   * @throws IllegalArgumentException naming the field and its value if it is out of range
   */
  public MarketState {
    if (!Double.isFinite(sigma) || sigma < 0) {
      throw new IllegalArgumentException("sigma must be finite and >= 0, was " + sigma);
    }
    if (!Double.isFinite(ts)) {
      throw new IllegalArgumentException("ts must be finite, was " + ts);
    }
    requireProbability("p_trend", pTrend);
    requireProbability("p_mr", pMr);
    requireProbability("p_chop", pChop);
  }

  /**
   * The largest of the three probabilities; of equal ones the first in the order of {@link Regime}.
   */
  public Regime regime() {
    if (pTrend >= pMr && pTrend >= pChop) {
      return Regime.TREND;
    }
    return pMr >= pChop ? Regime.MEAN_REVERSION : Regime.CHOP;
  }

  private static void requireProbability(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(field + " must be within 0 and 1, was " + value);
    }
  }
}
