package quantum.kernel.market;

import java.util.Arrays;

/**
 * The Theil–Sen slope: the median of the slopes between all pairs of points.
 *
 * <p>256 points have 32 640 pairs. Selecting the median among all of them spends most of its time
 * on slopes far away from it, so the median is first bracketed by a sample of the slopes; one pass
 * over all pairs counts what lies below the bracket and keeps only what lies inside. The result is
 * exact: a bracket that turns out not to hold the median is widened to everything.
 */
final class TheilSen {
  /** Below so many pairs a plain selection is as fast. */
  private static final int FEW_PAIRS = 1024;

  private static final int SAMPLE = 512;

  /** Half width of the bracket in ranks of the sample, about three standard deviations. */
  private static final int MARGIN = 34;

  private TheilSen() {}

  /**
   * The slope of the last {@code points} values per step.
   *
   * @param points at least 2, at most {@code values.length}
   */
  static double slope(double[] values, int points) {
    int from = values.length - points;
    int pairs = points * (points - 1) / 2;
    double[] inverse = new double[points];
    for (int gap = 1; gap < points; gap++) {
      inverse[gap] = 1.0 / gap;
    }
    double[] slopes = new double[pairs + 1];
    if (pairs > FEW_PAIRS) {
      double[] sample = sample(values, from, points, inverse, pairs / SAMPLE);
      double low = sample[sample.length / 2 - MARGIN];
      double high = sample[sample.length / 2 + MARGIN];
      int below = 0;
      int inside = 0;
      for (int gap = 1; gap < points; gap++) {
        double perStep = inverse[gap];
        for (int i = from; i + gap < values.length; i++) {
          double slope = (values[i + gap] - values[i]) * perStep;
          // written always, kept sometimes: no branch to mispredict
          slopes[inside] = slope;
          below += slope < low ? 1 : 0;
          inside += slope >= low & slope <= high ? 1 : 0;
        }
      }
      int lowerRank = (pairs - 1) / 2 - below;
      int upperRank = pairs / 2 - below;
      if (lowerRank >= 0 && upperRank < inside) {
        return Medians.between(slopes, inside, lowerRank, upperRank);
      }
    }
    int count = 0;
    for (int gap = 1; gap < points; gap++) {
      for (int i = from; i + gap < values.length; i++) {
        slopes[count++] = (values[i + gap] - values[i]) * inverse[gap];
      }
    }
    return Medians.median(slopes, count);
  }

  /** Every {@code stride}-th slope, in order. */
  private static double[] sample(
      double[] values, int from, int points, double[] inverse, int stride) {
    double[] sample = new double[points * (points - 1) / 2 / stride];
    int taken = 0;
    int skip = 0;
    for (int gap = 1; gap < points; gap++) {
      int lengths = points - gap;
      int i = skip;
      for (; i < lengths && taken < sample.length; i += stride) {
        sample[taken++] = (values[from + i + gap] - values[from + i]) * inverse[gap];
      }
      skip = i - lengths;
    }
    Arrays.sort(sample, 0, taken);
    return taken == sample.length ? sample : Arrays.copyOf(sample, taken);
  }
}
