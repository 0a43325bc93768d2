package quantum.report.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Side;
import quantum.report.Samples;
import quantum.report.data.Comparison;
import quantum.report.data.Money;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;

/** Figures by hand. */
class ReportFiguresTest {
  private static final long HOUR = 3_600_000;

  @Test
  void sums_ofFourPositions_areThoseByHand() {
    // R: +3, −1, −0.5, +0.5 of 100 USD each; best R 4, 0.5, 1, 1
    ReportFigures figures = figures(List.of(3.0, -1.0, -0.5, 0.5), List.of(4.0, 0.5, 1.0, 1.0));
    Sums sums = figures.sums();
    assertThat(sums.count()).isEqualTo(4);
    assertThat(sums.winRate()).contains(0.5);
    assertThat(sums.sumR()).isCloseTo(2, within(1e-12));
    assertThat(sums.meanR()).contains(0.5);
    assertThat(figures.medianR()).contains(0.0);
    assertThat(sums.profitFactor().orElseThrow()).isCloseTo(350 / 150.0, within(1e-12));
    assertThat(sums.capture().orElseThrow()).isCloseTo(2 / 6.5, within(1e-12));
    assertThat(sums.giveBack().orElseThrow()).isCloseTo(4.5 / 4, within(1e-12));
    assertThat(sums.money().net()).isEqualByComparingTo("200");
    assertThat(sums.money().commission()).isEqualByComparingTo("8");
    assertThat(figures.losingRun()).isEqualTo(2);
    assertThat(figures.heldMillis()).isEqualTo(HOUR);
  }

  @Test
  void drawdown_isTheDeepestFallBelowTheHighest() {
    ReportFigures figures = figures(List.of(1.0, -2.0, 3.0, -1.0, -1.5, 0.5), List.of());
    Course course = figures.inR();
    assertThat(course.values()).containsExactly(1, -1, 2, 1, -0.5, 0);
    assertThat(course.below()).containsExactly(0, -2, 0, -1, -2.5, -2);
    assertThat(course.drawdown())
        .isEqualTo(new Drawdown(2.5, Samples.START + 3 * HOUR, Samples.START + 5 * HOUR));
    assertThat(figures.inUsd().drawdown().depth()).isCloseTo(250, within(1e-9));
  }

  @Test
  void drawdown_ofLosersFromTheStart_isMeasuredFromZero() {
    assertThat(figures(List.of(-1.0, -1.0), List.of()).inR().drawdown().depth()).isEqualTo(2);
    assertThat(figures(List.of(1.0, 1.0), List.of()).inR().drawdown().depth()).isZero();
  }

  @Test
  void profitFactor_withoutALoser_isNotSaid() {
    assertThat(figures(List.of(1.0), List.of()).sums().profitFactor()).isEmpty();
    assertThat(figures(List.of(1.0), List.of()).expectancy()).isEmpty();
  }

  @Test
  void position_withoutAStop_countsInUsdAlone() {
    List<ReportedPosition> positions = new ArrayList<>(positions(List.of(1.0, -1.0), List.of()));
    positions.add(withoutRisk(positions.getFirst()));
    Sums sums = Sums.of(positions);
    assertThat(sums.count()).isEqualTo(3);
    assertThat(sums.measured()).isEqualTo(2);
    assertThat(sums.meanR()).contains(0.0);
    assertThat(sums.money().net()).isEqualByComparingTo("100");
  }

