package quantum.kernel.risk;

/**
 * Weights of {@link StopProposal}: multiples of sigma by regime, and their floors.
 *
 * @param stop multiple of sigma for the stop distance
 * @param target multiple of sigma for the target distance
 * @param trail multiple of sigma for the trail gap
 * @param minStopPct smallest stop distance, fraction of the price
 * @param minTargetPct smallest target distance, fraction of the price
 * @param minTrailPct smallest trail gap, fraction of the price
 * @param extensionWeight weight of ts · p_trend in the extension of the target
 * @param maxExtension largest extension
 * @param extensionMinTrend p_trend above which a target is extended
 * @param extensionMinTs ts above which a target is extended
 */
public record StopParameters(
    RegimeWeights stop,
    RegimeWeights target,
    RegimeWeights trail,
    double minStopPct,
    double minTargetPct,
    double minTrailPct,
    double extensionWeight,
    double maxExtension,
    double extensionMinTrend,
    double extensionMinTs) {

  /** A multiple of sigma for each regime, ≥ 0. */
  public record RegimeWeights(double trend, double mr, double chop) {
    /**
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public RegimeWeights {
      if (!(trend >= 0 && mr >= 0 && chop >= 0 && Double.isFinite(trend + mr + chop))) {
        throw new IllegalArgumentException(
            "regime weights must be >= 0, were " + trend + ", " + mr + ", " + chop);
      }
    }
  }

  public static final StopParameters DEFAULTS =
      new StopParameters(
          new RegimeWeights(1.5, 0.8, 1.0),
          new RegimeWeights(2.5, 1.2, 1.5),
          new RegimeWeights(1.2, 1.5, 1.3),
          0.005,
          0.01,
          0.005,
          0.5,
          0.3,
          0.3,
          0.1);

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public StopParameters {
    requireFraction("minimum stop distance", minStopPct);
    requireFraction("minimum target distance", minTargetPct);
    requireFraction("minimum trail gap", minTrailPct);
    requireNotNegative("extension weight", extensionWeight);
    requireNotNegative("largest extension", maxExtension);
    requireNotNegative("p_trend of an extension", extensionMinTrend);
    requireNotNegative("ts of an extension", extensionMinTs);
  }

  private static void requireFraction(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be between 0 and 1, was " + value);
    }
  }

  private static void requireNotNegative(String name, double value) {
    if (!Double.isFinite(value) || value < 0) {
      throw new IllegalArgumentException(name + " must be >= 0, was " + value);
    }
  }
}
