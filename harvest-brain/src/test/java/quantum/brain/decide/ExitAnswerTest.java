package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.EARLIER;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.texts;
import static quantum.brain.decide.Desk.types;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.brain.decide.BrainEffect.EmitPartial;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.TradeIntent;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Side;

/**
 * Entry 100, risk 2, costs 0.1 per unit: R_net 2 is reached above 104.1, 4 at 108.1, 6 at 112.1,
 * the lock's 1.5 at 103.1.
 */
class ExitAnswerTest {
  private final Desk live = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));

  private final Desk shadow = Desk.kernel(HarvestMode.SHADOW).holds(position(Side.LONG));

  private static TradeIntent.Exit only(List<BrainEffect> effects) {
    assertThat(effects).hasSize(1);
    return Desk.intent(effects.getFirst()).orElseThrow();
  }

  @Test
  void emittedLevel_inShadow_countsAsTaken_inLiveOnlyOnceFilled() {
    shadow.price("104.11", 60);
    live.price("104.11", 60);
    assertThat(texts(shadow.tracked().asked().progress().taken())).containsExactly("2");
    assertThat(live.tracked().asked().progress().taken()).isEmpty();
    live.answer(
        "PARTIAL_25", "FILLED", 61, "r_level", "2", "filled_qty", "2", "reduceOnly", "True");
    assertThat(texts(live.tracked().asked().progress().taken())).containsExactly("2");
  }

  @Test
  void zeroQuantitySkip_countsAsTaken() {
    live.price("104.11", 60);
    live.answer("PARTIAL_25", "SKIPPED", 61, "r_level", "2", "error", "SKIP_CLOSE_QTY_ZERO");
    assertThat(texts(live.tracked().asked().progress().taken())).containsExactly("2");
  }

  /** The result of the first one may be lost; the level was executed all the same. */
  @Test
  void duplicateSkip_countsAsTaken() {
    live.price("104.11", 60);
    live.answer("PARTIAL_25", "SKIPPED", 61, "r_level", "2", "error", "SKIP_DUPLICATE");
    assertThat(live.price("104.2", 5_000)).isEmpty();
    assertThat(texts(live.tracked().asked().progress().taken())).containsExactly("2");
  }

  @Test
  void executedLevels_ofTheHash_countAsTaken_exitbrainsTargetsDoNot() {
    live.applied(position(Side.LONG), "tp1", "2");
    assertThat(texts(live.tracked().asked().progress().taken())).containsExactly("2");
    assertThat(types(live.price("104.5", 60))).containsExactly("PROFIT_LOCK_SL");
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR,-1001 internal",
    "REJECTED,-2022",
    "PARTIAL_FILL,''",
    "SKIPPED,SKIP_STALE_PLAN"
  })
  void failedPartial_levelFiresAgainAfterTheDedupTtlInEventTime(String status, String error) {
    live.price("104.11", 60);
    live.answer("PARTIAL_25", status, 61, "r_level", "2", "error", error, "reduceOnly", "True");
    assertThat(live.price("104.2", 61 + 899)).isEmpty();
    live.applied(position(Side.LONG).withAttempts(1));

    List<BrainEffect> again = live.price("104.2", 61 + 900);
    TradeIntent.Exit intent = only(again);
    assertThat(intent.intentType()).isEqualTo("HARVEST_PARTIAL_25");
    assertThat(intent.attempt()).isEqualTo(1);
    assertThat(((EmitPartial) again.getFirst()).dedup().released()).isTrue();
    assertThat(live.price("104.2", 61 + 901)).isEmpty();
  }

  @Test
  void failedPartial_thatWasNotAskedFor_holdsNothingBack() {
    live.answer("PARTIAL_25", "ERROR", 59, "r_level", "2");
    assertThat(types(live.price("104.11", 60)))
        .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
  }

  @Test
  void failedPartial_higherLevelIsNotHeldBack() {
    live.price("104.11", 60);
    live.answer("PARTIAL_25", "ERROR", 61, "r_level", "2");
    assertThat(types(live.price("108.2", 62))).containsExactly("HARVEST_PARTIAL_50");
  }

  @Test
  void retriedPartial_isAnotherPlan() {
    String first = ((EmitPartial) live.price("104.11", 60).get(1)).intent().traceId().orElseThrow();
    live.answer("PARTIAL_25", "ERROR", 61, "r_level", "2");
    live.applied(position(Side.LONG).withAttempts(1));
    assertThat(only(live.price("104.2", 2_000)).traceId())
        .isPresent()
        .isNotEqualTo(Optional.of(first));
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR,''",
    "REJECTED,''",
    "PARTIAL_FILL,''",
    "SKIPPED,SKIP_STALE_PLAN",
    "SKIPPED,SKIP_CLOSE_QTY_ZERO",
    "SKIPPED,SKIP_DUPLICATE"
  })
  void closeThatWasNoFill_isRepeatedAfter_1_2_5_10_20_30_30_seconds(String status, String error) {
    Desk desk = Desk.closing();
    assertThat(types(desk.price("101", 60))).containsExactly("FULL_CLOSE_PROPOSED");
    long at = 100;
    for (long pause : new long[] {1, 2, 5, 10, 20, 30, 30}) {
      desk.answer("FULL_CLOSE_PROPOSED", status, at, "error", error, "reduceOnly", "True");
      if (pause > 1) {
        assertThat(desk.price("101", at + pause - 1)).as("%s s", pause - 1).isEmpty();
      }
      assertThat(types(desk.price("101", at + pause)))
          .as("%s s", pause)
          .containsExactly("FULL_CLOSE_PROPOSED");
      at += 100;
    }
  }

  @Test
  void closeThatWasFilled_isNotRepeated() {
    Desk desk = Desk.closing();
    desk.price("101", 60);
    desk.answer("FULL_CLOSE_PROPOSED", "FILLED", 61, "filled_qty", "8", "reduceOnly", "True");
    assertThat(desk.price("101", 4_000)).isEmpty();
  }

  @Test
  void skipOfAPlanWithoutSide_isUnderstood() {
    Desk desk = Desk.closing();
    desk.price("101", 60);
    desk.answer("FULL_CLOSE_PROPOSED", "SKIPPED", 61, "error", "SKIP_NO_POSITION");
    assertThat(types(desk.price("101", 62))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void failingStopMoves_neverDelayAClose() {
    live.price("103.2", 60);
    for (int i = 0; i < 8; i++) {
      live.answer("UPDATE_SL", "ERROR", 100 + i * 100);
      live.price("103.2", 199 + i * 100);
    }
    live.answer("UPDATE_SL", "ERROR", 1_000);
    live.market(MarketConditions.of(new MarketState(0.05, 0, 0.1, 0.5, 0.4)));
    assertThat(types(live.price("103.2", 1_001))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @ParameterizedTest
  @CsvSource({"SKIPPED,ERROR", "PARTIAL_FILL,REJECTED"})
  void failedStopMove_isRepeatedAfterTheBackOff_aSkippedOneIsNot(String skipped, String failed) {
    live.price("103.2", 60);
    live.answer("UPDATE_SL", skipped, 61);
    assertThat(live.price("103.2", 400)).isEmpty();

    live.answer("UPDATE_SL", failed, 500);
    assertThat(live.price("103.2", 500)).isEmpty();
    assertThat(types(live.price("103.2", 501))).containsExactly("PROFIT_LOCK_SL");
    live.answer("UPDATE_SL", failed, 502);
    assertThat(live.price("103.2", 503)).isEmpty();
    assertThat(types(live.price("103.2", 504))).containsExactly("PROFIT_LOCK_SL");
  }

  @Test
  void resultOfAnEarlierPosition_changesNothingThatWasAskedFor() {
    live.price("104.2", 60);
    Asked before = live.tracked().asked();
    for (String status : List.of("FILLED", "ERROR", "SKIPPED")) {
      live.answer("PARTIAL_25", status, 61, "r_level", "2", "position_id", EARLIER.value());
      live.answer("UPDATE_SL", status, 61, "position_id", EARLIER.value());
      live.answer("FULL_CLOSE_PROPOSED", status, 61, "position_id", EARLIER.value());
    }
    assertThat(live.tracked().asked()).isEqualTo(before);
  }

  @Test
  void resultsOfExitbrainsTargets_leaveTheLevelsAlone() {
    live.price("104.2", 60);
    Asked before = live.tracked().asked();
    live.answer("PARTIAL_25", "ERROR", 61, "r_level", "tp1");
    assertThat(live.tracked().asked()).isEqualTo(before);
  }
}
