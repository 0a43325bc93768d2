package quantum.kernel.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
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
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.position.Positions;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class LadderPolicyTest {
  private static final LadderPolicy POLICY = policy(false);
  private static final HarvestProgress AT_ENTRY =
      HarvestProgress.NONE.withStopEmitted(Price.of("1000"));

  @Test
  void assess_testPositionOfTheSpec_isAtExactlyHalfR() {
    HarvestAssessment out = assess(POLICY, test1000(), "1005", HarvestProgress.NONE);
    assertThat(out.r().value()).isEqualTo(0.5);
    assertThat(out.rNet().value()).isCloseTo(0.4, within(1e-12));
    assertThat(out.decisions())
        .containsExactly(
            new MoveStop(
                StopReason.BREAKEVEN,
                Optional.of(Price.of("990")),
                new Price(new BigDecimal("1000"))),
            harvest("0.5", "25"));
  }

  @Test
  void assess_pricesWithoutBinaryForm_reachTheRungExactly() {
    // 0.3 − 0.25 over 0.1 is 0.49999999999999989 in binary
    Position p = Positions.of(Side.LONG, "0.25", "0.15");
    assertThat(assess(POLICY, p, "0.3", HarvestProgress.NONE).decisions())
        .contains(harvest("0.5", "25"));
    assertThat(assess(POLICY, p, "0.2999", HarvestProgress.NONE).decisions())
        .containsExactly(new Hold(HoldReason.BELOW_FIRST_LEVEL));
  }

  @Test
  void assess_eachRung_firesOnce() {
    HarvestProgress taken = AT_ENTRY.withTaken(new BigDecimal("0.5"));
    assertThat(assess(POLICY, test1000(), "1009.99", taken).decisions())
        .containsExactly(new Hold(HoldReason.LEVELS_TAKEN));
    assertThat(assess(POLICY, test1000(), "1010", taken).decisions())
        .containsExactly(harvest("1.0", "25"));
    assertThat(assess(POLICY, test1000(), "1040", taken).decisions())
        .containsExactly(harvest("1.5", "25"));
  }

  @Test
  void stop_breakEvenSet_trailsThePeak() {
    Position p = withAtr(Side.LONG, "990");
    Excursion x =
        Excursion.at(Price.of("1005"))
            .next(Side.LONG, Price.of("1030"))
            .next(Side.LONG, Price.of("1022"));
    HarvestAssessment out =
        POLICY.assess(p, x, MarketConditions.NEUTRAL, taken(AT_ENTRY), KillMemory.NONE, now());
    assertThat(out.decisions())
        .containsExactly(
            new MoveStop(
                StopReason.TRAIL, Optional.of(Price.of("1000")), new Price(dec("1020.0"))));
  }

  @Test
  void stop_breakEvenNotSet_setsItBeforeTrailing() {
    HarvestAssessment out =
        assess(POLICY, withAtr(Side.LONG, "990"), "1030", taken(HarvestProgress.NONE));
    assertThat(KernelPolicyTest.moves(out))
        .singleElement()
        .satisfies(move -> assertThat(move.why()).isEqualTo(StopReason.BREAKEVEN));
  }

  @Test
  void stop_trailThatThePriceHasPassed_isNotProposed() {
    Excursion x = new Excursion(Price.of("1015"), Price.of("1030"), Price.of("1000"));
    HarvestAssessment out =
        POLICY.assess(
            withAtr(Side.LONG, "990"),
            x,
            MarketConditions.NEUTRAL,
            taken(AT_ENTRY),
            KillMemory.NONE,
            now());
    assertThat(KernelPolicyTest.moves(out)).isEmpty();
  }

  @Test
  void stop_shortTrail_isAboveThePeak() {
    Position p = withAtr(Side.SHORT, "1010");
    Excursion x = new Excursion(Price.of("975"), Price.of("970"), Price.of("1000"));
    HarvestAssessment out =
        POLICY.assess(p, x, MarketConditions.NEUTRAL, taken(AT_ENTRY), KillMemory.NONE, now());
    assertThat(KernelPolicyTest.moves(out))
        .singleElement()
        .satisfies(move -> assertThat(move.stop()).hasToString("980"));
  }

  @Test
  void stop_entryOffTheTick_trailsOnceTheNearestTickIsSet() {
    Position p =
        Positions.of(
            Side.LONG, "1", "1000.07", "990", Optional.of(dec("0.1")), Optional.of(dec("5")));
    HarvestProgress progress = HarvestProgress.NONE.withStopEmitted(Price.of("1000"));
    HarvestAssessment out = assess(POLICY, p, "1030", taken(progress));
    assertThat(KernelPolicyTest.moves(out))
        .singleElement()
        .satisfies(move -> assertThat(move.why()).isEqualTo(StopReason.TRAIL));
  }

  @Test
  void assess_killScoreTriggers_closesAllAlone() {
    HarvestAssessment out =
        POLICY.assess(
            test1000(),
            Excursion.at(Price.of("1005")),
            MarketConditions.of(new MarketState(0.05, 0.05, 0.1, 0.4, 0.5)),
            HarvestProgress.NONE,
            KillMemory.NONE,
            now());
    assertThat(out.decisions()).containsExactly(new CloseAll(out.kill()));
  }

  @ParameterizedTest
  @CsvSource({
    "991,0.25,35", // risk 0.9 %: ·1.4
    "990,0.25,25", // risk 1 %: as it is
    "975,0.25,25", // risk 2.5 %: as it is
    "970,0.25,15", // risk 3 %: ·0.6
    "991,0.5,50", // not above 50
    "970,0.1,10", // not below 10
    "980,0.05,10"
  })
  void fraction_dynamicLadder_scalesWithTheRisk(String stop, String fraction, String percent) {
    Position p = Positions.of(Side.LONG, "1000", stop);
    LadderPolicy dynamic = policy(true, "0.5:" + fraction);
    HarvestAssessment out = assess(dynamic, p, "1020", AT_ENTRY);
    assertThat(((Harvest) out.decisions().getLast()).percentOfOpen()).isEqualByComparingTo(percent);
  }

  @ParameterizedTest
  @CsvSource({"1009,35", "1010,25", "1025,25", "1030,15"})
  void fraction_dynamicLadderOfAShort_scalesWithTheRisk(String stop, String percent) {
    Position p = Positions.of(Side.SHORT, "1000", stop);
    HarvestAssessment out = assess(policy(true), p, "980", AT_ENTRY);
    assertThat(((Harvest) out.decisions().getLast()).percentOfOpen()).isEqualByComparingTo(percent);
  }

  @Test
  void assess_short_rungAndBreakEvenMirror() {
    Position p =
        Positions.of(Side.SHORT, "0.01", "1000", "1010", Optional.empty(), Optional.empty());
    assertThat(assess(POLICY, p, "995.01", HarvestProgress.NONE).decisions())
        .containsExactly(new Hold(HoldReason.BELOW_FIRST_LEVEL));
    assertThat(assess(POLICY, p, "995", HarvestProgress.NONE).decisions())
        .containsExactly(
            new MoveStop(
                StopReason.BREAKEVEN,
                Optional.of(Price.of("1010")),
                new Price(new BigDecimal("1000"))),
            harvest("0.5", "25"));
  }

  @ParameterizedTest
  @CsvSource({"LONG, 990, 1004.9, 1005", "SHORT, 1010, 995.1, 995"})
  void stop_breakEven_isSetFromItsR_notBefore(Side side, String stop, String below, String at) {
    Position p = withAtr(side, stop);
    assertThat(KernelPolicyTest.moves(assess(POLICY, p, below, taken(HarvestProgress.NONE))))
        .isEmpty();
    assertThat(KernelPolicyTest.moves(assess(POLICY, p, at, taken(HarvestProgress.NONE))))
        .singleElement()
        .satisfies(move -> assertThat(move.stop()).hasToString("1000"));
  }

  @ParameterizedTest
  @CsvSource({"LONG, 990, 1030, 1022, 1020, 1025", "SHORT, 1010, 970, 978, 980, 975"})
  void stop_trail_neverComesBack_whenThePriceDoes(
      Side side, String stop, String peak, String price, String trail, String back) {
    Position p = withAtr(side, stop);
    Excursion x = new Excursion(Price.of(price), Price.of(peak), Price.of("1000"));
    HarvestProgress trailed = taken(HarvestProgress.NONE).withStopEmitted(Price.of(trail));
    assertThat(
            KernelPolicyTest.moves(
                POLICY.assess(p, x, MarketConditions.NEUTRAL, trailed, KillMemory.NONE, now())))
        .isEmpty();
    Excursion later = x.next(side, Price.of(back));
    assertThat(
            KernelPolicyTest.moves(
                POLICY.assess(p, later, MarketConditions.NEUTRAL, trailed, KillMemory.NONE, now())))
        .isEmpty();
  }

  @Test
  void stop_withoutAtr_staysAtBreakEven() {
    assertThat(KernelPolicyTest.moves(assess(POLICY, test1000(), "1050", taken(AT_ENTRY))))
        .isEmpty();
  }

  @Test
  void assess_belowMinR_holds_andAtItHarvests() {
    LadderPolicy from6 =
        new LadderPolicy(
            Ladder.DEFAULT, dec("0.5"), dec("2"), false, 0.6, Theta.DEFAULTS, KillRule.FIXED);
    assertThat(assess(from6, test1000(), "1005.9", AT_ENTRY).decisions())
        .containsExactly(new Hold(HoldReason.BELOW_MIN_R));
    assertThat(assess(from6, test1000(), "1006", AT_ENTRY).decisions())
        .containsExactly(harvest("0.5", "25"));
  }

  @Test
  void assess_rungAtMinR_firesAlthoughItsQuotientIsOneBitShort() {
    LadderPolicy from9 =
        new LadderPolicy(
            Ladder.parse("0.9:0.25"),
            dec("5"),
            dec("2"),
            false,
            0.9,
            Theta.DEFAULTS,
            KillRule.FIXED);
    HarvestAssessment out =
        assess(from9, Positions.of(Side.LONG, "1", "0.9"), "1.09", HarvestProgress.NONE);
    assertThat(out.r().value()).isLessThan(0.9); // 0.09 over 0.1 in binary
    assertThat(out.decisions()).containsExactly(harvest("0.9", "25"));
  }

  @Test
  void assess_priceFromBeforeTheOpening_decidesNothing_oneOfItsMomentDoes() {
    HarvestAssessment before = assessAt(Positions.OPENED_AT - 1);
    assertThat(before.decisions()).containsExactly(new Hold(HoldReason.PRICE_BEFORE_ENTRY));
    assertThat(before.action()).isEqualTo(HarvestStep.NONE);
    assertThat(before.reasons()).isEmpty();
    assertThat(assessAt(Positions.OPENED_AT).decisions()).contains(harvest("0.5", "25"));
  }

  private static HarvestAssessment assessAt(long nowMillis) {
    return POLICY.assess(
        test1000(),
        Excursion.at(Price.of("1005")),
        MarketConditions.NEUTRAL,
        HarvestProgress.NONE,
        KillMemory.NONE,
        nowMillis);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, 2, 0.5, set_be_at_r must be >= 0 was -0.1",
    "0.5, 0, 0.5, trail_atr_mult must be > 0 was 0",
    "0.5, -1, 0.5, trail_atr_mult must be > 0 was -1",
    "0.5, 2, NaN, min_r must be finite was NaN"
  })
  void policy_settingOutOfRange_isRefusedNamingIt(
      BigDecimal be, BigDecimal trail, double minR, String why) {
    assertThatThrownBy(
            () ->
                new LadderPolicy(
                    Ladder.DEFAULT, be, trail, false, minR, Theta.DEFAULTS, KillRule.FIXED))
        .hasMessage(why.replace(" was", ", was"));
  }

  @Test
  void stop_breakEvenAtZeroR_isAllowed_andSetOnceThePriceIsATickAway() {
    LadderPolicy atOnce =
        new LadderPolicy(
            Ladder.DEFAULT, dec("0"), dec("2"), false, 0.5, Theta.DEFAULTS, KillRule.FIXED);
    Position p = withAtr(Side.LONG, "990");
    assertThat(KernelPolicyTest.moves(assess(atOnce, p, "1000.05", HarvestProgress.NONE)))
        .isEmpty();
    assertThat(KernelPolicyTest.moves(assess(atOnce, p, "1000.1", HarvestProgress.NONE)))
        .singleElement()
        .satisfies(move -> assertThat(move.stop()).hasToString("1000"));
  }

  private static Position test1000() {
    return Positions.of(Side.LONG, "0.01", "1000", "990", Optional.empty(), Optional.empty());
  }

  private static Position withAtr(Side side, String stop) {
    return Positions.of(side, "1", "1000", stop, Optional.of(dec("0.1")), Optional.of(dec("5")));
  }

  private static HarvestProgress taken(HarvestProgress progress) {
    return progress.withTaken(dec("1.5"));
  }

  private static LadderPolicy policy(boolean dynamic) {
    return policy(dynamic, "0.5:0.25,1.0:0.25,1.5:0.25");
  }

  private static LadderPolicy policy(boolean dynamic, String ladder) {
    return new LadderPolicy(
        Ladder.parse(ladder), dec("0.5"), dec("2"), dynamic, 0.5, Theta.DEFAULTS, KillRule.FIXED);
  }

  private static HarvestAssessment assess(
      LadderPolicy policy, Position position, String price, HarvestProgress progress) {
    return policy.assess(
        position,
        Excursion.at(Price.of(price)),
        MarketConditions.NEUTRAL,
        progress,
        KillMemory.NONE,
        now());
  }

  private static Harvest harvest(String level, String percent) {
    return new Harvest(
        Ladder.parse(level + ":1").rungs().getFirst().r(), dec(percent), HarvestStep.PARTIAL_25);
  }

  private static BigDecimal dec(String text) {
    return new BigDecimal(text);
  }

  private static long now() {
    return Positions.OPENED_AT + 60_000;
  }
}
