package quantum.kernel.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillYardstick;
import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Side;

class HarvestKernelTest {

  @Test
  void propose_workedExampleOfTheSpec_isReproduced() {
    KernelProposal out = HarvestKernel.propose(input(Side.LONG, 100, 105, 5, 0.02), Theta.DEFAULTS);
    assertThat(out.profit().riskUnit()).isEqualTo(2);
    assertThat(out.profit().costEstimate()).isEqualTo(0.1);
    assertThat(out.profit().value()).isCloseTo(2.45, within(1e-12));
    assertThat(out.action()).isEqualTo(HarvestStep.PARTIAL_25);
    assertThat(out.newStop()).hasValue(100.2);
    assertThat(out.reasons()).hasToString("[harvest_partial_25, profit_lock]");
  }

  @Test
  void propose_riverExampleOfTheSpec_isPartial75() {
    KernelProposal out =
        HarvestKernel.propose(input(Side.LONG, 12.32, 21.68, 21.68 - 12.32, 0.02), Theta.DEFAULTS);
    assertThat(out.profit().value()).isCloseTo(37.94, within(0.005));
    assertThat(out.action()).isEqualTo(HarvestStep.PARTIAL_75);
  }

  @Test
  void propose_unknownStopDistance_usesTheFallback() {
    KernelProposal out =
        HarvestKernel.propose(
            input(Side.SHORT, 100, 95, 5, 0), Theta.DEFAULTS.with("fallback_stop_pct", "0.05"));
    assertThat(out.profit().riskUnit()).isEqualTo(5);
  }

  @Test
  void propose_killScoreTriggers_replacesTheActionAndKeepsTheHarvestCode() {
    MarketState collapsed = new MarketState(0.05, 0.05, 0.1, 0.4, 0.5);
    KernelProposal out =
        HarvestKernel.propose(
            KernelInput.atItsBest(
                Side.LONG,
                100,
                105,
                5,
                80_000,
                OptionalDouble.empty(),
                0.02,
                KillYardstick.of(collapsed, Theta.DEFAULTS)),
            Theta.DEFAULTS);
    assertThat(out.action()).isEqualTo(HarvestStep.FULL_CLOSE_PROPOSED);
    assertThat(out.reasons())
        .hasToString(
            "[harvest_partial_25, profit_lock, kill_score_triggered, regime_flip, sigma_spike,"
                + " ts_drop, age_penalty]");
  }

  @ParameterizedTest
  @CsvSource({
    "NaN,105,5,0.02,entry_price",
    "-1,105,5,0.02,entry_price",
    "100,0,5,0.02,current_price",
    "100,105,Infinity,0.02,unrealized_pnl",
    "100,105,5,-0.02,stop_dist_pct"
  })
  void input_valueOutOfRange_isRefusedNamingTheField(
      double entry, double price, double pnl, double stopDistPct, String field) {
    assertThatThrownBy(() -> input(Side.LONG, entry, price, pnl, stopDistPct))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }

  @ParameterizedTest
  @CsvSource({"NaN,98,age_sec", "0,0,current_sl", "0,NaN,current_sl"})
  void input_ageOrStopOutOfRange_isRefusedNamingTheField(double age, double stop, String field) {
    KillYardstick yardstick = KillYardstick.of(MarketState.NEUTRAL, Theta.DEFAULTS);
    assertThatThrownBy(
            () ->
                KernelInput.atItsBest(
                    Side.LONG, 100, 105, 5, age, OptionalDouble.of(stop), 0.02, yardstick))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }

  @Test
  void reasons_componentsAtTheirBounds_areNotNamed() {
    assertThat(ReasonCode.of(HarvestStep.NONE, false, true, score(0.5, 0.2, 0.5)))
        .containsExactly(ReasonCode.KILL_SCORE_TRIGGERED);
    assertThat(ReasonCode.of(HarvestStep.NONE, false, true, score(0.51, 0.21, 0.51)))
        .hasToString("[kill_score_triggered, sigma_spike, ts_drop, age_penalty]");
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,PARTIAL_25",
    "37.5,PARTIAL_25",
    "37.6,PARTIAL_50",
    "62.5,PARTIAL_50",
    "62.6,PARTIAL_75"
  })
  void step_nearestToAPercent_isTheSmallerOneInTheMiddle(BigDecimal percent, HarvestStep step) {
    assertThat(HarvestStep.nearest(percent)).isEqualTo(step);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "100.01"})
  void harvest_percentOutOfRange_isRefused(BigDecimal percent) {
    assertThatThrownBy(
            () -> new HarvestDecision.Harvest(BigDecimal.ONE, percent, HarvestStep.PARTIAL_25))
        .hasMessageContaining(percent.toPlainString());
  }

  private static KillScore score(double spike, double drop, double age) {
    return new KillScore(0.7, 0.6, 0, spike, drop, age);
  }

  private static KernelInput input(
      Side side, double entry, double price, double pnl, double stopDistPct) {
    return KernelInput.atItsBest(
        side,
        entry,
        price,
        pnl,
        0,
        OptionalDouble.empty(),
        stopDistPct,
        KillYardstick.of(MarketState.NEUTRAL, Theta.DEFAULTS));
  }
}
