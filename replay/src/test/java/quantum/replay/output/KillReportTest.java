package quantum.replay.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.kernel.kill.KillReference;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.PositionSummary;
import quantum.replay.run.IndependentRun.Outcome;
import tools.jackson.databind.node.ObjectNode;

class KillReportTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long DAY = 86_400_000;
  private static final String KILLED = "FULL_CLOSE_PROPOSED";
  private static final String STOPPED = "STOP_HIT";

  private final List<Outcome> with = new ArrayList<>();
  private final List<Outcome> without = new ArrayList<>();

  private static Outcome outcome(long lastMillis, double bestR, String exit, double finalR) {
    PositionSummary position =
        new PositionSummary(
            new PositionId("00000000000000a1"),
            BTC,
            Side.LONG,
            0,
            lastMillis,
            Price.of("100"),
            Quantity.of("1"),
            Optional.of(BigDecimal.TWO),
            BigDecimal.ZERO,
            Optional.of(finalR),
            Quantity.ZERO,
            Optional.of(bestR),
            Optional.empty(),
            BigDecimal.ZERO,
            List.of(),
            exit);
    return new Outcome(entry(), List.of(position), List.of(), "", finalR);
  }

  private static EntryOrder entry() {
    return new EntryOrder(
        BTC,
        Side.LONG,
        0,
        new EntrySize.Units(Quantity.of("1")),
        Leverage.NONE,
        EntryLevels.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /** One entry: what it saw and gave with the kill, and what without. */
  private void row(long last, double best, String exit, double r, double bestAlone, double alone) {
    with.add(outcome(last, best, exit, r));
    without.add(outcome(last, bestAlone, STOPPED, alone));
  }

  /**
   * Ten entries, one of which opened nothing. Killed: five of nine; before 1 R: three of them. Six
   * R are reached by four; of those two were killed below 2 R.
   */
  private void table() {
    row(DAY - 1, 0.5, KILLED, -0.2, 7.0, 3.0); // a winner killed below 1 R
    row(DAY - 1, 1.9, KILLED, 0.8, 6.0, 2.0); // a winner killed below 2 R
    row(DAY, 2.0, KILLED, 1.0, 9.0, 4.0); // a winner that was killed later
    row(DAY, 6.5, STOPPED, 3.0, 6.5, 3.0); // a winner that was left alone
    row(DAY + 5, 0.99, KILLED, -0.9, 5.99, -1.0);
    row(DAY + 5, 0.3, KILLED, -0.4, 0.3, -1.0);
    row(2 * DAY, 0.1, STOPPED, -1.1, 0.1, -1.1);
    row(2 * DAY, 0.9, STOPPED, -1.0, 0.9, -1.0);
    row(3 * DAY - 1, 1.0, STOPPED, 0.2, 1.0, 0.2);
    with.add(new Outcome(entry(), List.of(), List.of(), "", 0));
    without.add(new Outcome(entry(), List.of(), List.of(), "", 0));
  }

  @Test
  void shares_countPositionsNotEntries() {
    table();
    KillReport report = KillReport.of(KillReference.ADAPTIVE, with, without);

    assertThat(report.positions()).isEqualTo(9);
    assertThat(report.killed()).isEqualTo(5 / 9.0);
    assertThat(report.killedBefore1R()).isEqualTo(3 / 9.0);
  }

  @Test
  void winners_areThoseOfTheRunWithoutKill() {
    table();
    KillReport report = KillReport.of(KillReference.ADAPTIVE, with, without);

    assertThat(report.winners()).isEqualTo(4);
    assertThat(report.winnersKilledBefore2R()).isEqualTo(2 / 4.0);
  }

  @Test
  void meanMedianAndWorstDay_areOfRealizedR() {
    table();
    KillReport report = KillReport.of(KillReference.ADAPTIVE, with, without);

    assertThat(report.meanR()).isCloseTo(1.4 / 9, within(1e-12));
    assertThat(report.medianR()).isEqualTo(-0.2);
    // by day of the last fill: -0.2 + 0.8, 1.0 + 3.0 - 0.9 - 0.4, -1.1 - 1.0 + 0.2
    assertThat(report.worstDayR()).isCloseTo(-1.9, within(1e-12));
  }

  @Test
  void median_ofAnEvenNumber_isTheMiddleOfTheMiddleTwo() {
    row(0, 1, STOPPED, 5, 1, 5);
    row(0, 1, STOPPED, -1, 1, -1);
    row(0, 1, STOPPED, 1, 1, 1);
    row(0, 1, STOPPED, 2, 1, 2);

    assertThat(KillReport.of(KillReference.OFF, with, with).medianR()).isEqualTo(1.5);
  }

  @Test
  void nothingOpened_isZeroEverywhere() {
    with.add(new Outcome(entry(), List.of(), List.of(), "", 0));

    assertThat(KillReport.of(KillReference.FIXED, with, with))
        .isEqualTo(new KillReport(KillReference.FIXED, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void textAndJson_showTheSameFigures() {
    table();
    KillReport report = KillReport.of(KillReference.ADAPTIVE, with, without);

    assertThat(report.text().strip().split("\\s+"))
        .containsExactly(
            "adaptive", "9", "55.6%", "33.3%", "4", "50.0%", "0.1556", "-0.2000", "-1.9");
    assertThat(report.text()).hasSameSizeAs(KillReport.header());
    ObjectNode json = report.node();
    assertThat(json.get("kill").asString()).isEqualTo("adaptive");
    assertThat(json.get("killed").asDouble()).isEqualTo(report.killed());
    assertThat(json.get("winners_killed_before_2R").asDouble()).isEqualTo(0.5);
    assertThat(json.get("worst_day_R").asDouble()).isEqualTo(report.worstDayR());
  }
}
