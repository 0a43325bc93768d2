package quantum.kernel.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;

class KillRuleTest {
  private static final MarketReferences USUAL = new MarketReferences(0.001, 0.06, 0.2, 0.4);
  private static final MarketState QUIET = new MarketState(0.001, 0.06, 0.25, 0.3, 0.45);
  private static final MarketState TREND = new MarketState(0.001, 0.2, 0.45, 0.2, 0.35);
  private static final MarketState FLIPPED = new MarketState(0.001, 0.02, 0.15, 0.35, 0.5);
  private static final MarketState WILD = new MarketState(0.002, 0.06, 0.25, 0.3, 0.45);
  private static final KillRule ADAPTIVE = new KillRule(KillReference.ADAPTIVE, 0);

  @Test
  void adaptive_usualMarketOfOneMinuteData_doesNotClose_fixedDoes() {
    assertThat(judge(ADAPTIVE, QUIET, KillMemory.NONE).closes()).isFalse();
    assertThat(judge(KillRule.FIXED, QUIET, KillMemory.NONE).closes()).isTrue();
  }

  @Test
  void adaptive_flipWithoutATrendBefore_countsNothing() {
    KillVerdict verdict = judge(ADAPTIVE, FLIPPED, KillMemory.NONE);

    assertThat(verdict.score().regimeFlip()).isZero();
    assertThat(verdict.closes()).isFalse();
  }

  @Test
  void adaptive_flipAfterATrend_closes() {
    KillVerdict trend = judge(ADAPTIVE, TREND, KillMemory.NONE);
    assertThat(trend.memory().flipArmed()).isTrue();
    assertThat(trend.closes()).isFalse();

    KillVerdict between = judge(ADAPTIVE, QUIET, trend.memory());
    assertThat(between.memory().flipArmed()).isTrue();

    KillVerdict flip = judge(ADAPTIVE, FLIPPED, between.memory());
    assertThat(flip.score().regimeFlip()).isEqualTo(1);
    assertThat(flip.closes()).isTrue();
  }

  @Test
  void adaptive_volatilityTwiceTheUsual_spikes() {
    assertThat(judge(ADAPTIVE, WILD, KillMemory.NONE).score().sigmaSpike()).isEqualTo(1);
  }

  @Test
  void adaptive_withoutReferences_isTheNeutralMarket_whichNeverCloses() {
    KillVerdict verdict =
        ADAPTIVE.judge(MarketConditions.of(WILD), KillMemory.NONE, 1e7, 0, Theta.DEFAULTS);

    assertThat(verdict.score()).isEqualTo(KillScore.of(MarketState.NEUTRAL, 1e7, Theta.DEFAULTS));
    assertThat(verdict.closes()).isFalse();
  }

  @Test
  void off_showsTheScore_andNeverCloses() {
    KillMemory armed = new KillMemory(true, OptionalLong.of(0));
    KillVerdict verdict = judge(KillRule.OFF, FLIPPED, armed);

    assertThat(verdict.score().triggered()).isTrue();
    assertThat(verdict.closes()).isFalse();
    assertThat(
            KillRule.OFF
                .judge(MarketConditions.of(WILD), KillMemory.NONE, 0, 0, Theta.DEFAULTS)
                .score())
        .isEqualTo(KillScore.of(WILD, 0, Theta.DEFAULTS));
  }

  @Test
  void confirmation_asksKToStayAbove_allTheTime() {
    KillRule rule = new KillRule(KillReference.ADAPTIVE, 60_000);
    KillMemory armed = new KillMemory(true, OptionalLong.empty());

    KillVerdict first = at(rule, FLIPPED, armed, 1_000);
    assertThat(first.closes()).isFalse();
    assertThat(first.memory().aboveSinceMillis()).hasValue(1_000);
    assertThat(at(rule, FLIPPED, first.memory(), 60_999).closes()).isFalse();
    assertThat(at(rule, FLIPPED, first.memory(), 61_000).closes()).isTrue();

    KillVerdict below = at(rule, QUIET, first.memory(), 30_000);
    assertThat(below.memory().aboveSinceMillis()).isEmpty();
    assertThat(at(rule, FLIPPED, below.memory(), 61_000).closes()).isFalse();
  }

  @Test
  void negativeConfirmation_isRefused() {
    assertThatThrownBy(() -> new KillRule(KillReference.FIXED, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void references_namesAreReadInAnyCase() {
    assertThat(KillReference.parse("Adaptive")).isEqualTo(KillReference.ADAPTIVE);
    assertThatThrownBy(() -> KillReference.parse("both"))
        .hasMessageContaining("adaptive, fixed or off")
        .hasMessageContaining("both");
  }

  private static KillVerdict judge(KillRule rule, MarketState state, KillMemory before) {
    return at(rule, state, before, 0);
  }

  private static KillVerdict at(KillRule rule, MarketState state, KillMemory before, long now) {
    return rule.judge(
        new MarketConditions(state, Optional.of(USUAL)), before, 60, now, Theta.DEFAULTS);
  }
}
