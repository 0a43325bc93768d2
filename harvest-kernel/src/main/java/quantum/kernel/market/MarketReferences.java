package quantum.kernel.market;

/**
 * What is usual for a symbol: quantiles of its own recent statistics, which the adaptive kill score
 * measures against (SPEC §3, references of the kill score), and where the price went meanwhile.
 *
 * @param sigma volatility that counts as normal, &gt; 0
 * @param ts trend strength that counts as healthy, ≥ 0
 * @param trendMin p_trend below which a trend has ended, 0 to 1
 * @param trendArm p_trend from which the symbol is in a trend, trendMin to 1
 * @param drift move of the log price over the window, in units of the usual move of so many
 *     minutes: ln(p/p₀) / (sigma·√minutes); 1.5 is a strong rise, −1.5 a strong fall
 */
public record MarketReferences(
    double sigma, double ts, double trendMin, double trendArm, double drift) {
  /**
   * @throws IllegalArgumentException naming the field and its value if it is out of range
   */
  public MarketReferences {
    require(Double.isFinite(sigma) && sigma > 0, "sigma_ref", "finite and > 0", sigma);
    require(Double.isFinite(ts) && ts >= 0, "ts_ref", "finite and >= 0", ts);
    require(trendMin >= 0 && trendMin <= 1, "trend_min", "within 0 and 1", trendMin);
    require(trendArm >= trendMin && trendArm <= 1, "trend_arm", "within trend_min and 1", trendArm);
    require(Double.isFinite(drift), "drift", "finite", drift);
  }

  private static void require(boolean holds, String field, String allowed, double value) {
    if (!holds) {
      throw new IllegalArgumentException(field + " must be " + allowed + ", was " + value);
    }
  }
}
