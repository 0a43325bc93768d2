package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.texts;
import static quantum.brain.decide.Desk.types;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.brain.decide.BrainEffect.EmitFullClose;
import quantum.brain.decide.BrainEffect.EmitPartial;
import quantum.brain.decide.BrainEffect.EmitStopMove;
import quantum.brain.decide.BrainEffect.Evaluated;
import quantum.brain.decide.BrainEffect.FreezeRisk;
import quantum.brain.decide.BrainEffect.HeldBack;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.ExitType;
import quantum.contracts.Hand;
import quantum.contracts.TradeIntent;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * Entry 100, risk 2, costs 0.1 per unit: R_net 2 is reached above 104.1, 4 at 108.1, 6 at 112.1,
 * the lock's 1.5 at 103.1.
 */
class FeedDeciderTest {
  private final Desk live = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
  private final Desk shadow = Desk.kernel(HarvestMode.SHADOW).holds(position(Side.LONG));

  private static TradeIntent.Exit only(List<BrainEffect> effects) {
    assertThat(effects).hasSize(1);
    return Desk.intent(effects.getFirst()).orElseThrow();
  }

  @Test
  void price_firstLevel_movesTheStopThenTakesTheTranche() {
    List<BrainEffect> effects = live.price("104.11", 60);
    assertThat(types(effects)).containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");

    TradeIntent.Exit stop = ((EmitStopMove) effects.get(0)).intent();
    assertThat(stop.type()).isInstanceOf(ExitType.StopMove.class);
    assertThat(stop.stop().orElseThrow()).hasToString("100.2");
    TradeIntent.Exit partial = ((EmitPartial) effects.get(1)).intent();
    assertThat(partial.side()).contains(OrderSide.SELL);
    assertThat(partial.closePct())
        .hasValueSatisfying(p -> assertThat(p).isEqualByComparingTo("25"));
    assertThat(partial.qty()).contains(Quantity.of("2"));
    assertThat(partial.level()).contains("2");
    assertThat(partial.positionId()).contains(ID);
    assertThat(partial.unrealizedPnl().orElseThrow()).isEqualByComparingTo("32.88");
    assertThat(partial.timestampMillis()).isEqualTo(OPENED + 60_000);
    assertThat(partial.encode())
        .containsEntry("reduce_only", "true")
        .containsEntry("dry_run", "false");
  }

  @Test
  void price_inShadow_isADryRun() {
    for (BrainEffect effect : shadow.price("104.11", 60)) {
      assertThat(Desk.intent(effect).orElseThrow().encode())
          .containsEntry("reduce_only", "true")
          .containsEntry("dry_run", "true");
    }
  }

