package quantum.exitbrain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import quantum.bridge.decide.BridgeDecision;
import quantum.bridge.decide.BridgeRules;
import quantum.bridge.decide.IntentContext;
import quantum.bridge.decide.IntentDecider;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.ExitPlanId;
import quantum.contracts.FeedEvent;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.contracts.PriceUpdate;
import quantum.contracts.ResultStatus;
import quantum.contracts.TradeIntent;
import quantum.exitbrain.decide.ExitRules.ExitMode;
import quantum.kernel.exit.ExitPolicy;
import quantum.kernel.exit.ExitReason;
import quantum.kernel.exit.TargetMode;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.OddValues;

class ExitDeciderTest {
  private Hand hand = Hand.FREE;

  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final PositionId P1 = new PositionId("p1");
  private static final long OPENED = 1_500_000_000_000L;
  private static final long NOW = OPENED + 60_000;

  /** K = 1/(1 + e^−(1 + 0.5·2)) = 0.88: flipped, and volatility at its cap. */
  private static final MarketConditions COLLAPSED =
      MarketConditions.of(new MarketState(0.05, 0.35, 0.1, 0.3, 0.6));

  private static final long WALL = 1_800_000_000_000L;

  private final Map<String, String> hash = new HashMap<>();
  private ExitMode mode = ExitMode.LIVE;
  private TargetMode targets = TargetMode.OFF;
  private KillRule kill = KillRule.FIXED;
  private long maxAgeSec;
  private long holdIntervalMillis;
  private double baseSlPct = 0.02;
  private ExitState state = new ExitState().draft();
  private MarketConditions market = MarketConditions.NEUTRAL;
  private KillMemory noted = KillMemory.NONE;
  private List<ExitEffect> answered = List.of();
  private String source = "apply_layer";

  @BeforeEach
  void longBtcAt100With10PercentSteps() {
    hash.putAll(
        Map.of(
            "symbol", "BTCUSDT",
            "side", "LONG",
            "qty", "10",
            "initial_qty", "10",
            "entry_price", "100",
            "entry_risk", "2",
            "stop_loss", "98",
            "take_profit", "105",
            "position_id", "p1",
            "opened_at", Long.toString(OPENED)));
    hash.putAll(
        Map.of(
            "tp1", "105",
            "tp2", "108",
            "tp3", "112",
            "harvest_scheme", "0.3,0.3,0.4",
            "leverage", "10",
            "tick_size", "0.1",
            "stop_since", Long.toString(OPENED),
            "stop_state", "off",
            "stop_order", "qh-p1-s"));
    load();
  }

  private void load(String... changes) {
    for (int i = 0; i < changes.length; i += 2) {
      hash.put(changes[i], changes[i + 1]);
    }
    state.load(BTC, decoded(hash), noted, Long.MAX_VALUE);
  }