  @Test
  void interval_ofTheSameValues_isTheSame_andHoldsTheirMean() {
    double[] values = DoubleStream.iterate(-1, v -> v + 0.01).limit(400).toArray();
    Interval interval = Interval.ofMean(values).orElseThrow();
    double mean = DoubleStream.of(values).average().orElseThrow();
    assertThat(interval).isEqualTo(Interval.ofMean(values).orElseThrow());
    // the mean of n values of deviation s is off by 1.645 · s / √n in 9 of 10 cases
    double spread =
        Math.sqrt(
            DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    double off = 1.645 * spread / Math.sqrt(values.length);
    assertThat(interval.low()).isCloseTo(mean - off, within(off / 10));
    assertThat(interval.high()).isCloseTo(mean + off, within(off / 10));
  }

  @Test
  void histogram_keepsZeroAsAnEdge_andEveryValueOnce() {
    double[] values = {-1.05, -1.02, -0.01, 0, 0.3, 2.4, 2.5};
    Histogram histogram = Histogram.of(values);
    assertThat(histogram.bins().stream().mapToInt(Histogram.Bin::count).sum()).isEqualTo(7);
    assertThat(histogram.bins()).anyMatch(bin -> bin.from() == 0);
    assertThat(
            histogram.bins().stream()
                .filter(bin -> bin.to() <= 0)
                .mapToInt(Histogram.Bin::count)
                .sum())
        .isEqualTo(3);
  }

  @Test
  void histogram_ofAFarWinner_putsItIntoTheLastBin() {
    double[] values =
        DoubleStream.concat(
                DoubleStream.iterate(-1, v -> v + 0.01).limit(300), DoubleStream.of(500))
            .toArray();
    Histogram histogram = Histogram.of(values);
    assertThat(histogram.openAbove()).isTrue();
    assertThat(histogram.bins().getLast().to()).isLessThan(4);
    assertThat(histogram.bins().stream().mapToInt(Histogram.Bin::count).sum()).isEqualTo(301);
  }

  @Test
  void days_countAPositionWhereItEnded() {
    ReportFigures figures = figures(List.of(1.0, -2.0, 4.0), List.of());
    LocalDate first = LocalDate.of(2025, 5, 4);
    assertThat(figures.days().byDate()).containsOnlyKeys(first);
    assertThat(figures.days().byDate().get(first).r()).isCloseTo(3, within(1e-12));
    assertThat(figures.days().months()).hasSize(1);
  }

  @Test
  void days_ofAPositionOverMidnight_areTheLaterOne_andItsHourTheEarlier() {
    List<Double> hourly = java.util.Collections.nCopies(24, 1.0);
    ReportFigures figures = figures(hourly, List.of());
    // the 24th begins at 23:00 and ends at midnight
    assertThat(figures.days().byDate().get(LocalDate.of(2025, 5, 4)).count()).isEqualTo(23);
    assertThat(figures.days().byDate().get(LocalDate.of(2025, 5, 5)).count()).isEqualTo(1);
    assertThat(figures.groups().get(Grouping.HOUR).getLast().name()).isEqualTo("23");
  }

  @Test
  void sideBySide_ofThreePairs_isThatByHand() {
    Comparison comparison =
        new Comparison("own", "suite", List.of(pair(1, 2), pair(-1, -1), pair(0.5, -1)));
    SideBySide both = SideBySide.of(comparison);
    assertThat(both.meanGain()).isCloseTo(-0.5 / 3, within(1e-12));
    assertThat(both.better()).isEqualTo(1);
    assertThat(both.worse()).isEqualTo(1);
    assertThat(both.one().meanR()).isCloseTo(0.5 / 3, within(1e-12));
    assertThat(both.other().medianR()).isEqualTo(-1);
    assertThat(both.other().capture().orElseThrow()).isZero();
    assertThat(both.one().giveBack()).isCloseTo(3 - 0.5 / 3, within(1e-12));
    assertThat(both.other().costs()).isEqualByComparingTo("6");
    assertThat(SideBySide.worstFirst(comparison).getFirst().gain()).isEqualTo(-1.5);
  }

  private static Comparison.Pair pair(double one, double other) {
    return new Comparison.Pair("BTCUSDT", Side.LONG, Samples.START, end(one), end(other));
  }

  private static Comparison.End end(double r) {
    return new Comparison.End(r, 3, BigDecimal.valueOf(r * 100), BigDecimal.TWO, "stop");
  }

  @Test
  void groups_holdEachPositionOnce() {
    ReportData data = Samples.data(300);
    for (Grouping by : Grouping.values()) {
      List<Grouping.Group> groups = by.of(data.positions());
      assertThat(groups.stream().mapToInt(group -> group.sums().count()).sum()).isEqualTo(300);
    }
    assertThat(Grouping.SIDE.of(data.positions()).stream().map(Grouping.Group::name))
        .containsExactlyInAnyOrder("LONG", "SHORT");
  }

  private static ReportFigures figures(List<Double> r, List<Double> best) {
    return ReportFigures.of(Samples.data("by hand", positions(r, best)));
  }

  /** Each of 1 unit with a risk of 100, one hour long, one ending each hour. */
  private static List<ReportedPosition> positions(List<Double> r, List<Double> best) {
    List<ReportedPosition> positions = new ArrayList<>();
    for (int i = 0; i < r.size(); i++) {
      positions.add(
          new ReportedPosition(
              "p" + i,
              "BTCUSDT",
              Side.LONG,
              Samples.START + i * HOUR,
              Samples.START + (i + 1) * HOUR,
              BigDecimal.valueOf(1000),
              Optional.empty(),
              BigDecimal.ONE,
              Optional.of(BigDecimal.valueOf(900)),
              Optional.of(BigDecimal.valueOf(100)),
              new Money(BigDecimal.valueOf(r.get(i) * 100 + 2), BigDecimal.TWO, BigDecimal.ZERO),
              best.isEmpty() ? Optional.empty() : Optional.of(best.get(i)),
              Optional.empty(),
              List.of(),
              List.of(),
              "EXCHANGE_STOP",
              Optional.empty(),
              "test"));
    }
    return positions;
  }

  private static ReportedPosition withoutRisk(ReportedPosition p) {
    return new ReportedPosition(
        "without",
        p.symbol(),
        p.side(),
        p.openedAtMillis(),
        p.closedAtMillis(),
        p.entryPrice(),
        p.exitPrice(),
        p.initialQty(),
        Optional.empty(),
        Optional.empty(),
        p.money(),
        p.maxR(),
        p.minR(),
        p.tranches(),
        p.stops(),
        p.exitReason(),
        p.regime(),
        p.source());
  }
}
