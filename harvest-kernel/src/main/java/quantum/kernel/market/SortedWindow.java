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

  void add(double value) {
    if (size == sorted.length) {
      remove(inOrderOfArrival[oldest]);
    }
    int found = Arrays.binarySearch(sorted, 0, size, value);
    int at = found >= 0 ? found : -found - 1;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = value;
    inOrderOfArrival[oldest] = value;
    oldest = (oldest + 1) % sorted.length;
    size++;
  }

  private void remove(double value) {
    int at = Arrays.binarySearch(sorted, 0, size, value);
    System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
    size--;
  }

  /** Linear between neighbours. */
  double quantile(double quantile) {
    return Medians.quantileOfSorted(sorted, size, quantile);
  }
}
