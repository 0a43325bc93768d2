package quantum.report.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often which R came. All bins are as wide as each other; the first and the last also hold what
 * lies beyond them, so that one great winner does not press all others into one bar.
 *
 * @param width R
 * @param openBelow whether the first bin holds values below its {@code from}
 * @param openAbove whether the last bin holds values at or above its {@code to}
 */
public record Histogram(double width, List<Bin> bins, boolean openBelow, boolean openAbove) {
  private static final double[] WIDTHS = {0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10};
  private static final int MOST_BINS = 22;
  private static final double TAIL = 0.01;

  /** Values from {@code from} up to {@code to}, which is not in it. */
  public record Bin(double from, double to, int count) {}

  /** No bins of no values. */
  static Histogram of(double[] values) {
    if (values.length == 0) {
      return new Histogram(1, List.of(), false, false);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    // zero is always an edge, so no bin holds winners and losers
    double low = Math.min(0, Quantile.ofSorted(sorted, TAIL));
    double high = Math.max(0, Quantile.ofSorted(sorted, 1 - TAIL));
    double width = width(high - low);
    long first = (long) Math.floor(low / width);
    long last = Math.max(first, (long) Math.floor(high / width));
    int[] counts = new int[(int) (last - first + 1)];
    boolean below = false;
    boolean above = false;
    for (double value : sorted) {
      double place = Math.floor(value / width);
      below |= place < first;
      above |= place > last;
      counts[(int) (Math.clamp(place, first, last) - first)]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      bins.add(new Bin((first + i) * width, (first + i + 1) * width, counts[i]));
    }
    return new Histogram(width, bins, below, above);
  }

  private static double width(double span) {
    for (double width : WIDTHS) {
      if (span / width <= MOST_BINS) {
        return width;
      }
    }
    return Math.ceil(span / MOST_BINS / 10) * 10;
  }
}
