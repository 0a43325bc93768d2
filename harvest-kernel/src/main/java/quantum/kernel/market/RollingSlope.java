package quantum.kernel.market;

import java.util.Arrays;

/**
 * The Theil–Sen slope of the latest points of a sequence, point by point. Not thread-safe.
 *
 * <p>With a new point n − 1 of the n(n−1)/2 slopes go and as many come. So the band around the
 * median is kept in order, with the number of slopes below it; only once the median has wandered
 * out of the band are all slopes looked at again. The median is the same as {@link TheilSen}'s to
 * the last bit, whatever the band is: a slope is computed alike when it comes and when it goes.
 */
final class RollingSlope {
  private final double[] inverse;
  private final int pairs;
  private final double[] leaving;
  private final double[] entering;
  private boolean known;
  private double low;
  private double high;
  private int below;
  private double[] inside = {};

  RollingSlope(int points) {
    inverse = TheilSen.inverses(points);
    pairs = TheilSen.pairs(points);
    leaving = new double[points];
    entering = new double[points];
  }

  /**
   * The slope of the points that end before {@code end}; to be asked for each of them in turn.
   *
   * @param values from the second call on also holds the point that has just left
   */
  double next(double[] values, int end) {
    if (known) {
      slide(values, end);
    }
    if (!known || !TheilSen.holdsMedian(pairs, below, inside.length)) {
      lookAtAll(values, end);
    }
    double lower = inside[(pairs - 1) / 2 - below];
    double upper = inside[pairs / 2 - below];
    return lower + (upper - lower) / 2 + 0.0; // not −0.0, as TheilSen
  }

  private void lookAtAll(double[] values, int end) {
    TheilSen.Band band = TheilSen.band(values, end, inverse);
    low = band.low();
    high = band.high();
    below = band.below();
    inside = Arrays.copyOf(band.slopes(), band.count());
    Arrays.sort(inside);
    known = true;
  }

  private void slide(double[] values, int end) {
    int oldest = end - 1 - inverse.length;
    int newest = end - 1;
    int gone = 0;
    int come = 0;
    for (int gap = 1; gap < inverse.length; gap++) {
      double old = (values[oldest + gap] - values[oldest]) * inverse[gap];
      leaving[gone] = old;
      below -= old < low ? 1 : 0;
      gone += old >= low & old <= high ? 1 : 0;
      double fresh = (values[newest] - values[newest - gap]) * inverse[gap];
      entering[come] = fresh;
      below += fresh < low ? 1 : 0;
      come += fresh >= low & fresh <= high ? 1 : 0;
    }
    Arrays.sort(leaving, 0, gone);
    Arrays.sort(entering, 0, come);
    inside = merged(gone, come);
  }

  /** The band without those that leave and with those that enter, in order. */
  private double[] merged(int gone, int come) {
    double[] merged = new double[inside.length - gone + come];
    int at = 0;
    int left = 0;
    int entered = 0;
    for (double slope : inside) {
      if (left < gone && slope == leaving[left]) {
        left++;
        continue;
      }
      while (entered < come && entering[entered] < slope) {
        merged[at++] = entering[entered++];
      }
      merged[at++] = slope;
    }
    while (entered < come) {
      merged[at++] = entering[entered++];
    }
    return merged;
  }
}
