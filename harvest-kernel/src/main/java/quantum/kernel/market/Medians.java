package quantum.kernel.market;

/** Order statistics. */
final class Medians {
  private Medians() {}

  /** Quantile of the first {@code count} of ascending values, linear between neighbours. */
  static double quantileOfSorted(double[] sorted, int count, double quantile) {
    double at = quantile * (count - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, count - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
  }

  /** Median of the first {@code count} values, the mean of the middle two; reorders them. */
  static double median(double[] values, int count) {
    return between(values, count, (count - 1) / 2, count / 2);
  }

  /**
   * The middle between what sorting would put at two ranks, which are equal or neighbours; reorders
   * the first {@code count} values.
   */
  static double between(double[] values, int count, int lowerRank, int upperRank) {
    double upper = select(values, count, upperRank);
    if (lowerRank == upperRank) {
      return upper;
    }
    // selection leaves everything smaller in front
    double lower = values[0];
    for (int i = 1; i < upperRank; i++) {
      lower = Math.max(lower, values[i]);
    }
    return lower + (upper - lower) / 2;
  }

  /** The value that sorting would put at {@code index}; linear time on average. */
  private static double select(double[] a, int count, int index) {
    int left = 0;
    int right = count - 1;
    while (left < right) {
      double pivot = medianOfThree(a[left], a[(left + right) >>> 1], a[right]);
      int i = left;
      int j = right;
      while (i <= j) {
        while (a[i] < pivot) {
          i++;
        }
        while (a[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double swap = a[i];
          a[i++] = a[j];
          a[j--] = swap;
        }
      }
      if (index <= j) {
        right = j;
      } else if (index >= i) {
        left = i;
      } else {
        return a[index];
      }
    }
    return a[index];
  }

  private static double medianOfThree(double x, double y, double z) {
    return Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
  }
}
