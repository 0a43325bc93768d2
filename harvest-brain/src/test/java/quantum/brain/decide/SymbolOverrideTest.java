package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.texts;
import static quantum.brain.decide.Desk.types;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.brain.decide.BrainEffect.EmitPartial;
import quantum.brain.decide.BrainEffect.EmitStopMove;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Decoded;
import quantum.contracts.HarvestOverrides;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** One symbol's own rules; entry 100, risk 2, costs 0.1 per unit. */
class SymbolOverrideTest {
  private final Desk kernel = Desk.kernel(HarvestMode.SHADOW).holds(position(Side.LONG));
  private final Desk ladder = Desk.ladder(HarvestMode.SHADOW).holds(position(Side.LONG));

  @Test
  void targets_applyToTheirSymbolOnly_untilTheyAreGone() {
    kernel.overridden("T1_R", "1", "lock_R", "3");
    assertThat(types(kernel.price("102.11", 60))).containsExactly("HARVEST_PARTIAL_25");
    assertThat(kernel.price("104.5", 61)).isEmpty();
    kernel.overridden();
    assertThat(types(kernel.price("104.5", 62)))
        .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
    assertThat(kernel.state().rules(Symbol.of("ETHUSDT"))).isEmpty();
  }

  @Test
  void loweredTarget_levelTakenAboveIt_staysTaken() {
    assertThat(types(kernel.price("104.2", 60))).contains("HARVEST_PARTIAL_25");
    kernel.overridden("T1_R", "1.5");
    assertThat(kernel.price("104.2", 61)).isEmpty();
    assertThat(texts(kernel.tracked().asked().progress().taken())).containsExactly("2");
    assertThat(types(kernel.price("108.2", 62))).containsExactly("HARVEST_PARTIAL_50");
  }

  @Test
  void minR_holdsBackPartialsOfItsSymbol() {
    kernel.overridden("min_r", "5");
    assertThat(types(kernel.price("104.2", 60))).containsExactly("PROFIT_LOCK_SL");
    assertThat(types(kernel.price("112.2", 61))).containsExactly("HARVEST_PARTIAL_75");
  }

  @Test
  void ladder_breakEvenAndTrail_areTakenOver() {
    ladder.overridden("ladder", "1:0.4", "set_be_at_r", "0.25", "trail_atr_mult", "3");
    List<BrainEffect> early = ladder.price("100.5", 60);
    assertThat(types(early)).containsExactly("MOVE_SL_BREAKEVEN");
    assertThat(((EmitStopMove) early.getFirst()).intent().stop().orElseThrow()).hasToString("100");
    assertThat(ladder.price("101", 61)).isEmpty();
    List<BrainEffect> rung = ladder.price("102", 62);
    assertThat(types(rung)).containsExactly("HARVEST_PARTIAL");
    assertThat(((EmitPartial) rung.getFirst()).intent().closePct().orElseThrow())
        .isEqualByComparingTo("40");
  }

  @Test
  void killThreshold_ofOneSymbol_closes() {
    kernel.overridden("kill_threshold", "0.5");
    assertThat(types(kernel.price("101", 60))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void dedupKey_followsTheSymbolsOwnCosts() {
    kernel.overridden("cost_bps", "20");
    EmitPartial partial = (EmitPartial) kernel.price("104.3", 60).get(1);
    // 8 units · (2 R · 2 + 0.2 costs)
    assertThat(partial.dedup().pnlCents()).isEqualTo("3360");
  }

  @Test
  void fieldsOfTheOtherPolicy_changeNothing() {
    HarvestRules same = kernel.rules().with(overrides(Map.of("ladder", "1:0.4")));
    assertThat(same.policy()).isEqualTo(kernel.rules().policy());
  }

  @Test
  void targetsOutOfOrderWithTheSettings_areRefused_andNamed() {
    assertThatThrownBy(() -> kernel.rules().with(overrides(Map.of("T1_R", "5"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("T1_R < T2_R < T3_R")
        .hasMessageContaining("5.0, 4.0, 6.0");
    var shifted = kernel.rules().with(overrides(Map.of("T1_R", "5", "T2_R", "6", "T3_R", "7")));
    assertThat(((KernelPolicy) shifted.policy()).theta()).isEqualTo(shifted.theta());
    assertThat(shifted.theta().t1R()).isEqualTo(5);
  }

  private static HarvestOverrides overrides(Map<String, String> hash) {
    return switch (HarvestOverrides.decode(hash)) {
      case Decoded.Ok<java.util.Optional<HarvestOverrides>>(var valid, _) -> valid.orElseThrow();
      case Decoded.Bad<java.util.Optional<HarvestOverrides>> bad ->
          throw new AssertionError(bad.reason());
    };
  }
}
