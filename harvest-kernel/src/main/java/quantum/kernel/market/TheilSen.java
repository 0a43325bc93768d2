package quantum.kernel.market;

import java.util.Arrays;

/**
 * The Theil–Sen slope: the median of the slopes between all pairs of points.
 *
 * <p>256 points have 32 640 pairs. Selecting the median among all of them spends most of its time
 * on slopes far away from it, so the median is first bracketed by a sample of the slopes; one pass
 * over all pairs counts what lies below the bracket and keeps only what lies inside. The result is
 * exact: a bracket that turns out not to hold the median is widened.
 */
final class TheilSen {
  /** Below so many pairs a plain selection is as fast. */
  private static final int FEW_PAIRS = 1024;

  private static final int SAMPLE = 512;

  private static final int BRACKET_SAMPLE = 256;

  /** Half width of the bracket in ranks of the sample, about three standard deviations. */
  private static final int MARGIN = 34;

  /**
   * The slopes around the median.
   *
   * @param low the smallest slope that is among them, inclusive
   * @param high the largest one, inclusive
   * @param below how many slopes are smaller than {@code low}
   * @param slopes the first {@code count} are the slopes from {@code low} to {@code high}, in no
   *     order
   */
  private record Band(double low, double high, int below, double[] slopes, int count) {
    private boolean holdsMedian(int pairs) {
      return (pairs - 1) / 2 >= below && pairs / 2 < below + count;
    }

    private double median(int pairs) {
      return Medians.between(slopes, count, (pairs - 1) / 2 - below, pairs / 2 - below);
    }
  }

  /**
   * Where the median may be looked for.
   *
   * @param centre the likely median
   */
  record Bracket(double low, double centre, double high) {
    static final Bracket ALL = new Bracket(Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
  }

  private TheilSen() {}

  /**
   * The slope of the last {@code points} values per step.
   *
   * @param points at least 2, at most {@code values.length}
   */
  static double slope(double[] values, int points) {
    return band(values, values.length, inverses(points)).median(pairs(points))
        + 0.0; // not −0.0: which zero is in the middle depends on the way there
  }

  /** How many slopes so many points have. */
  static int pairs(int points) {
    return points * (points - 1) / 2;
  }

  /** What a difference is multiplied with to be a slope, by the distance of its points. */
  static double[] inverses(int points) {
    double[] inverse = new double[points];
    for (int gap = 1; gap < points; gap++) {
      inverse[gap] = 1.0 / gap;
    }
    return inverse;
  }

  /**
   * The slopes around the median of the values before {@code end}.
   *
   * @param inverse of as many points as are looked at
   */
  private static Band band(double[] values, int end, double[] inverse) {
    int points = inverse.length;
    int pairs = pairs(points);
    double[] slopes = new double[pairs + 1];
    if (pairs > FEW_PAIRS) {
      double[] sample = sample(values, end - points, points, inverse, pairs / SAMPLE);
      int middle = sample.length / 2;
      for (int margin = MARGIN; margin < middle; margin *= 2) {
        Band band =
            band(values, end, inverse, sample[middle - margin], sample[middle + margin], slopes);
        if (band.holdsMedian(pairs)) {
          return band;
        }
      }
    }
    return band(values, end, inverse, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, slopes);
  }

  /**
   * What holds about a share of all slopes, the median in their middle.
   *
   * @param share above 0, below 1
   */
  static Bracket bracket(double[] values, int end, double[] inverse, double share) {
    int points = inverse.length;
    int pairs = pairs(points);
    double[] sample =
        sample(values, end - points, points, inverse, Math.max(1, pairs / BRACKET_SAMPLE));
    int middle = sample.length / 2;
    int margin = Math.min((int) (share / 2 * sample.length), middle);
    return new Bracket(
        sample[middle - margin],
        sample[middle],
        sample[Math.min(middle + margin, sample.length - 1)]);
  }

  private static Band band(
      double[] values, int end, double[] inverse, double low, double high, double[] slopes) {
    int points = inverse.length;
    int below = 0;
    int inside = 0;
    for (int gap = 1; gap < points; gap++) {
      double perStep = inverse[gap];
      for (int i = end - points; i + gap < end; i++) {
        double slope = (values[i + gap] - values[i]) * perStep;
        // written always, kept sometimes: no branch to mispredict
        slopes[inside] = slope;
        below += slope < low ? 1 : 0;
        inside += slope >= low & slope <= high ? 1 : 0;
      }
    }
    return new Band(low, high, below, slopes, inside);
  }

  /** Every {@code stride}-th slope, in order. */
  private static double[] sample(
      double[] values, int from, int points, double[] inverse, int stride) {
    double[] sample = new double[pairs(points) / stride];
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
