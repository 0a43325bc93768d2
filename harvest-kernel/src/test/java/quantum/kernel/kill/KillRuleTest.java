package quantum.kernel.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.position.Positions;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class KillRuleTest {
  private static final long ENTRY = Positions.OPENED_AT;
  private static final Position LONG = Positions.of(Side.LONG, "100", "98");
  private static final MarketReferences USUAL = new MarketReferences(0.001, 0.06, 0.2, 0.4, -2);
  private static final MarketState QUIET = new MarketState(0.001, 0.06, 0.25, 0.3, 0.45);
  private static final MarketState TREND = new MarketState(0.001, 0.2, 0.45, 0.2, 0.35);
  private static final MarketState FLIPPED = new MarketState(0.001, 0.02, 0.15, 0.35, 0.5);
  private static final MarketState WILD = new MarketState(0.002, 0.06, 0.25, 0.3, 0.45);
  private static final KillRule ADAPTIVE = new KillRule(KillReference.ADAPTIVE, 0, 1.5);

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
        ADAPTIVE.judge(
            LONG,
            MarketConditions.of(WILD),
            KillMemory.NONE,
            ENTRY + 1_000_000_000L,
            Theta.DEFAULTS);

    assertThat(verdict.score()).isEqualTo(KillScore.of(MarketState.NEUTRAL, 1e6, Theta.DEFAULTS));
    assertThat(verdict.closes()).isFalse();
  }

  @Test
  void off_showsTheScore_andNeverCloses() {
    KillMemory armed = new KillMemory(true, OptionalLong.of(0), OptionalLong.of(0));
    KillVerdict verdict = judge(KillRule.OFF, FLIPPED, armed);

    assertThat(verdict.score().triggered()).isTrue();
    assertThat(verdict.closes()).isFalse();
    assertThat(
            KillRule.OFF
                .judge(LONG, MarketConditions.of(WILD), KillMemory.NONE, ENTRY, Theta.DEFAULTS)
                .score())
        .isEqualTo(KillScore.of(WILD, 0, Theta.DEFAULTS));
  }

  @Test
  void confirmation_asksKToStayAbove_allTheTime() {
    KillRule rule = new KillRule(KillReference.ADAPTIVE, 60_000, 1.5);
    KillMemory armed = new KillMemory(true, OptionalLong.empty(), OptionalLong.empty());

    KillVerdict first = at(rule, FLIPPED, armed, 1_000);
    assertThat(first.closes()).isFalse();
    assertThat(first.standing()).isEqualTo(KillStanding.CONFIRMING);
    assertThat(first.memory().aboveSinceMillis()).hasValue(ENTRY + 1_000);
    assertThat(at(rule, FLIPPED, first.memory(), 60_999).closes()).isFalse();
    assertThat(at(rule, FLIPPED, first.memory(), 61_000).closes()).isTrue();

    KillVerdict below = at(rule, QUIET, first.memory(), 30_000);
    assertThat(below.standing()).isEqualTo(KillStanding.BELOW_THRESHOLD);
    assertThat(below.memory().aboveSinceMillis()).isEmpty();
    assertThat(at(rule, FLIPPED, below.memory(), 61_000).closes()).isFalse();
  }

  @Test
  void confirmation_holeLongerThanAMinute_beginsAnew() {
    KillRule rule = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);
    KillMemory armed = new KillMemory(true, OptionalLong.empty(), OptionalLong.empty());

    KillVerdict before = at(rule, FLIPPED, armed, 0);
    KillVerdict after = at(rule, FLIPPED, before.memory(), 3_600_000);
    assertThat(after.standing()).isEqualTo(KillStanding.CONFIRMING);
    assertThat(after.memory().aboveSinceMillis()).hasValue(ENTRY + 3_600_000);

    KillMemory watched = watchedEvery(60_000, rule, after.memory(), 3_600_000, 4_499_999);
    assertThat(watched.aboveSinceMillis()).hasValue(ENTRY + 3_600_000);
    assertThat(at(rule, FLIPPED, watched, 4_499_999).standing()).isEqualTo(KillStanding.CONFIRMING);
    assertThat(at(rule, FLIPPED, watched, 4_500_000).standing()).isEqualTo(KillStanding.CLOSES);
  }

  @Test
  void confirmation_aMinuteIsNoHole_aMillisecondMoreIs() {
    KillRule rule = new KillRule(KillReference.ADAPTIVE, 120_000, 1.5);
    KillMemory first =
        at(rule, FLIPPED, new KillMemory(true, OptionalLong.empty(), OptionalLong.empty()), 0)
            .memory();

    KillMemory minute = at(rule, FLIPPED, first, 60_000).memory();
    assertThat(at(rule, FLIPPED, minute, 120_000).closes()).isTrue();
    KillVerdict longer = at(rule, FLIPPED, minute, 120_001);
    assertThat(longer.standing()).isEqualTo(KillStanding.CONFIRMING);
    assertThat(longer.memory().aboveSinceMillis()).hasValue(ENTRY + 120_001);
  }

  @Test
  void confirmation_nobodyKnowsWhenItWasJudgedLast_beginsAnew() {
    KillRule rule = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);
    KillMemory unknown =
        new KillMemory(true, OptionalLong.of(ENTRY - 1_000_000), OptionalLong.empty());

    assertThat(at(rule, FLIPPED, unknown, 0).memory().aboveSinceMillis()).hasValue(ENTRY);
  }

  @Test
  void noConfirmation_closesAtOnceBehindAHole() {
    KillMemory armed = new KillMemory(true, OptionalLong.empty(), OptionalLong.of(ENTRY));

    assertThat(at(ADAPTIVE, FLIPPED, armed, 3_600_000).closes()).isTrue();
  }

  /** What is remembered at the last price of a flipped market, one each {@code everyMillis}. */
  private static KillMemory watchedEvery(
      long everyMillis, KillRule rule, KillMemory before, long fromMillis, long toMillis) {
    KillMemory memory = before;
    for (long at = fromMillis + everyMillis; at <= toMillis; at += everyMillis) {
      memory = at(rule, FLIPPED, memory, at).memory();
    }
    return memory;
  }

  @Test
  void negativeConfirmation_isRefused() {
    assertThatThrownBy(() -> new KillRule(KillReference.FIXED, -1, 0))
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

  @Test
  void adaptive_marketNotAgainstThePosition_doesNotClose() {
    KillMemory armed = new KillMemory(true, OptionalLong.empty(), OptionalLong.empty());
    MarketConditions falling = new MarketConditions(FLIPPED, Optional.of(USUAL));

    assertThat(ADAPTIVE.judge(LONG, falling, armed, ENTRY, Theta.DEFAULTS).standing())
        .isEqualTo(KillStanding.CLOSES);
    assertThat(
            ADAPTIVE
                .judge(
                    Positions.of(Side.SHORT, "100", "102"), falling, armed, ENTRY, Theta.DEFAULTS)
                .standing())
        .isEqualTo(KillStanding.MARKET_NOT_AGAINST);
    assertThat(
            new KillRule(KillReference.ADAPTIVE, 0, 2.5)
                .judge(LONG, falling, armed, ENTRY, Theta.DEFAULTS)
                .standing())
        .isEqualTo(KillStanding.MARKET_NOT_AGAINST);
  }

  @Test
  void adaptive_stopAtTheEntryOrBeyond_doesNotClose() {
    KillMemory armed = new KillMemory(true, OptionalLong.empty(), OptionalLong.empty());
    MarketConditions falling = new MarketConditions(FLIPPED, Optional.of(USUAL));

    assertThat(
            ADAPTIVE
                .judge(LONG.withStop(Price.of("100")), falling, armed, ENTRY, Theta.DEFAULTS)
                .standing())
        .isEqualTo(KillStanding.STOP_IN_PROFIT);
    assertThat(
            ADAPTIVE
                .judge(LONG.withStop(Price.of("99.99")), falling, armed, ENTRY, Theta.DEFAULTS)
                .standing())
        .isEqualTo(KillStanding.CLOSES);
  }

  @Test
  void adaptive_stopOfAShort_isInProfitBelowItsEntry() {
    Position p = Positions.of(Side.SHORT, "100", "102");
    assertThat(KillRule.stopIsInProfit(p)).isFalse();
    assertThat(KillRule.stopIsInProfit(p.withStop(Price.of("100.01")))).isFalse();
    assertThat(KillRule.stopIsInProfit(p.withStop(Price.of("100")))).isTrue();
    assertThat(KillRule.stopIsInProfit(p.withStop(Price.of("99")))).isTrue();
    assertThat(KillRule.stopIsInProfit(Positions.bare(Side.SHORT, "100"))).isFalse();
  }

  @Test
  void adaptive_driftOfExactlyTheBound_isAgainst_andNoneIsNot() {
    MarketConditions falling = new MarketConditions(FLIPPED, Optional.of(USUAL)); // drift −2
    Position shorts = Positions.of(Side.SHORT, "100", "102");
    KillRule two = new KillRule(KillReference.ADAPTIVE, 0, 2);
    assertThat(two.marketIsAgainst(LONG, falling)).isTrue();
    assertThat(two.marketIsAgainst(shorts, falling)).isFalse();
    assertThat(new KillRule(KillReference.ADAPTIVE, 0, -2).marketIsAgainst(shorts, falling))
        .isTrue();
    assertThat(two.marketIsAgainst(LONG, MarketConditions.of(FLIPPED))).isFalse();
  }

  @Test
  void adaptive_trendAtExactlyItsArm_arms() {
    MarketState atArm = new MarketState(0.001, 0.2, 0.4, 0.2, 0.4);
    MarketState below = new MarketState(0.001, 0.2, 0.399, 0.2, 0.401);
    assertThat(judge(ADAPTIVE, atArm, KillMemory.NONE).memory().flipArmed()).isTrue();
    assertThat(judge(ADAPTIVE, below, KillMemory.NONE).memory().flipArmed()).isFalse();
  }

  @Test
  void driftThatIsNoNumber_isRefused() {
    assertThatThrownBy(() -> new KillRule(KillReference.ADAPTIVE, 0, Double.NaN))
        .hasMessageContaining("NaN");
  }

  @Test
  void defaults_ofEachReference_areItsOwn() {
    for (KillReference reference : KillReference.values()) {
      assertThat(KillRule.of(reference).reference()).isEqualTo(reference);
      assertThat(KillReference.parse(reference.name())).isEqualTo(reference);
    }
    assertThat(KillRule.of(KillReference.ADAPTIVE)).isEqualTo(KillRule.ADAPTIVE);
  }

  @Test
  void priceFromBeforeTheEntry_changesNothing() {
    KillVerdict verdict = at(ADAPTIVE, TREND, KillMemory.NONE, -1);

    assertThat(verdict.standing()).isEqualTo(KillStanding.BEFORE_ENTRY);
    assertThat(verdict.memory()).isEqualTo(KillMemory.NONE);
  }

  private static KillVerdict judge(KillRule rule, MarketState state, KillMemory before) {
    return at(rule, state, before, 0);
  }

  private static KillVerdict at(KillRule rule, MarketState state, KillMemory before, long now) {
    return rule.judge(
        LONG, new MarketConditions(state, Optional.of(USUAL)), before, ENTRY + now, Theta.DEFAULTS);
  }
}
