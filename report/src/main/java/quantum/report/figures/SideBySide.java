package quantum.report.figures;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import quantum.report.data.Comparison;

/**
 * What two ways to end the same entries come to.
 *
 * @param difference interval of the mean of other − one, in R: pairs are drawn, not their halves
 * @param better how often the other way brought more
 */
public record SideBySide(
    Way one, Way other, double meanGain, Optional<Interval> difference, int better, int worse) {

  /**
   * One way.
   *
   * @param capture Σ R / Σ best R where that is above 0; empty if it never was
   * @param giveBack mean of best R − R
   * @param costs fees less funding, USD
   */
  public record Way(
      double meanR,
      double medianR,
      Optional<Double> capture,
      double giveBack,
      BigDecimal net,
      BigDecimal costs) {}

  /**
   * @param comparison of one pair or more
   */
  public static SideBySide of(Comparison comparison) {
    List<Comparison.Pair> pairs = comparison.pairs();
    double[] gains = pairs.stream().mapToDouble(Comparison.Pair::gain).toArray();
    return new SideBySide(
        way(pairs, Comparison.Pair::one),
        way(pairs, Comparison.Pair::other),
        Arrays.stream(gains).average().orElse(0),
        Interval.ofMean(gains),
        (int) Arrays.stream(gains).filter(gain -> gain > 0).count(),
        (int) Arrays.stream(gains).filter(gain -> gain < 0).count());
  }

  /** Where the other way would have cost most, first. */
  public static List<Comparison.Pair> worstFirst(Comparison comparison) {
    return comparison.pairs().stream()
        .sorted(Comparator.comparingDouble(Comparison.Pair::gain))
        .toList();
  }

  private static Way way(
      List<Comparison.Pair> pairs, Function<Comparison.Pair, Comparison.End> which) {
    List<Comparison.End> ends = pairs.stream().map(which).toList();
    double[] r = ends.stream().mapToDouble(Comparison.End::r).sorted().toArray();
    double best = ends.stream().mapToDouble(Comparison.End::bestR).filter(b -> b > 0).sum();
    double kept = ends.stream().filter(e -> e.bestR() > 0).mapToDouble(Comparison.End::r).sum();
    return new Way(
        Arrays.stream(r).average().orElse(0),
        Quantile.ofSorted(r, 0.5),
        best > 0 ? Optional.of(kept / best) : Optional.empty(),
        ends.stream().mapToDouble(end -> end.bestR() - end.r()).average().orElse(0),
        sum(ends, Comparison.End::net),
        sum(ends, Comparison.End::costs));
  }

  private static BigDecimal sum(
      List<Comparison.End> ends, Function<Comparison.End, BigDecimal> amount) {
    return ends.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