  @Test
  void price_short_mirrors() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.SHORT));
    List<BrainEffect> effects = desk.price("95.89", 60);
    assertThat(types(effects)).containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
    assertThat(((EmitStopMove) effects.get(0)).intent().stop().orElseThrow()).hasToString("99.8");
    assertThat(((EmitPartial) effects.get(1)).intent().side()).contains(OrderSide.BUY);
  }

  @Test
  void price_sameLevelAgain_emitsNothing() {
    live.price("104.11", 60);
    assertThat(live.price("104.5", 61)).isEmpty();
    live.answer(
        "PARTIAL_25", "FILLED", 62, "r_level", "2", "filled_qty", "2", "reduceOnly", "True");
    assertThat(live.price("104.5", 63)).isEmpty();
    live.price("103", 64);
    assertThat(live.price("104.5", 65)).isEmpty();
  }

  @Test
  void price_jumpsOverALevel_highestIsTakenAndTheLowerOneCounts() {
    assertThat(types(live.price("108.2", 60)))
        .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_50");
    live.answer(
        "PARTIAL_50", "FILLED", 61, "r_level", "4", "filled_qty", "4", "reduceOnly", "True");
    assertThat(live.price("104.5", 62)).isEmpty();
    assertThat(types(live.price("112.2", 63))).containsExactly("HARVEST_PARTIAL_75");
  }

  @Test
  void price_whileALevelIsUnresolved_noLowerOneFiresButAHigherOneDoes() {
    live.price("108.2", 60);
    assertThat(live.price("104.5", 61)).isEmpty();
    assertThat(types(live.price("112.2", 62))).containsExactly("HARVEST_PARTIAL_75");
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

  @Test
  void killScore_closesAlone_onceUntilItsResult() {
    Desk desk = killing();
    List<BrainEffect> effects = desk.price("112.2", 60);
    assertThat(types(effects)).containsExactly("FULL_CLOSE_PROPOSED");
    EmitFullClose close = (EmitFullClose) effects.getFirst();
    assertThat(close.intent().qty()).contains(Quantity.of("8"));
    assertThat(close.intent().killScore().orElseThrow()).isGreaterThanOrEqualTo(close.threshold());
    assertThat(desk.price("112.2", 3_600)).isEmpty();
  }

  private static Desk killing() {
    return Desk.kernel(HarvestMode.LIVE, Desk.killing(), QuantityBasis.CURRENT, 30)
        .holds(position(Side.LONG));
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
    Desk desk = killing();
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
    Desk desk = killing();
    desk.price("101", 60);
    desk.answer("FULL_CLOSE_PROPOSED", "FILLED", 61, "filled_qty", "8", "reduceOnly", "True");
    assertThat(desk.price("101", 4_000)).isEmpty();
  }

  @Test
  void skipOfAPlanWithoutSide_isUnderstood() {
    Desk desk = killing();
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

  @Test
  void stopMove_onceEachTightening() {
    assertThat(types(live.price("103.2", 60))).containsExactly("PROFIT_LOCK_SL");
    assertThat(live.price("103.3", 61)).isEmpty();
    live.answer("UPDATE_SL", "FILLED", 62);
    live.applied(position(Side.LONG).withStop(Price.of("100.2")));
    assertThat(live.price("103.4", 63)).isEmpty();
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
  void cap_holdsBackPartialsOnly_andWhatIsHeldBackIsNotCounted() {
    Desk desk = Desk.kernel(HarvestMode.LIVE, Theta.DEFAULTS, QuantityBasis.CURRENT, 2);
    List<Symbol> symbols = IntStream.range(0, 3).mapToObj(i -> Symbol.of("S" + i)).toList();
    symbols.forEach(symbol -> desk.holds(of(symbol)));
    assertThat(types(desk.priceOf(symbols.get(0), "104.2", 60))).hasSize(2);
    assertThat(types(desk.priceOf(symbols.get(1), "104.2", 61))).hasSize(2);
    assertThat(types(desk.priceOf(symbols.get(2), "104.2", 62))).containsExactly("PROFIT_LOCK_SL");
    assertThat(desk.priceOf(symbols.get(2), "104.2", 119)).isEmpty();
    assertThat(types(desk.priceOf(symbols.get(2), "104.2", 120)))
        .containsExactly("HARVEST_PARTIAL_25");
  }

  @Test
  void cap_isSaidOnceAMinute() {
    Desk desk =
        Desk.kernel(HarvestMode.LIVE, Theta.DEFAULTS, QuantityBasis.CURRENT, 0)
            .holds(position(Side.LONG));
    assertThat(desk.allOf("104.2", 60))
        .contains(new HeldBack(SYMBOL, HeldBack.Why.ACTIONS_PER_MINUTE));
    assertThat(held(desk.allOf("104.2", 119))).isZero();
    assertThat(held(desk.allOf("104.2", 120))).isEqualTo(1);
  }

  @Test
  void cap_doesNotHoldBackACloseOrAStop() {
    Desk desk = Desk.kernel(HarvestMode.LIVE, Desk.killing(), QuantityBasis.CURRENT, 1);
    List<Symbol> symbols = IntStream.range(0, 5).mapToObj(i -> Symbol.of("S" + i)).toList();
    for (Symbol symbol : symbols) {
      desk.holds(of(symbol));
      assertThat(types(desk.priceOf(symbol, "101", 60))).containsExactly("FULL_CLOSE_PROPOSED");
    }
  }

  private static Position of(Symbol symbol) {
    Position p = position(Side.LONG);
    return new Position(
        symbol,
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
        p.leverage(),
        p.atr(),
        p.openedAtMillis(),
        0,
        p.tickSize());
  }

  @Test
  void killSwitch_emitsNothing_countsNothing_keepsTheState() {
    live.killed(true);
    List<BrainEffect> effects = live.allOf("104.11", 60);
    assertThat(effects).noneMatch(Desk::isPublished);
    assertThat(effects).contains(new HeldBack(SYMBOL, HeldBack.Why.KILL_SWITCH));
    assertThat(live.tracked().asked()).isEqualTo(Asked.NOTHING);
    assertThat(live.tracked().excursion().orElseThrow().peak()).isEqualTo(Price.of("104.11"));

    live.killed(false);
    assertThat(types(live.price("104.11", 61)))
        .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
  }

  @Test
  void paused_emitsNothing_untilItIsNot_andOtherwiseLooksOn() {
    live.paused(true);
    List<BrainEffect> effects = live.allOf("104.11", 60);
    assertThat(effects).noneMatch(Desk::isPublished);
    assertThat(effects).contains(new HeldBack(SYMBOL, HeldBack.Why.PAUSED));
    assertThat(live.tracked().asked()).isEqualTo(Asked.NOTHING);
    assertThat(killing().paused(true).price("101", 60)).isEmpty();

    live.paused(false);
    assertThat(types(live.price("104.11", 61)))
        .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
  }

  /** A position made by hand is judged, and nobody answers what is only suggested. */
  @Test
  void watchedPosition_isSuggestedFor_inLiveModeToo_andNeverAskedForAgain() {
    live.watched();
    List<BrainEffect> effects = live.price("104.11", 60);
    assertThat(types(effects)).containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
    assertThat(effects)
        .filteredOn(BrainEffect.EmitPartial.class::isInstance)
        .allSatisfy(
            effect -> assertThat(((BrainEffect.EmitPartial) effect).intent().dryRun()).isTrue());
    assertThat(live.clock(0)).isEmpty();
    assertThat(live.clock(60_000)).isEmpty();
  }

  @Test
  void killSwitch_isSaidOnceAMinute_whateverElseIsSaid() {
    live.fresh(false).allOf("104.11", 59);
    live.fresh(true).killed(true);
    assertThat(held(live.allOf("104.11", 60))).isEqualTo(1);
    assertThat(held(live.allOf("104.11", 119))).isZero();
    assertThat(held(live.allOf("104.11", 120))).isEqualTo(1);
  }

  private static long held(List<BrainEffect> effects) {
    return effects.stream().filter(HeldBack.class::isInstance).count();
  }

  @Test
  void killSwitch_holdsBackItsOwnFullClose() {
    assertThat(killing().killed(true).price("101", 60)).isEmpty();
  }

  @Test
  void stalePrice_updatesTheStateAndDecidesNothing() {
    live.fresh(false);
    assertThat(live.price("112.2", 60)).isEmpty();
    assertThat(live.tracked().asked()).isEqualTo(Asked.NOTHING);
    assertThat(live.tracked().excursion().orElseThrow().peak()).isEqualTo(Price.of("112.2"));
    assertThat(live.fresh(true).price("101", 61)).isEmpty();
    assertThat(live.tracked().evaluation().orElseThrow().peak()).isEqualTo(Price.of("112.2"));
  }

  @Test
  void priceFromBeforeTheEntry_isIgnored() {
    assertThat(live.allOf("112.2", -1)).isEmpty();
    assertThat(live.tracked().excursion()).isEmpty();
    assertThat(live.state().touchedEvaluations()).isEmpty();
    assertThat(live.price("104.2", 0)).isNotEmpty();
  }

  @Test
  void priceOfASymbolWithoutPosition_isIgnored() {
    assertThat(live.priceOf(Symbol.of("ETHUSDT"), "104.2", 60)).isEmpty();
  }

  @Test
  void movedStop_leavesRAsItWas() {
    live.price("103.2", 60);
    double before = live.tracked().assessed().orElseThrow().rNet();
    live.answer("UPDATE_SL", "FILLED", 61);
    live.applied(position(Side.LONG).withStop(Price.of("100.2")));
    assertThat(live.price("103.2", 62)).isEmpty();
    assertThat(live.tracked().assessed().orElseThrow().rNet()).isEqualTo(before);
  }

  @Test
  void positionWithoutAFirstStop_getsTheFallbackOnce() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(Desk.withoutStop());
    List<BrainEffect> first = desk.allOf("101", 60);
    assertThat(first)
        .filteredOn(FreezeRisk.class::isInstance)
        .singleElement()
        .satisfies(
            e -> {
              assertThat(((FreezeRisk) e).entryRisk()).isEqualByComparingTo("2");
              assertThat(((FreezeRisk) e).origin()).isEqualTo(FreezeRisk.Origin.FALLBACK);
            });
    assertThat(desk.allOf("102", 61)).noneMatch(FreezeRisk.class::isInstance);
    desk.restarted();
    assertThat(desk.allOf("103", 62)).noneMatch(FreezeRisk.class::isInstance);
  }

  @Test
  void initialBasis_isConvertedToAPercentOfWhatIsOpen() {
    Desk desk =
        Desk.kernel(HarvestMode.LIVE, Theta.DEFAULTS, QuantityBasis.INITIAL, 30)
            .holds(position(Side.LONG).withQty(Quantity.of("6")));
    List<BrainEffect> effects = desk.price("104.11", 60);
    EmitPartial partial = (EmitPartial) effects.get(1);
    assertThat(partial.intent().intentType()).isEqualTo("HARVEST_PARTIAL_25");
    assertThat(partial.intent().closePct().orElseThrow().doubleValue())
        .isCloseTo(100.0 / 3, offset(1e-9));
    assertThat(partial.intent().qty().orElseThrow().floorTo(new BigDecimal("0.001")))
        .hasToString("2");
  }

  @Test
  void initialBasis_askingForMoreThanIsOpen_closesWhatIsOpen() {
    Desk desk =
        Desk.kernel(HarvestMode.LIVE, Theta.DEFAULTS, QuantityBasis.INITIAL, 30)
            .holds(position(Side.LONG).withQty(Quantity.of("3")));
    EmitPartial partial = (EmitPartial) desk.price("112.2", 60).get(1);
    assertThat(partial.intent().closePct().orElseThrow()).isEqualByComparingTo("100");
    assertThat(partial.intent().intentType()).isEqualTo("HARVEST_PARTIAL_75");
  }

  @Test
  void ladder_rungsOnce_dedupKeyNamesLevelAndProfitAtIt() {
    Desk desk = Desk.ladder(HarvestMode.SHADOW).holds(oneBtcRiskingAThousand());
    List<BrainEffect> effects = desk.price("50500", 60);
    assertThat(types(effects)).containsExactly("MOVE_SL_BREAKEVEN", "HARVEST_PARTIAL");
    BrainEffect.Dedup dedup = ((EmitPartial) effects.get(1)).dedup();
    assertThat(dedup)
        .isEqualTo(new BrainEffect.Dedup(SYMBOL, "HARVEST_PARTIAL", "0.5", "50000", ID, false));
    assertThat(desk.price("50500", 61)).isEmpty();
    assertThat(types(desk.price("51000", 62))).containsExactly("HARVEST_PARTIAL");
    assertThat(types(desk.price("51500", 63))).containsExactly("HARVEST_PARTIAL");
    assertThat(desk.price("52500", 64)).isEmpty();
  }

  private static Position oneBtcRiskingAThousand() {
    Position p = position(Side.LONG);
    return new Position(
        SYMBOL,
        Side.LONG,
        ID,
        Quantity.of("1"),
        Quantity.of("1"),
        Price.of("50000"),
        Optional.of(new BigDecimal("1000")),
        Optional.of(Price.of("49000")),
        Optional.empty(),
        List.of(),
        List.of(),
        p.leverage(),
        Optional.empty(),
        OPENED,
        0,
        Optional.empty());
  }

  @Test
  void kernel_dedupKeyNamesTheProfitAtTheLevel_notAtThePrice() {
    EmitPartial at = (EmitPartial) live.price("104.11", 60).get(1);
    Desk other = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    EmitPartial above = (EmitPartial) other.price("107", 60).get(1);
    // 8 units · (2 R · 2 + 0.1 costs) = 32.80
    assertThat(at.dedup().pnlCents()).isEqualTo("3280");
    assertThat(above.dedup()).isEqualTo(at.dedup());
  }

  @Test
  void riverExample_closes75Percent() {
    Symbol river = Symbol.of("RIVERUSDT");
    Desk desk = Desk.kernel(HarvestMode.LIVE);
    desk.holds(
        new Position(
            river,
            Side.LONG,
            ID,
            Quantity.of("1.83"),
            Quantity.of("1.83"),
            Price.of("12.32"),
            Optional.of(new BigDecimal("0.2464")),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            position(Side.LONG).leverage(),
            Optional.empty(),
            OPENED,
            0,
            Optional.empty()));
    EmitPartial partial = (EmitPartial) desk.priceOf(river, "21.68", 60).get(1);
    assertThat(partial.action()).isEqualTo("PARTIAL_75");
    assertThat(partial.r()).isCloseTo(37.94, offset(0.005));
    assertThat(partial.intent().qty().orElseThrow().floorTo(new BigDecimal("0.01")))
        .hasToString("1.37");
  }

  @Test
  void evaluation_isSaidWhenTheActionChanges_RMovesOrTimePasses() {
    assertThat(said(live.allOf("100.1", 60))).isTrue();
    assertThat(said(live.allOf("100.59", 61))).isFalse();
    assertThat(said(live.allOf("100.6", 62))).as("R moved by 0.25").isTrue();
    assertThat(said(live.allOf("100.7", 62 + 599))).isFalse();
    assertThat(said(live.allOf("100.7", 62 + 600))).as("600 s").isTrue();
    assertThat(said(live.allOf("104.0", 700))).isTrue();
    assertThat(said(live.allOf("104.2", 701))).as("the action changed").isTrue();
  }

  private static boolean said(List<BrainEffect> effects) {
    return effects.stream().anyMatch(Evaluated.class::isInstance);
  }

  @Test
  void marketState_thatIsGone_isNeutral() {
    MarketConditions dead = MarketConditions.of(new MarketState(0.05, 0, 0.1, 0.5, 0.4));
    live.market(dead);
    live.state().loadMarkets(Map.of());
    assertThat(live.price("101", 301)).isEmpty();
    live.market(dead);
    assertThat(types(live.price("101", 302))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void restart_rebuildsWhatWasAskedFor() {
    live.price("108.2", 60);
    live.answer("PARTIAL_50", "ERROR", 61, "r_level", "4");
    live.answer("UPDATE_SL", "ERROR", 61);
    Asked before = live.tracked().asked();
    live.restarted();
    assertThat(live.tracked().asked()).isEqualTo(before);
    assertThat(live.price("108.2", 61)).isEmpty();
    assertThat(types(live.price("108.2", 62))).containsExactly("PROFIT_LOCK_SL");
    assertThat(types(live.price("108.2", 961))).containsExactly("HARVEST_PARTIAL_50");
  }

  @Test
  void resultBeforeTheFirstPriceAfterARestart_isNotForgottenByTheNextRestart() {
    Desk desk = killing();
    desk.price("101", 60);
    desk.restarted();
    desk.answer("FULL_CLOSE_PROPOSED", "ERROR", 61);
    assertThat(desk.state().touchedEvaluations().get(SYMBOL).closeEmitted()).isFalse();
    desk.restarted();
    assertThat(types(desk.price("101", 62))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void evaluationOfAnEarlierPosition_isNotTakenForThePresentOne() {
    live.price("104.11", 60);
    var stale = live.tracked().evaluation();
    BrainState next = new BrainState().draft();
    Position p = position(Side.LONG);
    Position renewed =
        new Position(
            p.symbol(),
            p.side(),
            new PositionId("00000000000000a2"),
            p.qty(),
            p.initialQty(),
            p.entry(),
            p.entryRisk(),
            p.stop(),
            p.takeProfit(),
            p.targets(),
            p.scheme(),
            p.leverage(),
            p.atr(),
            p.openedAtMillis(),
            0,
            p.tickSize());
    next.load(SYMBOL, Optional.of(live.tracked().open().with(renewed)), stale);
    assertThat(next.position(SYMBOL).orElseThrow().asked()).isEqualTo(Asked.NOTHING);
  }

  @Test
  void draft_leavesTheSettledStateAsItWas() {
    BrainState settled = live.state().settled();
    FeedDecider decider = new FeedDecider(live.rules());
    var price = new quantum.contracts.PriceUpdate(SYMBOL, Price.of("104.2"), OPENED + 60_000);
    List<BrainEffect> first = decider.onPrice(settled.draft(), price, true, Hand.FREE);
    assertThat(decider.onPrice(settled.draft(), price, true, Hand.FREE))
        .isEqualTo(first)
        .isNotEmpty();
  }

  @Test
  void priceOlderThanTheNewest_movesNothing_alsoAfterARestart() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 60);
    assertThat(desk.allOf("104.5", 59)).isEmpty();
    assertThat(desk.tracked().excursion().orElseThrow().peak()).isEqualTo(Price.of("101"));
    desk.restarted();
    assertThat(desk.allOf("104.5", 59)).isEmpty();
    assertThat(types(desk.price("104.5", 60))).contains("HARVEST_PARTIAL_25");
  }

  @Test
  void recordingThatBeginsAnew_isJudgedAgain() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 7_300);
    assertThat(desk.price("104.5", 3_600)).hasSize(2);
  }

  @Test
  void hashThatLosesWhatWasKnown_losesNothingHere() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG), "2");
    desk.price("104.5", 60);
    // the same position, and all that is optional is gone
    desk.applied(Desk.withoutStop());
    Position kept = desk.tracked().position();
    assertThat(kept.stop()).contains(Price.of("98"));
    assertThat(kept.entryRisk().orElseThrow()).isEqualByComparingTo("2");
    assertThat(types(desk.price("104.6", 61))).isEmpty();
    assertThat(desk.tracked().open().harvested()).containsExactly("2");
  }

  @Test
  void riskThatTheHashLost_isWrittenThereAgainOnce() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 60);
    desk.applied(Desk.withoutStop());
    assertThat(desk.allOf("101", 61))
        .contains(
            new BrainEffect.FreezeRisk(
                SYMBOL, ID, new BigDecimal("2"), BrainEffect.FreezeRisk.Origin.EARLIER));
    assertThat(desk.allOf("101", 62)).noneMatch(BrainEffect.FreezeRisk.class::isInstance);
  }

  @Test
  void unreadableHash_isJudgedAsItWasKnown_andNothingIsWrittenThere() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 60);
    desk.state().unreadablePosition(SYMBOL, "a string");
    assertThat(types(desk.price("104.5", 61))).contains("HARVEST_PARTIAL_25");
    assertThat(desk.state().touchedEvaluations()).isEmpty();
  }

  @Test
  void openingAheadOfTheClock_orUnknown_isTheFirstPrice() {
    for (long opened : new long[] {0, OPENED + 3_600_000}) {
      BrainState state = new BrainState().draft();
      Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG).withOpenedAt(opened));
      state.load(
          SYMBOL, java.util.Optional.of(desk.tracked().open()), java.util.Optional.empty(), OPENED);
      List<BrainEffect> effects =
          new FeedDecider(desk.rules())
              .onPrice(
                  state,
                  new quantum.contracts.PriceUpdate(SYMBOL, Price.of("104.5"), OPENED + 1_000),
                  true,
                  Hand.FREE);
      assertThat(types(effects)).contains("HARVEST_PARTIAL_25");
      assertThat(state.position(SYMBOL).orElseThrow().position().openedAtMillis())
          .isEqualTo(OPENED + 1_000);
    }
  }

  @Test
  void pauseCountedFromATimeThatNeverCame_isVoid() {
    Asked asked = Asked.NOTHING.emitClose().failClose(OPENED + 86_400_000L);
    assertThat(asked.closeBackOff().holds(OPENED)).isFalse();
    assertThat(Asked.NOTHING.emitClose().failClose(OPENED).closeBackOff().holds(OPENED)).isTrue();
    BigDecimal level = new BigDecimal("2");
    assertThat(asked.fail(level, OPENED + 86_400_000L).isBlocked(level, OPENED, Desk.TTL))
        .isFalse();
    long most = OPENED + 2 * Desk.TTL;
    assertThat(asked.fail(level, most + 1).isBlocked(level, OPENED, Desk.TTL)).isFalse();
    assertThat(asked.fail(level, most).isBlocked(level, OPENED, Desk.TTL)).isTrue();
  }
}
