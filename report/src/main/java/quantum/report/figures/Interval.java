package quantum.report.figures;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Where the mean probably lies, by drawing as many positions as there are from them again and again
 * (bootstrap): 90 % of the means drawn lie between {@code low} and {@code high}. The same positions
 * always give the same interval.
 *
 * <p>Each position is drawn by itself. Positions of one hour in markets that move together are no
 * independent evidence, so the true interval is wider.
 */
public record Interval(double low, double high) {
  static final int DRAWS = 2000;
  private static final long SEED = 20_250_509;
  private static final double TAIL = 0.05;

  /** Empty of fewer than two values. */
  static Optional<Interval> ofMean(double[] values) {
    if (values.length < 2) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] means = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[draw] = sum / values.length;
    }
    Arrays.sort(means);
    return Optional.of(
        new Interval(Quantile.ofSorted(means, TAIL), Quantile.ofSorted(means, 1 - TAIL)));
  }

  public boolean holds(double value) {
    return low <= value && value <= high;
  }
}
