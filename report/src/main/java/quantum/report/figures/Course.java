package quantum.report.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import quantum.report.data.ReportedPosition;

/**
 * What closed positions add up to over time, from 0. What open ones stood at is not in it.
 *
 * @param times when each ended, epoch milliseconds
 * @param values the sum after each
 * @param below how far each sum is below the highest one so far, 0 included; not above 0
 */
public record Course(long[] times, double[] values, double[] below, Drawdown drawdown) {

  /**
   * @param positions in the order of their ends; those without the amount are not in it
   */
  static Course of(
      List<ReportedPosition> positions, Function<ReportedPosition, Optional<Double>> amount) {
    long[] times = new long[positions.size()];
    double[] values = new double[positions.size()];
    double[] below = new double[positions.size()];
    double sum = 0;
    double highest = 0;
    long highestAt = positions.isEmpty() ? 0 : positions.getFirst().openedAtMillis();
    Drawdown deepest = new Drawdown(0, 0, 0);
    int n = 0;
    for (ReportedPosition position : positions) {
      Optional<Double> change = amount.apply(position);
      if (change.isEmpty()) {
        continue;
      }
      sum += change.get();
      long at = position.closedAtMillis();
      if (sum >= highest) {
        highest = sum;
        highestAt = at;
      }
      if (highest - sum > deepest.depth()) {
        deepest = new Drawdown(highest - sum, highestAt, at);
      }
      times[n] = at;
      values[n] = sum;
      below[n] = sum - highest;
      n++;
    }
    return new Course(
        Arrays.copyOf(times, n), Arrays.copyOf(values, n), Arrays.copyOf(below, n), deepest);
  }

  public int size() {
    return times.length;
  }

  /** What all of them come to. */
  public double last() {
    return values.length == 0 ? 0 : values[values.length - 1];
  }
}
