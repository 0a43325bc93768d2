package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.types;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quantum.brain.decide.BrainEffect.EmitFullClose;
import quantum.brain.decide.BrainEffect.EmitPartial;
import quantum.brain.decide.BrainEffect.EmitStopMove;
import quantum.brain.decide.BrainEffect.HeldBack;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.ExitType;
import quantum.contracts.TradeIntent;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * Entry 100, risk 2, costs 0.1 per unit: R_net 2 is reached above 104.1, 4 at 108.1, 6 at 112.1,
 * the lock's 1.5 at 103.1.
 */
class EmissionTest {
  private final Desk live = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));

  private final Desk shadow = Desk.kernel(HarvestMode.SHADOW).holds(position(Side.LONG));

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
  void killScore_closesAlone_onceUntilItsResult() {
    Desk desk = Desk.closing();
    List<BrainEffect> effects = desk.price("112.2", 60);
    assertThat(types(effects)).containsExactly("FULL_CLOSE_PROPOSED");
    EmitFullClose close = (EmitFullClose) effects.getFirst();
    assertThat(close.intent().qty()).contains(Quantity.of("8"));
    assertThat(close.intent().killScore().orElseThrow()).isGreaterThanOrEqualTo(close.threshold());
    assertThat(desk.price("112.2", 3_600)).isEmpty();
  }

  @Test
  void stopMove_onceEachTightening() {
    assertThat(types(live.price("103.2", 60))).containsExactly("PROFIT_LOCK_SL");
    assertThat(live.price("103.3", 61)).isEmpty();
    live.answer("UPDATE_SL", "FILLED", 62);
    live.applied(position(Side.LONG).withStop(Price.of("100.2")));
    assertThat(live.price("103.4", 63)).isEmpty();
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
    assertThat(Desk.closing().paused(true).price("101", 60)).isEmpty();

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
    assertThat(Desk.closing().killed(true).price("101", 60)).isEmpty();
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
}
