package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.texts;
import static quantum.brain.decide.Desk.types;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.brain.decide.BrainEffect.AskedAgain;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Alarm;
import quantum.contracts.ExitAsk;
import quantum.contracts.ExitPlanId;
import quantum.contracts.ExitType;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.contracts.Protection;
import quantum.contracts.ResultStatus;
import quantum.contracts.TradeIntent;
import quantum.contracts.Unsettled;
import quantum.kernel.position.Position;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** SPEC §11.5: what nobody answers is asked for again, until somebody does. */
class AskedAgainTest {
  private Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));

  private static List<AskedAgain> again(List<BrainEffect> effects) {
    return effects.stream().map(AskedAgain.class::cast).toList();
  }

  private AskedAgain once(long clockMillis) {
    List<AskedAgain> all = again(desk.clock(clockMillis));
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static Desk closing() {
    Desk desk = Desk.kernel(HarvestMode.LIVE, Desk.killing(), QuantityBasis.CURRENT, 30);
    desk.holds(position(Side.LONG));
    assertThat(types(desk.price("101", 60))).containsExactly("FULL_CLOSE_PROPOSED");
    return desk;
  }

  @Test
  void stopMoveAndTranche_unansweredFor30Seconds_areTheSameIntentsOnceMore() {
    List<BrainEffect> asked = desk.price("104.2", 60);
    assertThat(types(asked)).containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
    assertThat(desk.clock(0)).isEmpty();
    assertThat(desk.clock(29_999)).isEmpty();
    assertThat(desk.state().unanswered()).isEmpty();

    List<AskedAgain> second = again(desk.clock(30_000));
    assertThat(second).hasSize(2);
    for (int i = 0; i < 2; i++) {
      TradeIntent.Exit first = Desk.intent(asked.get(i)).orElseThrow();
      TradeIntent.Exit next = second.get(i).intent();
      assertThat(next.reason()).isEqualTo("asked_again");
      assertThat(next)
          .usingRecursiveComparison()
          .ignoringFields("reason")
          .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
          .isEqualTo(first);
      assertThat(next.traceId()).contains(second.get(i).plan().value());
      assertThat(second.get(i).times()).isEqualTo(2);
      assertThat(second.get(i).seconds()).isEqualTo(30);
    }
    assertThat(desk.state().unanswered())
        .containsExactlyInAnyOrder(
            Alarm.UNANSWERED.of(SYMBOL, "stop move"), Alarm.UNANSWERED.of(SYMBOL, "tranche 2"));
    assertThat(second.getFirst().unanswered()).isEqualTo(Alarm.UNANSWERED.of(SYMBOL, "stop move"));
    assertThat(desk.clock(59_999)).isEmpty();
    assertThat(again(desk.clock(60_000))).hasSize(2).allMatch(ask -> ask.times() == 3);
  }

  @Test
  void fullClose_unanswered_isTheSameIntentOnceMore_whateverThePriceDoes() {
    desk = closing();
    desk.clock(0);
    assertThat(desk.price("150", 61)).isEmpty();
    AskedAgain second = once(30_000);
    assertThat(second.plan()).isEqualTo(ExitPlanId.fullClose(ID, 0));
    assertThat(second.ask()).isEqualTo(new ExitAsk.FullClose("FULL_CLOSE_PROPOSED"));
    assertThat(second.intent().type()).isEqualTo(new ExitType.FullClose());
    assertThat(second.intent().closePct().orElseThrow()).isEqualByComparingTo("100");
    assertThat(second.intent().qty()).contains(Quantity.of("8"));
    assertThat(second.intent().price()).contains(Price.of("150"));
    assertThat(second.intent().timestampMillis()).isEqualTo(Desk.OPENED + 61_000);
    assertThat(second.intent().dryRun()).isFalse();
  }

  @Test
  void theHashCountedAnAttempt_itIsAskedForAsThatAttempt() {
    desk = closing();
    desk.clock(0);
    desk.applied(position(Side.LONG).withAttempts(1));
    assertThat(once(30_000).plan()).isEqualTo(ExitPlanId.fullClose(ID, 1));
    desk.answer("FULL_CLOSE_PROPOSED", "FILLED", 62);
    assertThat(desk.clock(60_000)).isEmpty();
    assertThat(desk.state().unanswered()).isEmpty();
  }

  @Test
  void trancheOfTheAttemptThatCounts_hasItsPlan() {
    desk.price("104.2", 60);
    desk.clock(0);
    desk.applied(position(Side.LONG).withAttempts(3));
    assertThat(again(desk.clock(30_000)))
        .extracting(AskedAgain::plan)
        .containsExactly(
            ExitPlanId.updateStop(ID, Price.of("100.2"), 3),
            ExitPlanId.partial(ID, PlanAction.PARTIAL_25, "2", 3));
  }

  @Test
  void restart_goesOnAsking_fromItsFirstLookOn() {
    desk.price("104.2", 60);
    desk.clock(0);
    desk.clock(30_000);
    desk.restarted();
    assertThat(desk.state().unanswered()).isEmpty();
    assertThat(desk.clock(40_000)).isEmpty();
    assertThat(desk.clock(69_999)).isEmpty();
    assertThat(again(desk.clock(70_000)))
        .extracting(AskedAgain::ask)
        .containsExactly(
            new ExitAsk.StopMove("PROFIT_LOCK_SL", Price.of("100.2")),
            new ExitAsk.Tranche("HARVEST_PARTIAL_25", new BigDecimal("2"), new BigDecimal("25")));
  }

  @Test
  void restartedClose_goesOnAsking() {
    desk = closing();
    desk.restarted();
    desk.clock(0);
    assertThat(once(30_000).plan()).isEqualTo(ExitPlanId.fullClose(ID, 0));
  }

  @Test
  void hashThatShowsItDone_answers() {
    desk.price("104.2", 60);
    desk.clock(0);
    desk.applied(stopped("100.19"));
    assertThat(again(desk.clock(30_000))).as("looser than asked for").hasSize(2);
    desk.applied(stopped("100.2"));
    assertThat(once(60_000).ask().what()).isEqualTo("tranche 2");
    desk.applied(stopped("100.2"), "4");
    assertThat(desk.clock(90_000)).as("4 takes 2 with it").isEmpty();
    assertThat(desk.state().unanswered()).isEmpty();
  }

  @Test
  void hashThatShowsItDone_answersARestartedBrainToo() {
    desk.price("104.2", 60);
    desk.applied(stopped("100.3"), "2");
    desk.restarted();
    desk.clock(0);
    assertThat(desk.clock(30_000)).isEmpty();
  }

  @Test
  void shortStop_thatStandsTighter_answers() {
    desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.SHORT));
    assertThat(types(desk.price("96.8", 60))).containsExactly("PROFIT_LOCK_SL");
    desk.clock(0);
    desk.applied(position(Side.SHORT).withStop(Price.of("99.9")));
    desk.restarted();
    assertThat(desk.tracked().asked().unanswered()).isNotEmpty();
    desk.applied(position(Side.SHORT).withStop(Price.of("99.8")));
    assertThat(desk.tracked().asked().unanswered()).isEmpty();
  }

  private static Position stopped(String stop) {
    return position(Side.LONG).withStop(Price.of(stop));
  }

  @ParameterizedTest
  @EnumSource(ResultStatus.class)
  void anyResult_answers(ResultStatus status) {
    desk.price("104.2", 60);
    desk.clock(0);
    desk.clock(30_000);
    desk.answer("PARTIAL_25", status.name(), 61, "r_level", "2", "error", "why");
    assertThat(desk.state().unanswered()).containsExactly(Alarm.UNANSWERED.of(SYMBOL, "stop move"));
    desk.answer("UPDATE_SL", status.name(), 61, "error", "why");
    assertThat(desk.state().unanswered()).isEmpty();
    assertThat(desk.clock(60_000)).isEmpty();

    Desk close = closing();
    close.clock(0);
    close.clock(30_000);
    close.answer("FULL_CLOSE_PROPOSED", status.name(), 61, "error", "why");
    assertThat(close.state().unanswered()).isEmpty();
    assertThat(close.clock(60_000)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0,true", "0,1,true", "0,2,false", "1,1,true", "2,1,false"})
  void stopMove_isAnsweredByTheResultOfItsPlan_ofThisAttemptOrTheOneBefore(
      int asked, int now, boolean answered) {
    desk.price("104.2", 60);
    desk.applied(position(Side.LONG).withAttempts(now));
    desk.answer(
        "UPDATE_SL",
        "SKIPPED",
        61,
        "plan_id",
        ExitPlanId.updateStop(ID, Price.of("100.2"), asked).value());
    assertThat(asks("stop move")).isEqualTo(!answered);
  }

  @Test
  void stopMove_isNotAnsweredByTheResultOfAnEarlierOne() {
    desk.price("104.2", 60);
    desk.answer(
        "UPDATE_SL", "FILLED", 61, "plan_id", ExitPlanId.updateStop(ID, Price.of("99"), 0).value());
    assertThat(asks("stop move")).isTrue();
  }

  @Test
  void stopMove_thatIsAnswered_answersNoTranche() {
    desk.price("104.2", 60);
    desk.answer("UPDATE_SL", "FILLED", 61);
    assertThat(asks("stop move")).isFalse();
    assertThat(asks("tranche 2")).isTrue();
  }

  private boolean asks(String what) {
    return desk.tracked().asked().unanswered().keySet().stream()
        .anyMatch(ask -> ask.what().equals(what));
  }

  @Test
  void tighterStop_takesThePlaceOfTheOneBefore() {
    ExitAsk tranche = new ExitAsk.Tranche("X", BigDecimal.ONE, BigDecimal.TEN);
    ExitAsk tighter = new ExitAsk.StopMove("MOVE_SL_TRAIL", Price.of("101"));
    Asked asked =
        Asked.NOTHING
            .awaiting(tranche)
            .awaiting(new ExitAsk.StopMove("MOVE_SL_BREAKEVEN", Price.of("100")))
            .awaiting(tighter);
    assertThat(asked.unanswered()).containsOnlyKeys(tranche, tighter);
  }

  @Test
  void answerToTheOtherThing_answersNothing() {
    desk.price("104.2", 60);
    desk.answer("PARTIAL_25", "ERROR", 61, "r_level", "4");
    desk.answer("FULL_CLOSE_PROPOSED", "ERROR", 61);
    assertThat(desk.tracked().asked().unanswered()).hasSize(2);
  }

  @Test
  void failedTranche_askedForAnew_waitsAsLongOnceMore() {
    desk = closing();
    desk.clock(0);
    desk.answer("FULL_CLOSE_PROPOSED", "ERROR", 61);
    assertThat(types(desk.price("101", 63))).containsExactly("FULL_CLOSE_PROPOSED");
    assertThat(desk.clock(30_000)).isEmpty();
    once(60_000);
  }

  @Test
  void killSwitch_holdsItBackUntilItIsOff() {
    desk = closing();
    desk.clock(0);
    desk.killed(true);
    assertThat(desk.clock(120_000)).isEmpty();
    desk.killed(false);
    once(120_001);
  }

  @Test
  void shadow_isAnsweredByNobody() {
    desk = Desk.kernel(HarvestMode.SHADOW).holds(position(Side.LONG));
    assertThat(desk.price("104.2", 60)).hasSize(2);
    assertThat(desk.tracked().asked().unanswered()).isEmpty();
    desk = Desk.kernel(HarvestMode.SHADOW, Desk.killing(), QuantityBasis.CURRENT, 30);
    desk.holds(position(Side.LONG));
    assertThat(desk.price("101", 60)).hasSize(1);
    assertThat(desk.tracked().asked().unanswered()).isEmpty();
    desk.clock(0);
    assertThat(desk.clock(3_600_000)).isEmpty();
  }

  /** A live brain's asks, under one that only suggests now. */
  @Test
  void shadow_repeatsNothingThatWasAskedForLive() {
    desk.price("104.2", 60);
    ClockDecider shadow = new ClockDecider(Desk.kernel(HarvestMode.SHADOW).rules());
    shadow.onClock(desk.state(), 0, Hand.FREE);
    assertThat(shadow.onClock(desk.state(), 30_000, Hand.FREE)).isEmpty();
  }

  @Test
  void everyOpenPosition_isLookedAt_bySymbol() {
    desk.price("104.2", 60);
    desk.closed();
    assertThat(desk.clock(0)).isEmpty();
    assertThat(desk.state().unanswered()).isEmpty();
  }

  /** Executed in part, its result lost: the rest is asked for as after any other failure. */
  @Test
  void duplicateOfATrancheThatWasExecutedInPart_isNoFill() {
    desk.price("104.2", 60);
    OpenPosition open = desk.tracked().open();
    Unsettled partly =
        new Unsettled(Set.of(), Optional.of(new Unsettled.Partly("2", Quantity.of("1"))));
    desk.state().load(SYMBOL, Optional.of(open.with(partly)), Optional.empty());
    desk.answer("PARTIAL_25", "SKIPPED", 61, "r_level", "2", "error", "SKIP_DUPLICATE");
    assertThat(desk.tracked().asked().progress().taken()).isEmpty();
    assertThat(desk.tracked().asked().failedBefore(new BigDecimal("2"))).isTrue();
    assertThat(desk.tracked().asked().unanswered()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "4"})
  void trancheThatIsTaken_isAnsweredForAllLowerOnes(String level) {
    desk.price("104.2", 60);
    assertThat(texts(desk.tracked().asked().progress().emitted())).containsExactly("2");
    desk.applied(position(Side.LONG), level);
    assertThat(asks("tranche 2")).isFalse();
    assertThat(asks("stop move")).isTrue();
  }

  @Test
  void lowerLevelThatIsTaken_answersNoHigherOne() {
    desk.price("108.2", 60);
    assertThat(asks("tranche 4")).isTrue();
    desk.applied(position(Side.LONG), "2");
    assertThat(asks("tranche 4")).isTrue();
  }

  /** What a hash of ours without evaluation can hold: nothing that could be repeated. */
  @Test
  void positionsWithoutProtectionOrPrice_areNobodysAsks() {
    assertThat(desk.tracked().open().protection()).isEqualTo(Protection.NONE);
    assertThat(desk.clock(0)).isEmpty();
    assertThat(desk.clock(60_000)).isEmpty();
  }
}
