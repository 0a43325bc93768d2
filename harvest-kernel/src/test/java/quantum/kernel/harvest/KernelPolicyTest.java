package quantum.kernel.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.harvest.HarvestDecision.CloseAll;
import quantum.kernel.harvest.HarvestDecision.Harvest;
import quantum.kernel.harvest.HarvestDecision.Hold;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.position.PositionFold;
import quantum.kernel.position.Positions;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class KernelPolicyTest {
  private static final MarketConditions COLLAPSED =
      MarketConditions.of(new MarketState(0.05, 0.05, 0.1, 0.4, 0.5));
  private static final KernelPolicy POLICY = policy(KillRule.FIXED, 0.5);
  private static final HarvestProgress LOCKED =
      HarvestProgress.NONE.withStopEmitted(Price.of("100.2"));

  @Test
  void assess_firstLevelAndLock_movesStopThenHarvests() {
    HarvestAssessment out = assess(long100(), "105", HarvestProgress.NONE);
    assertThat(out.rNet().value()).isCloseTo(2.45, within(1e-12));
    assertThat(out.action()).isEqualTo(HarvestStep.PARTIAL_25);
    assertThat(out.reasons()).hasToString("[harvest_partial_25, profit_lock]");
    assertThat(out.decisions()).hasSize(2);
    assertThat(out.decisions().get(0))
        .isEqualTo(
            move(StopReason.PROFIT_LOCK, Optional.of(Price.of("98")), out.decisions().get(0)));
    assertThat(stop(out)).hasToString("100.2");
    assertThat(out.decisions().get(1)).isEqualTo(harvest("2", "25", HarvestStep.PARTIAL_25));
  }

  @Test
  void assess_stopMovedByTheLock_leavesRUnchanged() {
    Position locked = PositionFold.stopMoved(long100(), new StopMoved(Price.of("100.2")));
    assertThat(assess(locked, "105", HarvestProgress.NONE).rNet())
        .isEqualTo(assess(long100(), "105", HarvestProgress.NONE).rNet());
  }

  @Test
  void assess_emittedLevel_holdsUntilResolved() {
    HarvestAssessment out = assess(long100(), "105", LOCKED.withEmitted(BigDecimal.TWO));
    assertThat(out.decisions()).containsExactly(new Hold(HoldReason.LEVEL_UNRESOLVED));
    assertThat(out.action()).isEqualTo(HarvestStep.PARTIAL_25);
  }

  @Test
  void assess_unresolvedLowerLevel_letsHigherOneFire() {
    HarvestAssessment out = assess(long100(), "109", LOCKED.withEmitted(BigDecimal.TWO));
    assertThat(out.decisions()).containsExactly(harvest("4", "50", HarvestStep.PARTIAL_50));
  }

  @Test
  void assess_unresolvedHigherLevel_blocksLowerOne() {
    HarvestAssessment out = assess(long100(), "105", LOCKED.withEmitted(BigDecimal.valueOf(4)));
    assertThat(out.decisions()).containsExactly(new Hold(HoldReason.LEVEL_UNRESOLVED));
  }

  @Test
  void assess_higherLevelTaken_countsLowerOnesAsTaken() {
    HarvestAssessment out =
        assess(
            long100(),
            "105",
            LOCKED.withEmitted(BigDecimal.valueOf(4)).withTaken(new BigDecimal("4.00")));
    assertThat(out.decisions()).containsExactly(new Hold(HoldReason.LEVELS_TAKEN));
  }

  @Test
  void assess_failedEmission_firesAgain() {
    HarvestProgress failed =
        LOCKED.withEmitted(BigDecimal.TWO).withoutEmitted(new BigDecimal("2.0"));
    assertThat(assess(long100(), "105", failed).decisions())
        .containsExactly(harvest("2", "25", HarvestStep.PARTIAL_25));
  }

  @Test
  void assess_jumpOverLevels_firesTheHighestOnly() {
    assertThat(assess(long100(), "113", LOCKED).decisions())
        .containsExactly(harvest("6", "75", HarvestStep.PARTIAL_75));
  }

  @Test
  void assess_killScoreTriggers_closesAllAlone() {
    HarvestAssessment out =
        POLICY.assess(
            long100(),
            at("105"),
            COLLAPSED,
            HarvestProgress.NONE,
            KillMemory.NONE,
            Positions.OPENED_AT + 1000);
    assertThat(out.decisions()).containsExactly(new CloseAll(out.kill()));
    assertThat(out.action()).isEqualTo(HarvestStep.FULL_CLOSE_PROPOSED);
    assertThat(out.reasons())
        .startsWith(
            ReasonCode.HARVEST_PARTIAL_25, ReasonCode.PROFIT_LOCK, ReasonCode.KILL_SCORE_TRIGGERED);
  }

  @Test
  void assess_killReferenceOff_showsTheScoreAndHarvests() {
    HarvestAssessment out =
        policy(KillRule.OFF, 0.5)
            .assess(
                long100(),
                at("105"),
                COLLAPSED,
                LOCKED,
                KillMemory.NONE,
                Positions.OPENED_AT + 1000);
    assertThat(out.kill().triggered()).isTrue();
    assertThat(out.decisions()).containsExactly(harvest("2", "25", HarvestStep.PARTIAL_25));
    assertThat(out.reasons()).doesNotContain(ReasonCode.KILL_SCORE_TRIGGERED);
  }

  @Test
  void assess_belowMinR_takesNothingAndStillLocks() {
    HarvestAssessment out =
        policy(KillRule.FIXED, 3)
            .assess(
                long100(),
                at("105"),
                MarketConditions.NEUTRAL,
                HarvestProgress.NONE,
                KillMemory.NONE,
                now());
    assertThat(out.decisions()).hasSize(1).first().isInstanceOf(MoveStop.class);
    assertThat(
            policy(KillRule.FIXED, 3)
                .assess(
                    long100(), at("105"), MarketConditions.NEUTRAL, LOCKED, KillMemory.NONE, now())
                .decisions())
        .containsExactly(new Hold(HoldReason.BELOW_MIN_R));
  }

  @Test
  void assess_priceFromBeforeTheOpening_decidesNothing() {
    HarvestAssessment out =
        POLICY.assess(
            long100(),
            at("150"),
            COLLAPSED,
            HarvestProgress.NONE,
            KillMemory.NONE,
            Positions.OPENED_AT - 1);
    assertThat(out.decisions()).containsExactly(new Hold(HoldReason.PRICE_BEFORE_ENTRY));
  }

  @Test
  void assess_priceOfTheMomentOfTheOpening_decides() {
    HarvestAssessment out =
        POLICY.assess(
            long100(),
            at("105"),
            MarketConditions.NEUTRAL,
            LOCKED,
            KillMemory.NONE,
            Positions.OPENED_AT);
    assertThat(out.decisions()).containsExactly(harvest("2", "25", HarvestStep.PARTIAL_25));
  }

  @Test
  void assess_exactlyAtMinR_harvests() {
    Theta free = Theta.DEFAULTS.with("cost_bps", "0");
    HarvestAssessment out =
        new KernelPolicy(free, KillRule.FIXED, 2, RScaling.NONE)
            .assess(long100(), at("104"), MarketConditions.NEUTRAL, LOCKED, KillMemory.NONE, now());
    assertThat(out.rNet().value()).isEqualTo(2);
    assertThat(out.decisions()).containsExactly(harvest("2", "25", HarvestStep.PARTIAL_25));
  }

  @Test
  void policy_minRNotFinite_isRefused() {
    assertThatThrownBy(() -> policy(KillRule.FIXED, Double.NaN)).hasMessageContaining("min_r");
  }

  @Test
  void lock_tighterStopThanTheLock_isLeftAlone() {
    Position tighter = Positions.of(Side.LONG, "100", "98").withStop(Price.of("102"));
    HarvestAssessment out = assess(tighter, "105", HarvestProgress.NONE);
    assertThat(moves(out)).isEmpty();
    assertThat(out.reasons()).doesNotContain(ReasonCode.PROFIT_LOCK);
  }

  @Test
  void lock_everyTickOfTheEntry_isTheDecimalOfTheFormula() {
    // in binary 1.002 times many an entry falls short of the tick it stands on
    for (int ticks = 500; ticks <= 200_000; ticks += 500) {
      BigDecimal entry = BigDecimal.valueOf(ticks, 2);
      Position p =
          ticked(
              Side.LONG,
              entry.toPlainString(),
              entry.multiply(new BigDecimal("0.98")).toPlainString(),
              "0.01");
      BigDecimal lock = entry.multiply(new BigDecimal("1.002"));
      assertThat(
              stop(assess(
                      p,
                      entry.multiply(new BigDecimal("1.05")).toPlainString(),
                      HarvestProgress.NONE))
                  .value())
          .isEqualByComparingTo(lock);
    }
  }

  @Test
  void lock_tickKnown_isRoundedAwayFromThePrice() {
    Position longs = ticked(Side.LONG, "12.32", "12.0736", "0.01");
    Position shorts = ticked(Side.SHORT, "12.32", "12.5664", "0.01");
    assertThat(stop(assess(longs, "13", HarvestProgress.NONE))).hasToString("12.34");
    assertThat(stop(assess(shorts, "11", HarvestProgress.NONE))).hasToString("12.3");
  }

  @Test
  void lock_gainOfLessThanATick_isNotProposed() {
    HarvestProgress nearly = HarvestProgress.NONE.withStopEmitted(Price.of("100.15"));
    Position position = ticked(Side.LONG, "100", "98", "0.1");
    assertThat(assess(position, "104", nearly).decisions())
        .containsExactly(new Hold(HoldReason.BELOW_FIRST_LEVEL));
  }

  @Test
  void lock_notYetBehindThePrice_waits() {
    // risk 0.05: 1.5 R net is at 100.175, before break-even plus 0.2 %
    Position tight = ticked(Side.LONG, "100", "99.95", "0.01");
    assertThat(moves(assess(tight, "100.18", HarvestProgress.NONE))).isEmpty();
    assertThat(moves(assess(tight, "100.2", HarvestProgress.NONE))).isEmpty();
    assertThat(stop(assess(tight, "100.21", HarvestProgress.NONE))).hasToString("100.2");
  }

  @Test
  void lock_tickUnknown_staysAMillionthBehindThePrice() {
    Position tight = Positions.of(Side.LONG, "100", "99.95");
    assertThat(moves(assess(tight, "100.2000001", HarvestProgress.NONE))).isEmpty();
    assertThat(stop(assess(tight, "100.2002", HarvestProgress.NONE))).hasToString("100.2");
  }

  @Test
  void lock_rLock_standsAtTheProfitThatArmedIt() {
    KernelPolicy policy =
        new KernelPolicy(
            Theta.DEFAULTS.with("lock_mode", "r_lock"), KillRule.FIXED, 0.5, RScaling.NONE);
    HarvestAssessment out =
        policy.assess(
            long100(),
            at("105"),
            MarketConditions.NEUTRAL,
            HarvestProgress.NONE,
            KillMemory.NONE,
            now());
    assertThat(stop(out)).hasToString("103");
  }

  /** LONG or SHORT from 100 with 2 at risk: 1.5 R net is at 103.1 and 96.9. */
  @ParameterizedTest
  @CsvSource({
    // side, best, current, present stop, wanted stop
    "LONG,  103.09, 103.09, 98,     ''",
    "LONG,  103.1,  103.1,  98,     100.2",
    "LONG,  104.2,  104.2,  100.2,  ''",
    "LONG,  104.21, 104.21, 100.2,  100.21",
    "LONG,  113,    113,    100.2,  109",
    "LONG,  113,    110,    100.2,  109", // the best counts, not the price
    "LONG,  113,    109.01, 100.2,  109",
    "LONG,  113,    109,    100.2,  ''", // at the price: a market order in disguise
    "LONG,  113,    102,    109,    ''", // never back
    "SHORT, 96.91,  96.91,  102,    ''",
    "SHORT, 96.9,   96.9,   102,    99.8",
    "SHORT, 95.79,  95.79,  99.8,   99.79",
    "SHORT, 87,     87,     99.8,   91",
    "SHORT, 87,     90,     99.8,   91",
    "SHORT, 87,     91,     99.8,   ''"
  })
  void lock_ratchet_followsTheBest(
      Side side, String best, String current, String present, String wanted) {
    KernelPolicy policy =
        new KernelPolicy(
            Theta.DEFAULTS.with("lock_mode", "ratchet"), KillRule.OFF, 0.5, RScaling.NONE);
    Position position =
        PositionFold.stopMoved(
            ticked(side, "100", side == Side.LONG ? "98" : "102", "0.01"),
            new StopMoved(Price.of(present)));
    List<MoveStop> moves =
        moves(
            policy.assess(
                position,
                Excursion.at(Price.of("100"))
                    .next(side, Price.of(best))
                    .next(side, Price.of(current)),
                MarketConditions.NEUTRAL,
                HarvestProgress.NONE,
                KillMemory.NONE,
                now()));
    assertThat(moves.stream().map(move -> move.stop().toString()).toList())
        .isEqualTo(wanted.isEmpty() ? List.of() : List.of(wanted));
  }

  @Test
  void assess_sqrtLeverage_bringsTheLevelsNearer() {
    KernelPolicy policy =
        new KernelPolicy(Theta.DEFAULTS, KillRule.FIXED, 0.5, RScaling.SQRT_LEVERAGE);
    Position p = long100();
    Position levered =
        new Position(
            p.symbol(),
            p.side(),
            p.id(),
            p.qty(),
            p.initialQty(),
            p.entry(),
            p.entryRisk(),
            p.stop(),
            p.takeProfit(),
            p.targets(),
            p.scheme(),
            new Leverage(4),
            p.atr(),
            p.openedAtMillis(),
            p.attempts(),
            p.tickSize());
    HarvestAssessment out =
        policy.assess(
            levered,
            at("102.2"),
            MarketConditions.NEUTRAL,
            HarvestProgress.NONE,
            KillMemory.NONE,
            now());
    assertThat(stop(out)).hasToString("100.2");
    assertThat(out.decisions().get(1)).isEqualTo(harvest("1", "25", HarvestStep.PARTIAL_25));
  }

  @Test
  void assess_initialBasis_convertsToPercentOfOpen() {
    KernelPolicy policy =
        new KernelPolicy(Theta.DEFAULTS, KillRule.FIXED, 0.5, RScaling.NONE, QuantityBasis.INITIAL);
    Position ten = Positions.of(Side.LONG, "10", "100", "98", Optional.empty(), Optional.empty());
    HarvestAssessment out =
        policy.assess(
            ten.withQty(Quantity.of("7")),
            at("109"),
            MarketConditions.NEUTRAL,
            LOCKED,
            KillMemory.NONE,
            now());
    BigDecimal percent = ((Harvest) out.decisions().getFirst()).percentOfOpen();
    assertThat(Quantity.of("7").percent(percent).floorTo(BigDecimal.ONE)).hasToString("5");
    assertThat(
            policy
                .assess(
                    ten.withQty(Quantity.of("4")),
                    at("109"),
                    MarketConditions.NEUTRAL,
                    LOCKED,
                    KillMemory.NONE,
                    now())
                .decisions())
        .containsExactly(harvest("4", "100", HarvestStep.PARTIAL_50));
  }

  static List<MoveStop> moves(HarvestAssessment out) {
    return out.decisions().stream()
        .filter(MoveStop.class::isInstance)
        .map(MoveStop.class::cast)
        .toList();
  }

  private static Price stop(HarvestAssessment out) {
    return moves(out).getFirst().stop();
  }

  private static MoveStop move(StopReason why, Optional<Price> from, HarvestDecision actual) {
    return new MoveStop(why, from, ((MoveStop) actual).stop());
  }

  private static Harvest harvest(String level, String percent, HarvestStep step) {
    return new Harvest(new BigDecimal(level), new BigDecimal(percent), step);
  }

  private static KernelPolicy policy(KillRule rule, double minR) {
    return new KernelPolicy(Theta.DEFAULTS, rule, minR, RScaling.NONE);
  }

  private static Position long100() {
    return Positions.of(Side.LONG, "100", "98");
  }

  private static Position ticked(Side side, String entry, String stop, String tick) {
    return Positions.of(
        side, "1", entry, stop, Optional.of(new BigDecimal(tick)), Optional.empty());
  }

  private static HarvestAssessment assess(
      Position position, String price, HarvestProgress progress) {
    return POLICY.assess(
        position, at(price), MarketConditions.NEUTRAL, progress, KillMemory.NONE, now());
  }

  private static Excursion at(String price) {
    return Excursion.at(Price.of(price));
  }

  private static long now() {
    return Positions.OPENED_AT + 60_000;
  }
}
