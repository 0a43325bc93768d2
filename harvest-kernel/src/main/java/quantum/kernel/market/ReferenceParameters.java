package quantum.kernel.market;

/**
 * Window and quantiles of {@link RollingReferences}.
 *
 * @param window states looked back upon, one a minute
 * @param atLeast states needed before there are references, 1 to window
 * @param sigmaQuantile of sigma that counts as normal
 * @param tsQuantile of ts that counts as healthy
 * @param trendMinQuantile of p_trend below which a trend has ended
 * @param trendArmQuantile of p_trend from which there is a trend, at least trendMinQuantile
 */
public record ReferenceParameters(
    int window,
    int atLeast,
    double sigmaQuantile,
    double tsQuantile,
    double trendMinQuantile,
    double trendArmQuantile) {

  /** Chosen by evidence; docs/decisions has the table. */
  public static final ReferenceParameters DEFAULTS =
      new ReferenceParameters(1440, 360, 0.5, 0.5, 0.1, 0.8);

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public ReferenceParameters {
    require(window >= 1, "reference window", window);
    require(atLeast >= 1 && atLeast <= window, "reference minimum", atLeast);
    requireQuantile("sigma quantile", sigmaQuantile);
    requireQuantile("ts quantile", tsQuantile);
    requireQuantile("trend_min quantile", trendMinQuantile);
    requireQuantile("trend_arm quantile", trendArmQuantile);
    require(trendArmQuantile >= trendMinQuantile, "trend_arm quantile", trendArmQuantile);
  }

  private static void requireQuantile(String name, double value) {
    require(value >= 0 && value <= 1, name, value);
  }

  private static void require(boolean holds, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is out of range, was " + value);
    }
  }
}
