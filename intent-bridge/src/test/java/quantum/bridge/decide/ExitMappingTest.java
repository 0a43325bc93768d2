package quantum.bridge.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.bridge.decide.BridgeDecision.Plan;
import quantum.bridge.decide.BridgeDecision.Skip;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Decoded;
import quantum.contracts.ExitPlanId;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.contracts.SkipReason;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

class ExitMappingTest {
  private static final long NOW = 1_770_000_000_000L;
  private static final String ID = NOW + "-7";
  private static final PositionId P1 = new PositionId("5f070856a1b2c3d4");

  /** Nothing is allowed and the switch is on: exits pass all the same. */
  private static final BridgeRules CLOSED = EntryRig.rules(Set.of(), 60, 30, 0.06, 0.02);

  private Optional<OpenPosition> open = Optional.empty();

  private static TradeIntent intent(String... pairs) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("symbol", "RIVERUSDT");
    fields.put("side", "SELL");
    fields.put("timestamp", "1500000000.5");
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(pairs[i], pairs[i + 1]);
    }
    return switch (TradeIntent.decode(fields, ID)) {
      case Decoded.Ok<TradeIntent>(TradeIntent intent, _) -> intent;
      case Decoded.Bad<TradeIntent> bad -> throw new AssertionError(bad.reason());
    };
  }

  private Hand hand = new Hand.Told(true, true, Set.of());

  private BridgeDecision decide(String... pairs) {
    return new IntentDecider(CLOSED)
        .decide(intent(pairs), new IntentContext(Optional.empty(), open, hand, NOW, ID));
  }

  private ApplyPlan plan(String... pairs) {
    BridgeDecision decision = decide(pairs);
    assertThat(decision).isInstanceOf(Plan.class);
    return ((Plan) decision).plan();
  }

  private ApplyPlan.Close close(String... pairs) {
    return (ApplyPlan.Close) plan(pairs);
  }

  /** What a pause holds back is profit and judgement; a close for another reason protects. */
  @ParameterizedTest
  @CsvSource({
    "HARVEST_PARTIAL_25, harvest_partial_25, true",
    "PROFIT_LOCK_SL, profit_lock, true",
    "FULL_CLOSE_PROPOSED, 'kill_score_triggered,sigma_spike', true",
    "FULL_CLOSE_PROPOSED, asked_again, true",
    "EMERGENCY_SL_CLOSE, by hand, false",
    "FULL_CLOSE_PROPOSED, '', false",
  })
  void exit_ofAPausedSymbol_passesUnlessItHarvests(String type, String reason, boolean held) {
    hand = new Hand.Told(false, false, Set.of(Symbol.of("RIVERUSDT")));
    BridgeDecision decision =
        decide("intent_type", type, "reason", reason, "qty", "1", "stop_loss", "12");
    assertThat(decision instanceof Skip skip && skip.code() == SkipReason.SKIP_PAUSED)
        .isEqualTo(held);
    assertThat(decision instanceof Plan).isEqualTo(!held);
  }

  private static Optional<OpenPosition> position(String qty) {
    return switch (OpenPosition.decode(
        Map.of(
            "symbol", "RIVERUSDT",
            "side", "LONG",
            "qty", qty,
            "entry_price", "12.32",
            "position_id", P1.value()))) {
      case Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> value, _) -> value;
      case Decoded.Bad<Optional<OpenPosition>> bad -> throw new AssertionError(bad.reason());
    };
  }

  @ParameterizedTest
  @CsvSource({
    "PARTIAL_25,25,PARTIAL_25", "HARVEST_PARTIAL_25,25,PARTIAL_25",
    "PARTIAL_50,50,PARTIAL_50", "HARVEST_PARTIAL_50,50,PARTIAL_50",
    "PARTIAL_75,75,PARTIAL_75", "HARVEST_PARTIAL_75,75,PARTIAL_75",
    "harvest_partial_75,75,PARTIAL_75", "HARVEST_PARTIAL_35,35,PARTIAL_25",
  })
  void partial_ofItsName_closesThatPercent(String type, String percent, PlanAction action) {
    ApplyPlan.Close close = close("intent_type", type, "qty", "1.3725");
    assertThat(close.action()).isEqualTo(action);
    assertThat(close.percent()).isEqualByComparingTo(percent);
  }

  @ParameterizedTest
  @CsvSource({
    "FULL_CLOSE_PROPOSED",
    "HARVEST_FULL_CLOSE_PROPOSED",
    "EMERGENCY_SL_CLOSE",
    "HARVEST_EMERGENCY_SL_CLOSE"
  })
  void fullClose_anyName_closesAll(String type) {
    ApplyPlan.Close close = close("intent_type", type, "qty", "0.1", "close_pct", "10");
    assertThat(close.action()).isEqualTo(PlanAction.FULL_CLOSE_PROPOSED);
    assertThat(close.percent()).isEqualByComparingTo("100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROFIT_LOCK_SL", "HARVEST_PROFIT_LOCK_SL", "MOVE_SL_BREAKEVEN",
        "HARVEST_MOVE_SL_BREAKEVEN", "MOVE_SL_TRAIL", "HARVEST_MOVE_SL_TRAIL"
      })
  void stopMove_anyName_becomesUpdateSl(String type) {
    assertThat(plan("intent_type", type, "stop_loss", "12.3446"))
        .asInstanceOf(type(ApplyPlan.UpdateStop.class))
        .satisfies(
            update -> {
              assertThat(update.stop()).isEqualTo(Price.of("12.3446"));
              assertThat(update.intentType()).contains(type);
            });
  }

  @Test
  void stopMove_bySideAlone_becomesUpdateSl() {
    assertThat(plan("side", "MOVE_SL", "stop_loss", "12.3"))
        .asInstanceOf(type(ApplyPlan.UpdateStop.class))
        .satisfies(update -> assertThat(update.intentType()).isEmpty());
  }

  @Test
  void ladderPartial_closePct_decidesThePercent() {
    ApplyPlan.Close close =
        close("intent_type", "HARVEST_PARTIAL", "close_pct", "33.3", "qty", "0.5");
    assertThat(close.percent()).isEqualByComparingTo("33.3");
    assertThat(close.action()).isEqualTo(PlanAction.PARTIAL_25);
  }

  @Test
  void partial_closePct_winsOverTheName() {
    assertThat(close("intent_type", "PARTIAL_50", "close_pct", "20").percent())
        .isEqualByComparingTo("20");
  }

  @Test
  void partial_onlyQty_isItsPartOfWhatIsOpen() {
    open = position("1.83");
    ApplyPlan.Close close = close("reduce_only", "true", "qty", "1.37");
    assertThat(close.action()).isEqualTo(PlanAction.PARTIAL_75);
    assertThat(
            open.get()
                .position()
                .qty()
                .percent(close.percent())
                .floorTo(new BigDecimal("0.01"))
                .value())
        .isEqualByComparingTo("1.37");
    assertThat(close.header().positionId()).contains(P1);
  }

  @Test
  void partial_moreThanIsOpen_isCappedAtAll() {
    open = position("1.83");
    assertThat(close("reduce_only", "1", "qty", "5").percent()).isEqualByComparingTo("100");
  }

  @Test
  void partial_onlyQtyAndNothingOpen_isSkippedNamingIt() {
    assertThat(decide("reduce_only", "true", "qty", "1.37"))
        .asInstanceOf(type(Skip.class))
        .satisfies(
            skip -> {
              assertThat(skip.code()).isEqualTo(SkipReason.SKIP_NO_POSITION);
              assertThat(skip.detail()).contains("1.37");
            });
  }

  @Test
  void partial_qtyOfAnEarlierPosition_isSkipped() {
    open = position("1.83");
    assertThat(decide("reduce_only", "true", "qty", "1", "position_id", "another"))
        .asInstanceOf(type(Skip.class))
        .satisfies(skip -> assertThat(skip.code()).isEqualTo(SkipReason.SKIP_STALE_PLAN));
  }

  @Test
  void partial_qtyOfTheOpenPosition_isItsPart() {
    open = position("2");
    assertThat(close("reduce_only", "true", "qty", "0.5", "position_id", P1.value()).percent())
        .isEqualByComparingTo("25");
  }

  /** Only a bare quantity is a part of something: the exit that says more needs no look-up. */
  @Test
  void position_isLookedUp_onlyForAPartialInUnits() {
    assertThat(IntentDecider.looksAtRedis(intent("reduce_only", "true", "qty", "1"))).isTrue();
    assertThat(
            List.of(
                intent("reduce_only", "true", "qty", "1", "close_pct", "20"),
                intent("intent_type", "PARTIAL_50", "qty", "1"),
                intent("intent_type", "FULL_CLOSE_PROPOSED", "qty", "1"),
                intent("side", "MOVE_SL", "stop_loss", "12.3")))
        .noneMatch(IntentDecider::looksAtRedis);
    assertThat(IntentDecider.looksAtRedis(intent("side", "BUY", "qty", "1", "entry_price", "12")))
        .as("the price of an entry is held against the ticker's")
        .isTrue();
  }

  @Test
  void exit_dryRun_isSkipped() {
    assertThat(decide("intent_type", "PARTIAL_50", "dry_run", "true"))
        .asInstanceOf(type(Skip.class))
        .satisfies(skip -> assertThat(skip.code()).isEqualTo(SkipReason.SKIP_DRY_RUN));
  }

  @Test
  void exit_thatSaysItIsNoReduction_isOneAllTheSame() {
    assertThat(plan("intent_type", "PARTIAL_50", "reduce_only", "false").encode())
        .containsEntry("reduceOnly", "true")
        .containsEntry("steps", "[{\"type\":\"market_reduce_only\",\"pct\":50}]");
  }

  @Test
  void exit_details_areCarriedOver() {
    ApplyPlan.Close close =
        close(
            "intent_type",
            "HARVEST_PARTIAL_75",
            "position_id",
            P1.value(),
            "r_level",
            "6",
            "reason",
            "harvest_partial_75,profit_lock",
            "R_net",
            "37.94",
            "kill_score",
            "0.5",
            "price",
            "21.68");
    assertThat(close.header().positionId()).contains(P1);
    assertThat(close.header().reason()).isEqualTo("harvest_partial_75,profit_lock");
    assertThat(close.header().timestampMillis()).isEqualTo(1_500_000_000_500L);
    assertThat(close.level()).contains("6");
    assertThat(close.scores())
        .isEqualTo(
            new ApplyPlan.Scores(
                Optional.of(Price.of("21.68")), Optional.of(37.94), Optional.of(0.5)));
  }

  // ---- plan ids

  @Test
  void planId_ofAPositionsExit_isThatOfWhoeverAsksForTheSame() {
    assertThat(
            close("intent_type", "FULL_CLOSE_PROPOSED", "position_id", P1.value(), "attempt", "2")
                .header()
                .planId())
        .isEqualTo(ExitPlanId.fullClose(P1, 2));
    assertThat(
            close("intent_type", "PARTIAL_50", "position_id", P1.value(), "r_level", "4")
                .header()
                .planId())
        .isEqualTo(ExitPlanId.partial(P1, PlanAction.PARTIAL_50, "4", 0));
    assertThat(
            plan("side", "MOVE_SL", "stop_loss", "12.3400", "position_id", P1.value())
                .header()
                .planId())
        .isEqualTo(ExitPlanId.updateStop(P1, Price.of("12.34"), 0));
  }

  @Test
  void planId_withoutPosition_isOfTheStreamEntry() {
    for (ApplyPlan plan :
        List.of(
            plan("intent_type", "FULL_CLOSE_PROPOSED"),
            plan("intent_type", "PARTIAL_50", "r_level", "4"),
            plan("side", "MOVE_SL", "stop_loss", "12.3"))) {
      assertThat(plan.header().planId()).isEqualTo(PlanId.ofEntry(ID));
    }
  }

  @Test
  void planId_ofAPartialWithoutLevel_isOfTheStreamEntry() {
    assertThat(close("intent_type", "PARTIAL_50", "position_id", P1.value()).header().planId())
        .isEqualTo(PlanId.ofEntry(ID));
  }
}
