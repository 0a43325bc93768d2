package quantum.kernel.market;

import java.util.Arrays;

/** The latest values of a sequence, in the order of their size. */
final class SortedWindow {
  private final double[] inOrderOfArrival;
  private final double[] sorted;
  private int size;
  private int oldest;

  SortedWindow(int capacity) {
    inOrderOfArrival = new double[capacity];
    sorted = new double[capacity];
  }

  int size() {
    return size;
  }

  /** Takes the next value; the oldest one leaves a full window. */
  void add(double value) {
    if (size < sorted.length) {
      int at = place(value);
      System.arraycopy(sorted, at, sorted, at + 1, size - at);
      sorted[at] = value;
      size++;
    } else {
      exchange(place(inOrderOfArrival[oldest]), place(value), value);
    }
    inOrderOfArrival[oldest] = value;
    oldest = (oldest + 1) % sorted.length;
  }

  private int place(double value) {
    int found = Arrays.binarySearch(sorted, 0, size, value);
    return found >= 0 ? found : -found - 1;
  }

  /** Only what lies between the two moves. */
  private void exchange(int leaving, int entering, double value) {
    if (entering > leaving) {
      System.arraycopy(sorted, leaving + 1, sorted, leaving, entering - leaving - 1);
      sorted[entering - 1] = value;
    } else {
      System.arraycopy(sorted, entering, sorted, entering + 1, leaving - entering);
      sorted[entering] = value;
    }
  }

  /** The value that so many are before. */
  double at(int rank) {
    return sorted[rank];
  }

  /** Linear between neighbours. */
  double quantile(double quantile) {
    return Medians.quantileOfSorted(sorted, size, quantile);
  }
}
