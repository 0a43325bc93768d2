package quantum.kernel.market;

import java.util.List;

/**
 * Windows and weights of {@link MarketStatistics}.
 *
 * @param window returns looked at, bars
 * @param winsorQuantile share of returns clipped at each end, 0 up to 0.5
 * @param ewmaLambda memory of the moving variance, 0 to 1
 * @param ewmaSeed returns whose population variance starts the moving variance
 * @param spikeCap upper bound of the ratio of robust to moving volatility
 * @param spikeCentre ratio at which both count equally
 * @param spikeWidth how fast the blend turns from one to the other, &gt; 0
 * @param minSigma smallest volatility reported
 * @param slopes windows of the trend slope and their weights
 * @param varianceRatioStep returns summed for the variance ratio
 */
public record StatisticsParameters(
    int window,
    double winsorQuantile,
    double ewmaLambda,
    int ewmaSeed,
    double spikeCap,
    double spikeCentre,
    double spikeWidth,
    double minSigma,
    List<SlopeWindow> slopes,
    int varianceRatioStep) {

  /**
   * One window of the trend slope.
   *
   * @param points log prices looked at, ≥ 2
   * @param weight of its slope in mu
   */
  public record SlopeWindow(int points, double weight) {
    /**
     * @throws IllegalArgumentException if there are fewer than two points or no finite weight
     */
    public SlopeWindow {
      if (points < 2 || !Double.isFinite(weight)) {
        throw new IllegalArgumentException(
            "a slope window needs 2 points and a finite weight, was " + points + ", " + weight);
      }
    }
  }

  /** One-minute closes over a little more than four hours. */
  public static final StatisticsParameters DEFAULTS =
      new StatisticsParameters(
          256,
          0.01,
          0.94,
          10,
          5,
          1.2,
          0.3,
          1e-6,
          List.of(new SlopeWindow(64, 0.5), new SlopeWindow(128, 0.3), new SlopeWindow(256, 0.2)),
          5);

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public StatisticsParameters {
    slopes = List.copyOf(slopes);
    require(ewmaSeed >= 1 && window >= Math.max(ewmaSeed, 2), "window", window);
    require(winsorQuantile >= 0 && winsorQuantile < 0.5, "winsor quantile", winsorQuantile);
    require(ewmaLambda >= 0 && ewmaLambda <= 1, "ewma lambda", ewmaLambda);
    require(spikeCap >= 0 && Double.isFinite(spikeCap), "spike cap", spikeCap);
    require(Double.isFinite(spikeCentre), "spike centre", spikeCentre);
    require(spikeWidth > 0 && Double.isFinite(spikeWidth), "spike width", spikeWidth);
    require(minSigma >= 0 && Double.isFinite(minSigma), "minimum sigma", minSigma);
    require(!slopes.isEmpty(), "number of slope windows", slopes.size());
    require(
        varianceRatioStep >= 1 && varianceRatioStep < window,
        "variance ratio step",
        varianceRatioStep);
  }

  /** Closes needed before there are statistics. */
  public int closesNeeded() {
    int longestSlope = slopes.stream().mapToInt(SlopeWindow::points).max().orElse(0);
    return Math.max(window + 1, longestSlope);
  }

  private static void require(boolean holds, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is out of range, was " + value);
    }
  }
}