  private static Optional<OpenPosition> decoded(Map<String, String> hash) {
    return switch (OpenPosition.decode(hash)) {
      case Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _) -> open;
      case Decoded.Bad<Optional<OpenPosition>> bad -> throw new AssertionError(bad.reason());
    };
  }

  private ExitDecider decider() {
    return new ExitDecider(
        new ExitRules(
            mode,
            new ExitPolicy(Theta.DEFAULTS, kill, targets, maxAgeSec),
            1_500,
            0.06,
            baseSlPct,
            holdIntervalMillis));
  }

  private List<ExitEffect> price(String price, long atMillis) {
    state.load(Map.of(BTC, market));
    return decider().onPrice(state, new PriceUpdate(BTC, Price.of(price), atMillis), true, hand);
  }

  /** A price that came too late to act on. */
  private List<ExitEffect> stale(String price, long atMillis) {
    return decider().onPrice(state, new PriceUpdate(BTC, Price.of(price), atMillis), false, hand);
  }

  private ApplyPlan.Close closed(List<ExitEffect> effects, ExitReason why) {
    assertThat(effects)
        .singleElement()
        .asInstanceOf(type(ExitEffect.CloseAll.class))
        .satisfies(close -> assertThat(close.why()).isEqualTo(why));
    return ((ExitEffect.CloseAll) effects.getFirst()).plan();
  }

  private void result(PlanId plan, String action, ResultStatus status, String error) {
    Map<String, String> fields = new HashMap<>();
    fields.put("symbol", "BTCUSDT");
    fields.put("plan_id", plan.value());
    fields.put("action", action);
    fields.put("status", status.name());
    fields.put("error", error);
    fields.put("source", source);
    // the exchange's or the wall's: the back-off must not depend on it
    fields.put("timestamp", "1999999999");
    switch (FeedEvent.decode(fields, "1-0")) {
      case Decoded.Ok<FeedEvent>(ApplyResult result, _) ->
          answered = decider().onResult(state, result);
      case Decoded.Ok<FeedEvent>(PriceUpdate price, _) -> throw new AssertionError(price);
      case Decoded.Bad<FeedEvent> bad -> throw new AssertionError(bad.reason());
    }
  }

  // ---- stop

  @ParameterizedTest
  @CsvSource({
    "LONG,98,98,true",
    "LONG,98,98.1,false",
    "LONG,98,90,true",
    "SHORT,102,102,true",
    "SHORT,102,101.9,false",
    "SHORT,102,110,true"
  })
  void stop_priceAtOrBehind_closesAll(String side, String stop, String price, boolean hit) {
    load("side", side, "stop_loss", stop);
    List<ExitEffect> effects = price(price, NOW);
    if (hit) {
      ApplyPlan.Close plan = closed(effects, ExitReason.STOP_HIT);
      assertThat(plan.action()).isEqualTo(PlanAction.FULL_CLOSE_PROPOSED);
      assertThat(plan.percent()).isEqualByComparingTo("100");
      assertThat(plan.header().planId()).isEqualTo(ExitPlanId.fullClose(P1, 0));
      assertThat(plan.header().positionId()).contains(P1);
      assertThat(plan.header().reason()).isEqualTo("stop_hit");
      assertThat(plan.header().timestampMillis()).isEqualTo(NOW);
      assertThat(plan.header().source()).isEqualTo("exitbrain");
      assertThat(plan.scores().price()).contains(Price.of(price));
    } else {
      assertThat(effects).isEmpty();
    }
  }

  @Test
  void scores_areNetOfCostsInUnitsOfTheFrozenRisk() {
    ApplyPlan.Close plan = closed(price("98", NOW), ExitReason.STOP_HIT);
    // (−2 − 0.1) / 2
    assertThat(plan.scores().rNet().get())
        .isCloseTo(-1.05, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(plan.scores().killScore().get()).isGreaterThan(0.5);
  }

  @Test
  void priceFromBeforeTheOpening_isIgnored() {
    holdIntervalMillis = 1;
    assertThat(price("50", OPENED - 1)).isEmpty();
  }

  @Test
  void priceOfASymbolWithoutPosition_isIgnored() {
    assertThat(state.openSymbols()).containsExactly(BTC);
    state.load(BTC, Optional.empty());
    assertThat(state.openSymbols()).isEmpty();
    assertThat(price("50", NOW)).isEmpty();
  }

  @Test
  void stalePrice_decidesNothingAndIsSaidOnceAMinute() {
    assertThat(stale("50", NOW)).containsExactly(new ExitEffect.HeldBack(BTC));
    assertThat(stale("50", NOW + 59_999)).isEmpty();
    assertThat(stale("50", NOW + 60_000)).containsExactly(new ExitEffect.HeldBack(BTC));
    closed(price("50", NOW + 60_000), ExitReason.STOP_HIT);
  }

  // ---- the trader's hand

  @Test
  void paused_theStopIsHit_andIsAskedFor() {
    hand = new Hand.Told(true, true, Set.of(BTC));
    closed(price("98", NOW), ExitReason.STOP_HIT);
  }

  @Test
  void paused_noTarget_noClose_byAgeOrTarget_untilItIsNot() {
    targets = TargetMode.FULL;
    hand = new Hand.Told(false, false, Set.of(BTC));
    assertThat(price("113", NOW)).isEmpty();
    hand = Hand.FREE;
    closed(price("113", NOW + 1), ExitReason.TARGET_HIT);
    // unanswered and paused meanwhile: not asked for again, and no obstacle to the stop
    hand = new Hand.Told(false, false, Set.of(BTC));
    assertThat(decider().onClock(state, WALL, hand)).isEmpty();
    assertThat(decider().onClock(state, WALL + 60_000, hand)).isEmpty();
    closed(price("98", NOW + 2), ExitReason.STOP_HIT);
  }

  /** A position made by hand is judged, and nobody answers what is only suggested. */
  @Test
  void watchedPosition_isSuggestedFor_whateverTheMode_andNeverAskedForAgain() {
    load("keeping", "watched");
    closed(price("98", NOW), ExitReason.STOP_HIT);
    assertThat(decider().rules(state, BTC).mode()).isEqualTo(ExitRules.ExitMode.SHADOW);
    assertThat(decider().onClock(state, WALL, hand)).isEmpty();
    assertThat(decider().onClock(state, WALL + 60_000, hand)).isEmpty();
    load("keeping", "managed");
    assertThat(decider().rules(state, BTC).mode()).isEqualTo(mode);
  }

  // ---- a stop is held only against what came after it

  /** A restart in a rise: 3.006 was raised after the price 3.003 that is still in the stream. */
  @Test
  void stop_raisedAfterThePrice_isNotHitByIt() {
    state = new ExitState().draft();
    load("stop_loss", "101", "stop_since", Long.toString(NOW));
    assertThat(price("100.5", NOW - 1)).isEmpty();
    assertThat(price("103", NOW)).isEmpty();
    closed(price("101", NOW + 1), ExitReason.STOP_HIT);
  }

  @Test
  void stop_priceOfTheMomentOfItsMove_hitsIt() {
    load("stop_loss", "101", "stop_since", Long.toString(NOW));
    closed(price("101", NOW), ExitReason.STOP_HIT);
  }

  /** An operator's HSET, or another executor: it names no time, or leaves the old one standing. */
  @ParameterizedTest
  @CsvSource({"''", "1500000000"})
  void stop_movedByOneWhoDoesNotSayWhen_holdsFromTheNewestPriceOn(String since) {
    state = new ExitState().draft();
    load("stop_since", since);
    price("103", NOW - 2_000);
    stale("103", NOW); // not judged, but seen
    load("stop_loss", "101");
    load("stop_loss", "101");
    assertThat(watchedSince()).contains(NOW);
    closed(price("100.5", NOW), ExitReason.STOP_HIT);
  }

  private Optional<Long> watchedSince() {
    return state.watched(BTC).orElseThrow().open().protection().sinceMillis();
  }

  @Test
  void stop_movedByOneWhoSaysWhen_holdsFromThenOn() {
    price("103", NOW);
    load("stop_loss", "101", "stop_since", Long.toString(NOW - 500));
    assertThat(watchedSince()).contains(NOW - 500);
  }

  @Test
  void stop_movedBeforeAnyPrice_holdsAsItsWriterSaid() {
    load("stop_loss", "99");
    assertThat(watchedSince()).contains(OPENED);
    load("stop_since", Long.toString(OPENED + 5));
    assertThat(watchedSince()).contains(OPENED + 5);
    load("stop_since", Long.toString(OPENED + 4));
    assertThat(watchedSince()).as("the stop is the same").contains(OPENED + 5);
    load("stop_since", "");
    assertThat(watchedSince()).contains(OPENED + 5);
  }

  @Test
  void stop_sinceATimeThatCannotBe_holdsAgainstAnyPrice() {
    state = new ExitState().draft();
    hash.put("stop_since", Long.toString(NOW + 1));
    state.load(BTC, decoded(hash), noted, NOW);
    closed(price("98", NOW), ExitReason.STOP_HIT);
  }

  @Test
  void stop_restingAtTheExchange_isAskedForAfterTheGrace() {
    load("stop_state", "resting");
    assertThat(price("98", NOW)).isEmpty();
    assertThat(price("97", NOW + 1_499)).isEmpty();
    closed(price("97", NOW + 1_500), ExitReason.STOP_HIT);
  }

  @Test
  void stop_restingAndNoFurtherPrice_isAskedForWhenTheGraceIsOver() {
    load("stop_state", "resting");
    price("98", NOW);
    assertThat(decider().onGraceOver(state, NOW + 1_499, hand)).isEmpty();
    List<ExitEffect> asked = decider().onGraceOver(state, NOW + 1_500, hand);
    assertThat(asked)
        .singleElement()
        .isInstanceOfSatisfying(
            ExitEffect.CloseAll.class, ask -> assertThat(ask.why()).isEqualTo(ExitReason.STOP_HIT));
    assertThat(decider().onGraceOver(state, NOW + 2_000, hand)).isEmpty();
  }

  @Test
  void stop_movedBeyondTheLastPrice_isNotHeldAgainstIt_howeverLongNoneComes() {
    load("stop_state", "resting");
    price("98", NOW);
    load("stop_state", "resting", "stop_loss", "98.5", "stop_since", Long.toString(NOW / 1000 + 1));
    assertThat(decider().onGraceOver(state, NOW + 60_000, hand)).isEmpty();
  }

  @Test
  void stop_thatThePriceLeftAgain_isNotAskedForByTheClock() {
    load("stop_state", "resting");
    price("98", NOW);
    price("98.1", NOW + 1_000);
    assertThat(decider().onGraceOver(state, NOW + 60_000, hand)).isEmpty();
  }

  @Test
  void stop_restingAndThePriceBackInside_beginsAnew() {
    load("stop_state", "resting");
    price("98", NOW);
    price("98.1", NOW + 1_000);
    assertThat(price("98", NOW + 1_600)).isEmpty();
    load();
    assertThat(price("98", NOW + 3_099)).isEmpty();
    closed(price("98", NOW + 3_100), ExitReason.STOP_HIT);
  }

  @ParameterizedTest
  @CsvSource({"pending", "missing", "off", "''"})
  void stop_notRestingAnyMore_isAskedForAtOnce(String stopState) {
    load("stop_state", "resting");
    assertThat(price("98", NOW)).isEmpty();
    load("stop_state", stopState);
    closed(price("98", NOW + 1), ExitReason.STOP_HIT);
  }

  // ---- kill score, age

  @Test
  void killScore_atTheThreshold_closesAll() {
    market = COLLAPSED;
    ApplyPlan.Close plan = closed(price("101", NOW), ExitReason.KILL_SCORE);
    assertThat(plan.header().reason()).isEqualTo("kill_score_triggered");
    assertThat(plan.scores().killScore().get()).isGreaterThanOrEqualTo(0.6);
  }

  @Test
  void killScore_switchedOff_neverCloses() {
    market = COLLAPSED;
    kill = KillRule.OFF;
    assertThat(price("101", NOW)).isEmpty();
  }

  @Test
  void killScore_marketUnknown_neverCloses() {
    state.load(Map.of());
    assertThat(decider().onPrice(state, new PriceUpdate(BTC, Price.of("101"), NOW), true, hand))
        .isEmpty();
  }

  @Test
  void killScore_marketNoLongerFresh_closesOnItNoMore() {
    state.load(Map.of(BTC, COLLAPSED));
    state.load(Map.of());
    assertThat(decider().onPrice(state, new PriceUpdate(BTC, Price.of("101"), NOW), true, hand))
        .isEmpty();
  }

  // ---- what the kill score remembers

  /** Flipped against its own past: K is high only if a trend was seen before. */
  private static MarketConditions market(double pTrend) {
    return new MarketConditions(
        new MarketState(0.03, 0.1, pTrend, 0.3, 0.7 - pTrend),
        Optional.of(new MarketReferences(0.01, 0.3, 0.2, 0.5, -2)));
  }

  @Test
  void confirmation_restartInBetween_goesOnWhereTheBrainNotedIt() {
    kill = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);
    market = market(0.1);
    noted = new KillMemory(true, OptionalLong.of(NOW), OptionalLong.of(NOW + 899_999 - 60_000));
    state = new ExitState().draft();
    load();
    assertThat(price("100", NOW + 899_999)).isEmpty();
    closed(price("100", NOW + 900_000), ExitReason.KILL_SCORE);
  }

  @Test
  void confirmation_nobodyWatchedLongerThanAMinute_beginsAnew() {
    kill = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);
    market = market(0.1);
    noted = new KillMemory(true, OptionalLong.of(NOW), OptionalLong.of(NOW + 60_000));
    state = new ExitState().draft();
    load();
    assertThat(price("100", NOW + 3_600_000)).isEmpty();
    watched(NOW + 3_600_000, NOW + 4_499_999);
    closed(price("100", NOW + 4_500_000), ExitReason.KILL_SCORE);
  }

  @Test
  void confirmation_stalePricesInBetween_areNotWatched() {
    kill = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);
    market = market(0.1);
    price("100", NOW);
    for (long at = NOW + 1_000; at <= NOW + 900_000; at += 1_000) {
      decider().onPrice(state, new PriceUpdate(BTC, Price.of("100"), at), false, hand);
    }
    assertThat(price("100", NOW + 900_001)).isEmpty();
  }

  /** A price every minute, none of which closes. */
  private void watched(long fromMillis, long toMillis) {
    for (long at = fromMillis + 60_000; at <= toMillis; at += 60_000) {
      assertThat(price("100", at)).isEmpty();
    }
  }

  @Test
  void confirmation_nothingNoted_beginsWithTheRestart() {
    kill = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);
    market = market(0.1);
    price("100", NOW);
    state = new ExitState().draft();
    load();
    assertThat(price("100", NOW + 900_000)).isEmpty();
    watched(NOW + 900_000, NOW + 1_799_999);
    closed(price("100", NOW + 1_800_000), ExitReason.KILL_SCORE);
  }

  @Test
  void confirmation_ofARunningWatch_isItsOwn() {
    kill = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);
    market = market(0.1);
    price("100", NOW);
    noted = new KillMemory(false, OptionalLong.of(NOW - 3_600_000), OptionalLong.of(NOW));
    load();
    watched(NOW, NOW + 899_999);
    closed(price("100", NOW + 900_000), ExitReason.KILL_SCORE);
  }

  @Test
  void trendThatTheBrainHasSeen_armsTheFlipHere() {
    // sigma and ts as usual, so that the flip alone decides: sigmoid(1) = 0.73, without it 0.5
    kill = new KillRule(KillReference.ADAPTIVE, 0, 1.5);
    market =
        new MarketConditions(
            new MarketState(0.01, 0.3, 0.1, 0.3, 0.6),
            Optional.of(new MarketReferences(0.01, 0.3, 0.2, 0.5, -2)));
    load();
    assertThat(price("100", NOW)).as("nobody has seen a trend").isEmpty();
    noted = new KillMemory(true, OptionalLong.empty(), OptionalLong.empty());
    load();
    noted = KillMemory.NONE;
    load();
    closed(price("100", NOW + 1), ExitReason.KILL_SCORE);
  }

  @Test
  void maxAge_reached_closesAll() {
    maxAgeSec = 60;
    assertThat(price("101", NOW - 1)).isEmpty();
    closed(price("101", NOW), ExitReason.MAX_AGE);
  }

  // ---- targets

  @Test
  void targets_off_takeNothing() {
    assertThat(price("200", NOW)).isEmpty();
  }

  @Test
  void takeProfit_full_closesAll() {
    targets = TargetMode.FULL;
    assertThat(price("104.9", NOW)).isEmpty();
    closed(price("105", NOW), ExitReason.TARGET_HIT);
  }

  private ApplyPlan.Close taken(List<ExitEffect> effects) {
    assertThat(effects).singleElement().isInstanceOf(ExitEffect.TakeTarget.class);
    return ((ExitEffect.TakeTarget) effects.getFirst()).plan();
  }

  @Test
  void scheme_targetReached_takesItsFractionOfTheWhole() {
    targets = TargetMode.SCHEME;
    ApplyPlan.Close first = taken(price("105", NOW));
    assertThat(first.action()).isEqualTo(PlanAction.PARTIAL_25);
    assertThat(first.percent()).isEqualByComparingTo("30");
    assertThat(first.level()).contains("tp1");
    assertThat(first.header().planId())
        .isEqualTo(ExitPlanId.partial(P1, PlanAction.PARTIAL_25, "tp1", 0));
    assertThat(first.encode())
        .containsEntry("steps", "[{\"type\":\"market_reduce_only\",\"pct\":30}]");

    assertThat(price("108", NOW + 1000)).as("unanswered").isEmpty();
    load("qty", "7", "harvested", "tp1");
    result(first.header().planId(), "PARTIAL_25", ResultStatus.FILLED, "");
    ApplyPlan.Close second = taken(price("108", NOW + 2000));
    assertThat(second.level()).contains("tp2");
    // 3 of the 7 that are left
    assertThat(second.percent().doubleValue())
        .isCloseTo(300 / 7.0, org.assertj.core.data.Offset.offset(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"SKIPPED,SKIP_CLOSE_QTY_ZERO", "SKIPPED,SKIP_DUPLICATE", "PARTIAL_FILL,''"})
  void target_thatCannotBeTakenAgain_countsAsTaken(ResultStatus status, String error) {
    targets = TargetMode.SCHEME;
    ApplyPlan.Close first = taken(price("105", NOW));
    result(first.header().planId(), "PARTIAL_25", status, error);
    assertThat(price("106", NOW + 60_000)).isEmpty();
    assertThat(taken(price("108", NOW + 61_000)).level()).contains("tp2");
  }

  /** What the apply layer noted in the hash counts after a restart too. */
  @Test
  void target_harvestedBeforeARestart_isNotTakenAgain() {
    targets = TargetMode.SCHEME;
    state = new ExitState().draft();
    load("qty", "7", "harvested", "tp1");
    assertThat(price("105", NOW)).isEmpty();
    assertThat(taken(price("108", NOW + 1)).level()).contains("tp2");
  }

  @ParameterizedTest
  @EnumSource(
      value = ResultStatus.class,
      names = {"REJECTED", "ERROR"})
  void target_refused_isRepeatedAfterOneSecondUnderANewPlan(ResultStatus status) {
    targets = TargetMode.SCHEME;
    ApplyPlan.Close first = taken(price("105", NOW));
    load("attempts", "1");
    result(first.header().planId(), "PARTIAL_25", status, "-1001");
    assertThat(price("105", NOW + 999)).isEmpty();
    assertThat(taken(price("105", NOW + 1000)).header().planId())
        .isEqualTo(ExitPlanId.partial(P1, PlanAction.PARTIAL_25, "tp1", 1));
  }

  @Test
  void fullClose_doesNotWaitForTheAnswerToATarget() {
    targets = TargetMode.SCHEME;
    taken(price("105", NOW));
    closed(price("98", NOW + 1), ExitReason.STOP_HIT);
  }

  @Test
  void target_inShadow_isTakenAtOnce() {
    mode = ExitMode.SHADOW;
    targets = TargetMode.SCHEME;
    assertThat(taken(price("105", NOW)).level()).contains("tp1");
    assertThat(price("105", NOW + 60_000)).isEmpty();
    assertThat(taken(price("108", NOW + 61_000)).level()).contains("tp2");
  }

  // ---- answers

  @Test
  void close_unanswered_isNotRepeated() {
    closed(price("98", NOW), ExitReason.STOP_HIT);
    assertThat(price("97", NOW + 3_600_000)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ResultStatus.class,
      names = {"SKIPPED", "REJECTED", "ERROR"})
  void close_failed_isRepeatedAfter1_2_5_10_20_30_30Seconds(ResultStatus status) {
    long now = NOW;
    ApplyPlan.Close plan = closed(price("98", now), ExitReason.STOP_HIT);
    int attempt = 0;
    for (long seconds : new long[] {1, 2, 5, 10, 20, 30, 30}) {
      load("attempts", Integer.toString(++attempt));
      result(plan.header().planId(), "FULL_CLOSE_PROPOSED", status, "why");
      assertThat(price("98", now + seconds * 1000 - 1)).isEmpty();
      now += seconds * 1000;
      plan = closed(price("98", now), ExitReason.STOP_HIT);
      assertThat(plan.header().planId()).isEqualTo(ExitPlanId.fullClose(P1, attempt));
    }
  }

  @Test
  void close_partlyFilled_asksForTheRestAfterOneSecond() {
    ApplyPlan.Close plan = closed(price("98", NOW), ExitReason.STOP_HIT);
    load("qty", "4", "attempts", "1");
    result(plan.header().planId(), "FULL_CLOSE_PROPOSED", ResultStatus.PARTIAL_FILL, "");
    assertThat(price("98", NOW + 999)).isEmpty();
    assertThat(closed(price("98", NOW + 1000), ExitReason.STOP_HIT).header().planId())
        .isEqualTo(ExitPlanId.fullClose(P1, 1));
  }

  @Test
  void result_ofAnotherPlan_answersNothing() {
    closed(price("98", NOW), ExitReason.STOP_HIT);
    result(ExitPlanId.fullClose(P1, 7), "FULL_CLOSE_PROPOSED", ResultStatus.ERROR, "");
    result(new PlanId("x"), "PARTIAL_25", ResultStatus.FILLED, "");
    assertThat(price("98", NOW + 60_000)).isEmpty();
  }

  @Test
  void newPositionOfTheSymbol_startsAfresh() {
    closed(price("98", NOW), ExitReason.STOP_HIT);
    load("position_id", "p2", "opened_at", Long.toString(NOW + 5_000));
    assertThat(price("90", NOW + 4_999)).as("before it was opened").isEmpty();
    assertThat(closed(price("90", NOW + 5_000), ExitReason.STOP_HIT).header().planId())
        .isEqualTo(ExitPlanId.fullClose(new PositionId("p2"), 0));
  }

  @Test
  void draft_thatIsDropped_leavesTheStateAsItWas() {
    ExitState settled = state.settled();
    state = settled.draft();
    closed(price("98", NOW), ExitReason.STOP_HIT);
    state = settled.draft();
    closed(price("98", NOW), ExitReason.STOP_HIT);
  }

  // ---- asked until answered

  private List<ExitEffect> clock(long millis) {
    return decider().onClock(state, WALL + millis, hand);
  }

  private ExitEffect.AskedAgain askedAgain(List<ExitEffect> effects) {
    assertThat(effects).singleElement().isInstanceOf(ExitEffect.AskedAgain.class);
    return (ExitEffect.AskedAgain) effects.getFirst();
  }

  @Test
  void close_unansweredFor30Seconds_isAskedForAgainUnderTheSamePlan() {
    ApplyPlan.Close plan = closed(price("98", NOW), ExitReason.STOP_HIT);
    assertThat(clock(0)).isEmpty();
    assertThat(clock(29_999)).isEmpty();
    assertThat(state.unanswered()).isEmpty();
    ExitEffect.AskedAgain second = askedAgain(clock(30_000));
    assertThat(second.ask().plan()).isEqualTo(plan);
    assertThat(second.times()).isEqualTo(2);
    assertThat(second.seconds()).isEqualTo(30);
    assertThat(state.unanswered()).containsExactly(Alarm.UNANSWERED.of(BTC, "full close"));
    // whatever the price does meanwhile: the plan may be carried out at any moment
    assertThat(price("103", NOW + 1)).isEmpty();
    assertThat(clock(59_999)).isEmpty();
    ExitEffect.AskedAgain third = askedAgain(clock(60_000));
    assertThat(third.times()).isEqualTo(3);
    assertThat(third.seconds()).isEqualTo(60);
    result(plan.header().planId(), "FULL_CLOSE_PROPOSED", ResultStatus.FILLED, "");
    assertThat(state.unanswered()).isEmpty();
    assertThat(clock(3_600_000)).isEmpty();
  }

  @Test
  void close_unansweredAndTheAttemptCounted_isAskedForAsThatAttempt() {
    closed(price("98", NOW), ExitReason.STOP_HIT);
    clock(0);
    load("attempts", "1"); // its result said ERROR and was lost
    assertThat(askedAgain(clock(30_000)).ask().plan().header().planId())
        .isEqualTo(ExitPlanId.fullClose(P1, 1));
    result(ExitPlanId.fullClose(P1, 1), "FULL_CLOSE_PROPOSED", ResultStatus.FILLED, "");
    assertThat(clock(60_000)).isEmpty();
  }

  @Test
  void booking_answersNothing() {
    ApplyPlan.Close plan = closed(price("98", NOW), ExitReason.STOP_HIT);
    source = "booking";
    result(plan.header().planId(), "FULL_CLOSE_PROPOSED", ResultStatus.FILLED, "");
    clock(0);
    askedAgain(clock(30_000));
  }

  @Test
  void target_unanswered_isAskedForAgainAndTheHashAnswersToo() {
    targets = TargetMode.SCHEME;
    ApplyPlan.Close plan = taken(price("105", NOW));
    clock(0);
    ExitEffect.AskedAgain again = askedAgain(clock(30_000));
    assertThat(again.ask().plan()).isEqualTo(plan);
    assertThat(state.unanswered()).containsExactly(Alarm.UNANSWERED.of(BTC, "tranche tp1"));
    load("attempts", "2");
    assertThat(askedAgain(clock(60_000)).ask().plan().header().planId())
        .isEqualTo(ExitPlanId.partial(P1, PlanAction.PARTIAL_25, "tp1", 2));
    load("harvested", "manual");
    assertThat(state.unanswered()).isNotEmpty();
    load("harvested", "tp1", "qty", "7");
    assertThat(state.unanswered()).isEmpty();
    assertThat(clock(90_000)).isEmpty();
    assertThat(taken(price("108", NOW + 1)).level()).contains("tp2");
  }

  @Test
  void stop_unanswered_isAskedForAgainAndTheHashAnswersToo() {
    withoutStop("LONG");
    ApplyPlan.UpdateStop plan = stopped(price("100", NOW));
    clock(0);
    assertThat(askedAgain(clock(30_000)).ask().plan()).isEqualTo(plan);
    assertThat(state.unanswered()).containsExactly(Alarm.UNANSWERED.of(BTC, "stop move"));
    load("attempts", "1");
    assertThat(askedAgain(clock(60_000)).ask().plan().header().planId())
        .isEqualTo(ExitPlanId.updateStop(P1, plan.stop(), 1));
    load("stop_loss", "98");
    assertThat(state.unanswered()).isEmpty();
    assertThat(clock(90_000)).isEmpty();
  }

  @Test
  void close_askedAnewAfterAFailure_waitsAsLongOnceMore() {
    ApplyPlan.Close plan = closed(price("98", NOW), ExitReason.STOP_HIT);
    clock(0);
    load("attempts", "1");
    result(plan.header().planId(), "FULL_CLOSE_PROPOSED", ResultStatus.ERROR, "");
    closed(price("98", NOW + 1_000), ExitReason.STOP_HIT);
    assertThat(clock(30_000)).isEmpty();
    askedAgain(clock(60_000));
  }

  @Test
  void unanswered_inShadow_isNotRepeated() {
    mode = ExitMode.SHADOW;
    closed(price("98", NOW), ExitReason.STOP_HIT);
    clock(0);
    assertThat(clock(3_600_000)).isEmpty();
    assertThat(state.unanswered()).isEmpty();
  }

  @Test
  void unanswered_positionGone_isForgotten() {
    closed(price("98", NOW), ExitReason.STOP_HIT);
    clock(0);
    clock(30_000);
    state.load(BTC, Optional.empty());
    assertThat(state.unanswered()).isEmpty();
    assertThat(clock(60_000)).isEmpty();
  }

  // ---- missing stop

  private ApplyPlan.UpdateStop stopped(List<ExitEffect> effects) {
    assertThat(effects).singleElement().isInstanceOf(ExitEffect.SetStop.class);
    return ((ExitEffect.SetStop) effects.getFirst()).plan();
  }

  private void withoutStop(String side) {
    hash.remove("stop_loss");
    state = new ExitState().draft(); // a stop that was known would stay
    load("side", side);
  }

  @ParameterizedTest
  @CsvSource({"LONG,100.4,98", "SHORT,99.6,102", "LONG,97,95", "SHORT,103,105.1"})
  void missingStop_isSetByLeverageBehindThePrice(String side, String price, String stop) {
    withoutStop(side);
    ApplyPlan.UpdateStop plan = stopped(price(price, NOW));
    // 2 % of the entry; where the price is past that, 2 % of the price, on the tick away from it
    assertThat(plan.stop().toString()).isEqualTo(stop);
    assertThat(plan.header().planId()).isEqualTo(ExitPlanId.updateStop(P1, plan.stop(), 0));
    assertThat(plan.header().reason()).isEqualTo("no_stop");
  }

  @Test
  void missingStop_moreVolatile_isWider() {
    baseSlPct = 0.005;
    hash.put("leverage", "1");
    withoutStop("LONG");
    // 0.005·(1 + (1 − LSF)·0.8) = 0.0066, and twice that with 1 + 0.2·5
    assertThat(stopped(price("100", NOW)).stop().toString()).isEqualTo("99.3");
    state = new ExitState().draft();
    load("volatility_factor", "5");
    assertThat(stopped(price("100", NOW)).stop().toString()).isEqualTo("98.6");
  }

  @ParameterizedTest
  @EnumSource(
      value = ResultStatus.class,
      names = {"FILLED", "PARTIAL_FILL"})
  void missingStop_isAskedForOnceUntilAnswered(ResultStatus status) {
    withoutStop("LONG");
    ApplyPlan.UpdateStop plan = stopped(price("100", NOW));
    assertThat(price("101", NOW + 3_600_000)).isEmpty();

    load("stop_loss", "98");
    result(plan.header().planId(), "UPDATE_SL", status, "");
    assertThat(price("101", NOW + 3_601_000)).isEmpty();
    closed(price("98", NOW + 3_602_000), ExitReason.STOP_HIT);
  }

  /** The hash that shows it may be lost meanwhile: then it is missing again, and nothing failed. */
  @ParameterizedTest
  @EnumSource(
      value = ResultStatus.class,
      names = {"FILLED", "PARTIAL_FILL"})
  void missingStop_answeredAndStillMissing_isAskedForAtOnce(ResultStatus status) {
    withoutStop("LONG");
    ApplyPlan.UpdateStop plan = stopped(price("100", NOW));
    result(plan.header().planId(), "UPDATE_SL", ResultStatus.ERROR, "");
    stopped(price("100", NOW + 1_000));
    result(plan.header().planId(), "UPDATE_SL", status, "");
    stopped(price("100", NOW + 1_001));
  }

  @Test
  void missingStop_refused_isAskedForAgainWithTheSameBackOff() {
    withoutStop("LONG");
    ApplyPlan.UpdateStop plan = stopped(price("100", NOW));
    load("attempts", "1");
    result(plan.header().planId(), "UPDATE_SL", ResultStatus.ERROR, "");
    assertThat(price("100", NOW + 999)).isEmpty();
    ApplyPlan.UpdateStop again = stopped(price("100", NOW + 1_000));
    assertThat(again.header().planId()).isEqualTo(ExitPlanId.updateStop(P1, again.stop(), 1));
    result(again.header().planId(), "UPDATE_SL", ResultStatus.SKIPPED, "SKIP_NO_POSITION");
    assertThat(price("100", NOW + 2_999)).isEmpty();
    stopped(price("100", NOW + 3_000));
  }

  @Test
  void missingStop_thatNobodyCanSet_isAskedForEveryFewMinutesAndSaidOnce() {
    withoutStop("LONG");
    long at = NOW;
    List<ExitEffect> said = new ArrayList<>();
    for (long pause : new long[] {1, 2, 5, 10, 20, 30, 60, 120, 300, 300}) {
      ApplyPlan.UpdateStop plan = stopped(price("100", at));
      result(plan.header().planId(), "UPDATE_SL", ResultStatus.SKIPPED, "SKIP_NO_POSITION");
      said.addAll(answered);
      assertThat(price("100", at + pause * 1000 - 1)).as("before %s s", pause).isEmpty();
      at += pause * 1000;
    }
    assertThat(said).containsExactly(new ExitEffect.Unprotected(BTC, "SKIP_NO_POSITION"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ResultStatus.class,
      names = {"REJECTED", "ERROR"})
  void missingStop_thatTheExchangeRefuses_isAskedForEvery30Seconds(ResultStatus status) {
    withoutStop("LONG");
    long at = NOW;
    for (long pause : new long[] {1, 2, 5, 10, 20, 30, 30, 30}) {
      ApplyPlan.UpdateStop plan = stopped(price("100", at));
      result(plan.header().planId(), "UPDATE_SL", status, "-1001");
      assertThat(answered).isEmpty();
      at += pause * 1000;
    }
    stopped(price("100", at));
  }

  @Test
  void missingStop_doesNotHoldBackACollapsedPosition() {
    withoutStop("LONG");
    stopped(price("100", NOW));
    market = COLLAPSED;
    closed(price("100", NOW + 1), ExitReason.KILL_SCORE);
  }

  // ---- HOLD

  private ApplyPlan.Hold held(List<ExitEffect> effects) {
    assertThat(effects).singleElement().isInstanceOf(ExitEffect.Record.class);
    return ((ExitEffect.Record) effects.getFirst()).plan();
  }

  @Test
  void hold_isRecordedOncePerInterval() {
    holdIntervalMillis = 60_000;
    ApplyPlan.Hold hold = held(price("100", NOW));
    assertThat(hold.header().planId()).isEqualTo(ExitPlanId.hold(P1, NOW, 0));
    assertThat(hold.header().reason()).isEqualTo("within_levels");
    assertThat(hold.scores().rNet()).isPresent();
    assertThat(price("100", NOW + 59_999)).isEmpty();
    held(price("100", NOW + 60_000));
  }

  @Test
  void hold_isNotRecordedWhereSomethingIsDue() {
    holdIntervalMillis = 1;
    closed(price("98", NOW), ExitReason.STOP_HIT);
    assertThat(price("98", NOW + 60_000)).isEmpty();
  }

  @Test
  void hold_intervalZero_isNeverRecorded() {
    assertThat(price("100", NOW)).isEmpty();
  }

  // ---- one exit, one plan

  @Test
  void fullClose_askedForByTheBrainThroughTheBridge_isTheSamePlan() {
    load("attempts", "3");
    PlanId ours = closed(price("98", NOW), ExitReason.STOP_HIT).header().planId();
    Map<String, String> intent =
        Map.of(
            "intent_type", "FULL_CLOSE_PROPOSED",
            "symbol", "BTCUSDT",
            "side", "SELL",
            "qty", "10",
            "close_pct", "100",
            "reduce_only", "true",
            "position_id", "p1",
            "attempt", "3",
            "source", "harvest-brain");
    BridgeDecision bridged =
        switch (TradeIntent.decode(intent, "1700000000000-0")) {
          case Decoded.Ok<TradeIntent>(TradeIntent exit, _) ->
              new IntentDecider(
                      new BridgeRules(
                          Set.of(), 60, 30, 0.06, 0.02, new BigDecimal("5"), new BigDecimal("0.1")))
                  .decide(
                      exit,
                      new IntentContext(
                          Optional.empty(), Optional.empty(), hand, NOW, "1700000000000-0"));
          case Decoded.Bad<TradeIntent> bad -> throw new AssertionError(bad.reason());
        };
    assertThat(bridged)
        .asInstanceOf(type(BridgeDecision.Plan.class))
        .satisfies(plan -> assertThat(plan.plan().header().planId()).isEqualTo(ours));
  }

  // ---- what cannot be read

  static final List<String> ODD = OddValues.ALL;

  private static final Set<String> CORE =
      Set.of("symbol", "side", "qty", "entry_price", "stop_loss");

  @ParameterizedTest
  @FieldSource("ODD")
  void anyOptionalField_replacedByAnything_leavesTheStopWatched(String odd) {
    for (String field : Set.copyOf(hash.keySet())) {
      Map<String, String> broken = new HashMap<>(hash);
      broken.put(field, odd);
      for (boolean restarted : new boolean[] {false, true}) {
        ExitState fresh = new ExitState().draft();
        if (!restarted) {
          fresh.load(BTC, decoded(hash), noted, NOW);
        }
        if (OpenPosition.decode(broken)
            instanceof Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _)) {
          fresh.load(BTC, open, noted, NOW);
        }
        List<ExitEffect> effects =
            decider().onPrice(fresh, new PriceUpdate(BTC, Price.of("90"), NOW), true, hand);
        if (!CORE.contains(field)) {
          assertThat(effects)
              .as("%s=%s, restarted %s", field, odd, restarted)
              .singleElement()
              .asInstanceOf(type(ExitEffect.CloseAll.class))
              .satisfies(close -> assertThat(close.why()).isEqualTo(ExitReason.STOP_HIT));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"none", "None", "nan", "abc", "0", "''"})
  void stopThatCannotBeRead_staysWhereItWasKnown(String odd) {
    Map<String, String> broken = new HashMap<>(hash);
    broken.put("stop_loss", odd);
    if (OpenPosition.decode(broken)
        instanceof Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _)) {
      state.load(BTC, open, noted, NOW);
    }
    closed(price("97.9", NOW), ExitReason.STOP_HIT);
  }

  @Test
  void priceOlderThanTheNewest_firesNothing_alsoOnAPositionOpenedSince() {
    price("100", NOW);
    assertThat(price("97", NOW - 1)).isEmpty();
    load("position_id", "p2");
    assertThat(price("97", NOW - 1)).isEmpty();
    closed(price("97", NOW), ExitReason.STOP_HIT);
  }

  @Test
  void openingThatNobodyKnows_isTheFirstPrice_soThatNothingIsTooOld() {
    maxAgeSec = 3_600;
    hash.remove("opened_at");
    state = new ExitState().draft();
    load();
    assertThat(price("100", NOW)).isEmpty();
    closed(price("100", NOW + 3_600_000), ExitReason.MAX_AGE);
  }

  /** The age of a position counts from the first price seen, also from one too late to act on. */
  @Test
  void openingThatNobodyKnows_isAStalePriceToo() {
    maxAgeSec = 3_600;
    hash.remove("opened_at");
    state = new ExitState().draft();
    load();
    stale("100", NOW);
    assertThat(price("100", NOW + 3_599_999)).isEmpty();
    closed(price("100", NOW + 3_600_000), ExitReason.MAX_AGE);
  }
}
