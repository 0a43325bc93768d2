package quantum.report.figures;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;

/**
 * All figures of a report; page, table and files show these and compute none of their own.
 *
 * @param expectancy interval of the mean R
 * @param inR equity in R, of the positions that have one
 * @param inUsd equity in USD, of all
 * @param heldMillis median time a position was held
 * @param losingRun the most losers one after the other, by the order of their ends
 * @param compared with another way to end the same entries
 */
public record ReportFigures(
    Sums sums,
    Optional<Double> medianR,
    Optional<Interval> expectancy,
    Course inR,
    Course inUsd,
    Days days,
    Histogram distribution,
    Map<Grouping, List<Grouping.Group>> groups,
    long heldMillis,
    int losingRun,
    Optional<SideBySide> compared) {

  public static ReportFigures of(ReportData data) {
    List<ReportedPosition> positions = data.positions();
    double[] r =
        positions.stream()
            .flatMap(position -> position.realizedR().stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    Map<Grouping, List<Grouping.Group>> groups = new EnumMap<>(Grouping.class);
    for (Grouping by : Grouping.values()) {
      groups.put(by, by.of(positions));
    }
    return new ReportFigures(
        Sums.of(positions),
        median(r),
        Interval.ofMean(r),
        Course.of(positions, ReportedPosition::realizedR),
        Course.of(positions, position -> Optional.of(position.net().doubleValue())),
        Days.of(positions),
        Histogram.of(r),
        groups,
        median(positions.stream().mapToDouble(ReportedPosition::heldMillis).toArray())
            .map(Math::round)
            .orElse(0L),
        losingRun(positions),
        data.comparison().map(SideBySide::of));
  }

  /** Worst first: by realized R, those without one by USD behind them. */
  public static List<ReportedPosition> worstFirst(List<ReportedPosition> positions) {
    return positions.stream()
        .map(each -> new Ranked(each, each.realizedR().orElse(Double.POSITIVE_INFINITY)))
        .sorted(Comparator.comparingDouble(Ranked::r).thenComparing(each -> each.position().net()))
        .map(Ranked::position)
        .toList();
  }

  /** The division is done once for each, not for each comparison. */
  private record Ranked(ReportedPosition position, double r) {}

  private static Optional<Double> median(double[] values) {
    if (values.length == 0) {
      return Optional.empty();
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Optional.of(Quantile.ofSorted(sorted, 0.5));
  }

  private static int losingRun(List<ReportedPosition> positions) {
    int longest = 0;
    int now = 0;
    for (ReportedPosition position : positions) {
      now = position.net().signum() < 0 ? now + 1 : 0;
      longest = Math.max(longest, now);
    }
    return longest;
  }
}
