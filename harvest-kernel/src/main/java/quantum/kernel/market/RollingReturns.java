package quantum.kernel.market;

/**
 * What the latest returns of a symbol say, return by return: to the last bit what {@link
 * MarketStatistics} says of them from scratch, so every sum is taken in the same order. Not
 * thread-safe.
 *
 * <p>The returns are kept in the order of their size as well. Clipping at two quantiles does not
 * change their median, and the distances to it grow towards both ends; so neither needs a sort.
 */
final class RollingReturns {
  private final StatisticsParameters parameters;
  private final SortedWindow sorted;

  /** Room for twice as many as needed, so that most of them move nothing. */
  private final double[] returns;

  /** The sum of a return and those after it, as many as the step, beside the first of them. */
  private final double[] sums;

  private int from;
  private int end;
  private int equal;

  RollingReturns(StatisticsParameters parameters) {
    this.parameters = parameters;
    this.sorted = new SortedWindow(parameters.window());
    this.returns = new double[2 * parameters.window()];
    this.sums = new double[returns.length];
  }

  void add(double value) {
    int window = parameters.window();
    if (end == returns.length) {
      System.arraycopy(returns, from, returns, 0, window);
      System.arraycopy(sums, from, sums, 0, window);
      from = 0;
      end = window;
    }
    sorted.add(value);
    returns[end++] = value;
    if (end - from > 1) {
      equal += haveEqualSigns(end - 2);
    }
    if (end - from > window) {
      equal -= haveEqualSigns(from);
      from++;
    }
    int step = parameters.varianceRatioStep();
    if (end - from >= step) {
      double sum = 0;
      for (int i = end - step; i < end; i++) {
        sum += returns[i];
      }
      sums[end - step] = sum;
    }
  }

  private int haveEqualSigns(int first) {
    return Math.signum(returns[first]) == Math.signum(returns[first + 1]) ? 1 : 0;
  }

  /**
   * The statistics once there are as many returns as the window has.
   *
   * @param mu drift
   */
  MarketStatistics statistics(double mu) {
    int window = parameters.window();
    double low = sorted.quantile(parameters.winsorQuantile());
    double high = sorted.quantile(1 - parameters.winsorQuantile());
    double moving = Math.sqrt(ewmaVariance(low, high));
    double robust = MarketStatistics.MAD_TO_SIGMA * medianDeviation(low, high);
    double dp = (double) equal / (window - 1);
    return MarketStatistics.of(moving, robust, mu, dp, varianceRatio(), parameters);
  }

  private static double clipped(double value, double low, double high) {
    // few are clipped, so this is mostly guessed right; minimum and maximum would be worked out
    return value < low ? low : value > high ? high : value;
  }

  private double ewmaVariance(double low, double high) {
    double lambda = parameters.ewmaLambda();
    double variance = seed(low, high, parameters.ewmaSeed());
    for (int i = from; i < end; i++) {
      double value = clipped(returns[i], low, high);
      variance = lambda * variance + (1 - lambda) * value * value;
    }
    return variance;
  }

  private double seed(double low, double high, int count) {
    double mean = 0;
    for (int i = from; i < from + count; i++) {
      mean += clipped(returns[i], low, high);
    }
    mean /= count;
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      double off = clipped(returns[i], low, high) - mean;
      squares += off * off;
    }
    return squares / count;
  }

  private double medianDeviation(double low, double high) {
    int window = parameters.window();
    double upperMiddle = clipped(sorted.at(window / 2), low, high);
    double lowerMiddle = clipped(sorted.at((window - 1) / 2), low, high);
    double middle = window % 2 == 1 ? upperMiddle : lowerMiddle + (upperMiddle - lowerMiddle) / 2;
    // of the distances that come before the one in the middle, so many are of smaller returns
    int least = 0;
    int most = window / 2;
    while (least < most) {
      int smaller = (least + most) >>> 1;
      if (below(smaller, middle, low) < above(window / 2 - smaller - 1, middle, high)) {
        least = smaller + 1;
      } else {
        most = smaller;
      }
    }
    int others = window / 2 - least;
    double upper = Math.min(below(least, middle, low), above(others, middle, high));
    if (window % 2 == 1) {
      return upper;
    }
    double lower = Math.max(below(least - 1, middle, low), above(others - 1, middle, high));
    return lower + (upper - lower) / 2;
  }

  /** Distance of the so manyth return below the middle. */
  private double below(int index, double middle, double low) {
    int at = parameters.window() / 2 - 1 - index;
    if (index < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return at < 0 ? Double.POSITIVE_INFINITY : middle - Math.max(low, sorted.at(at));
  }

  /** The same above it. */
  private double above(int index, double middle, double high) {
    int at = parameters.window() / 2 + index;
    if (index < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return at >= parameters.window()
        ? Double.POSITIVE_INFINITY
        : Math.min(high, sorted.at(at)) - middle;
  }

  private double varianceRatio() {
    int step = parameters.varianceRatioStep();
    int count = end - from;
    int sumsCount = count - step + 1;
    double mean = 0;
    double meanOfSums = 0;
    for (int i = 0; i < sumsCount; i++) {
      mean += returns[from + i];
      meanOfSums += sums[from + i];
    }
    for (int i = sumsCount; i < count; i++) {
      mean += returns[from + i];
    }
    mean /= count;
    meanOfSums /= sumsCount;
    double squares = 0;
    double squaresOfSums = 0;
    for (int i = 0; i < sumsCount; i++) {
      double off = returns[from + i] - mean;
      double offOfSum = sums[from + i] - meanOfSums;
      squares += off * off;
      squaresOfSums += offOfSum * offOfSum;
    }
    for (int i = sumsCount; i < count; i++) {
      double off = returns[from + i] - mean;
      squares += off * off;
    }
    return squaresOfSums / sumsCount / (step * (squares / count) + MarketStatistics.TINY);
  }
}
