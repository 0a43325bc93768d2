package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import quantum.apply.venue.Failure.Reason;
import quantum.apply.venue.Trouble.Call;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** What {@link Venue} promises of market orders, their trades, and positions. */
abstract class OrdersKit extends VenueCompatibilityKit {

  // ---- orders

  @Test
  void marketOrder_fills_andSaysWhat() {
    ClientOrderId id = newName();
    OrderReport report = value(venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, id)));
    assertThat(report.symbol()).isEqualTo(BTC);
    assertThat(report.id()).isEqualTo(id);
    assertThat(report.side()).isEqualTo(OrderSide.BUY);
    assertThat(report.status()).isEqualTo(OrderStatus.FILLED);
    assertThat(report.ordered()).isEqualTo(Quantity.of("0.01"));
    assertThat(report.executed()).isEqualTo(Quantity.of("0.01"));
    assertAmount(held(BTC), "0.01");
  }

  @Test
  void order_isFoundByItsName_withThePriceThatWasPaid() {
    OrderReport placed = buys(BTC, "0.01");
    OrderReport found = value(venue.order(BTC, placed.id()));
    assertThat(found.orderId()).isEqualTo(placed.orderId());
    assertThat(found.status()).isEqualTo(OrderStatus.FILLED);
    assertThat(found.executed()).isEqualTo(placed.executed());
    assertThat(found.averagePrice()).contains(Price.of("100000"));
    assertThat(found.reduceOnly()).isFalse();
    assertThat(value(venue.nameOf(BTC, placed.orderId()))).isEqualTo(placed.id());
  }

  @Test
  void order_thatNobodyGave_isNotFound() {
    OrderReport placed = buys(BTC, "0.01");
    assertNotFound(venue.order(BTC, newName()));
    assertNotFound(venue.order(ETH, placed.id()));
    assertNotFound(venue.nameOf(ETH, placed.orderId()));
  }

  @Test
  void reduceOnly_beyondThePosition_isCutToIt() {
    buys(BTC, "0.01");
    OrderReport cut = value(reduces(BTC, OrderSide.SELL, "0.03"));
    assertThat(cut.executed()).isEqualTo(Quantity.of("0.01"));
    assertThat(cut.status().isFinal()).isTrue();
    assertThat(value(venue.legs(BTC)).open()).isEmpty();
  }

  @Test
  void reduceOnly_ofAPart_leavesTheRest() {
    sells(BTC, "0.03");
    assertThat(value(reduces(BTC, OrderSide.BUY, "0.01")).executed())
        .isEqualTo(Quantity.of("0.01"));
    assertAmount(held(BTC), "-0.02");
  }

  @Test
  void reduceOnly_flat_isRefusedForThat() {
    assertRefused(reduces(BTC, OrderSide.SELL, "0.01"), Reason.REDUCE_ONLY);
    assertAmount(held(BTC), "0");
  }

  @Test
  void reduceOnly_thatWouldAdd_isRefusedForThat() {
    buys(BTC, "0.01");
    assertRefused(reduces(BTC, OrderSide.BUY, "0.01"), Reason.REDUCE_ONLY);
    assertAmount(held(BTC), "0.01");
  }

  @Test
  void reduceOnly_belowTheLeastNotional_isTakenAllTheSame() {
    buys(BTC, "0.01");
    world.price(BTC, "50000");
    assertThat(value(reduces(BTC, OrderSide.SELL, "0.001")).executed())
        .isEqualTo(Quantity.of("0.001"));
  }

  @Test
  void nameUsedBefore_isAnswered_andWhatItDidCanBeAsked() {
    OrderReport first = buys(BTC, "0.01");
    OrderReport second =
        value(venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, first.id())));
    assertThat(second.id()).isEqualTo(first.id());
    // a venue may take a name of an order that has ended: it protects from nothing
    assertAmount(held(BTC), second.orderId().equals(first.orderId()) ? "0.01" : "0.02");
    assertThat(value(venue.order(BTC, first.id())).orderId()).isEqualTo(second.orderId());
  }

  @Test
  void market_thatTakesOnlyAPart_isToldByTheQuantity() {
    world.fillHalf();
    OrderReport half = buys(BTC, "0.02");
    assertThat(half.executed()).isEqualTo(Quantity.of("0.01"));
    assertThat(half.status().isFinal()).isTrue();
    assertAmount(held(BTC), "0.01");
    assertThat(sum(value(venue.trades(BTC, half.orderId())))).isEqualTo(Quantity.of("0.01"));
  }

  @ParameterizedTest
  @CsvSource({"100000, QUANTITY_TOO_LARGE", "0.0015, PRECISION", "100, MARGIN"})
  void order_thatTheRulesForbid_isRefusedForThat(String qty, Reason reason) {
    assertRefused(venue.placeMarket(order(BTC, OrderSide.BUY, qty, false, newName())), reason);
    assertAmount(held(BTC), "0");
  }

  @Test
  void order_belowTheLeastQuantityAndTheStep_isRefusedForOneOfThem() {
    assertThat(failure(venue.placeMarket(order(BTC, OrderSide.BUY, "0.0001", false, newName()))))
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused ->
                assertThat(refused.reason()).isIn(Reason.QUANTITY_TOO_SMALL, Reason.PRECISION));
  }

  @Test
  void entry_belowTheLeastNotional_isRefusedForThat() {
    world.price(BTC, "10");
    assertRefused(
        venue.placeMarket(order(BTC, OrderSide.BUY, "0.001", false, newName())),
        Reason.MIN_NOTIONAL);
  }

  @Test
  void order_ofASymbolThatIsNotListed_isRefused() {
    assertThat(failure(venue.placeMarket(order(NOWHERE, OrderSide.BUY, "1", false, newName()))))
        .isInstanceOf(Failure.Refused.class);
  }

  // ---- what goes wrong on the way

  @Test
  void orderWhoseRequestIsLost_isUnknown_andThenNotFound() {
    ClientOrderId id = newName();
    world.meets(Call.ORDER, Trouble.REQUEST_LOST);
    assertUnknown(id, venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, id)));
    assertNotFound(venue.order(BTC, id));
    assertAmount(held(BTC), "0");
  }

  @Test
  void orderWhoseAnswerIsLost_isUnknown_andThenFound() {
    ClientOrderId id = newName();
    world.meets(Call.ORDER, Trouble.ANSWER_LOST);
    assertUnknown(id, venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, id)));
    assertThat(awaited("the order", () -> venue.order(BTC, id)).executed())
        .isEqualTo(Quantity.of("0.01"));
    assertAmount(held(BTC), "0.01");
  }

  private static void assertUnknown(ClientOrderId id, Outcome<?> outcome) {
    assertThat(failure(outcome))
        .isInstanceOfSatisfying(
            Failure.Unknown.class, unknown -> assertThat(unknown.id()).isEqualTo(id));
  }

  @Test
  void orderDuringMaintenance_isToBeSentAgain() {
    ClientOrderId id = newName();
    world.meets(Call.ORDER, Trouble.MAINTENANCE);
    assertRetryable(venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, id)));
    assertNotFound(venue.order(BTC, id));
    assertThat(value(venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, id))).executed())
        .isEqualTo(Quantity.of("0.01"));
  }

  private static void assertRetryable(Outcome<?> outcome) {
    assertThat(failure(outcome))
        .isInstanceOfSatisfying(
            Failure.Retryable.class, again -> assertThat(again.afterMillis()).isNotNegative());
  }

  @Test
  void tooManyCalls_pauseThemAll_forAsLongAsIsSaid() {
    world.meets(Call.ORDER, Trouble.RATE_LIMITED);
    Outcome<OrderReport> limited =
        venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, newName()));
    assertRetryable(limited);
    assertRetryable(venue.legs(BTC));
    world.passes(((Failure.Retryable) failure(limited)).afterMillis());
    assertThat(awaited("calls again", () -> venue.legs(BTC)).open()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"ORDER", "ORDER_QUERY", "POSITIONS", "STOP_QUERY", "TRADES"})
  void keyThatIsRefused_isFatal_andChangesNothing(Call call) {
    OrderReport before = buys(BTC, "0.01");
    world.meets(call, Trouble.KEY_REFUSED);
    assertThat(failure(make(call, before))).isInstanceOf(Failure.Fatal.class);
    assertAmount(held(BTC), "0.01");
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"ORDER_QUERY", "POSITIONS", "STOP_QUERY", "TRADES", "INCOME"})
  void questionThatIsNotAnswered_isToBeAskedAgain(Call call) {
    OrderReport before = buys(BTC, "0.01");
    world.meets(call, Trouble.MAINTENANCE);
    assertRetryable(make(call, before));
    value(make(call, before));
  }

  /** A question does no harm when it is put twice, so a venue's client may do that itself. */
  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"ORDER_QUERY", "POSITIONS", "STOP_QUERY", "TRADES", "INCOME"})
  void questionThatIsLost_isAnsweredOrToBeAskedAgain_andNeverNothing(Call call) {
    OrderReport before = buys(BTC, "0.01");
    for (Trouble trouble : List.of(Trouble.REQUEST_LOST, Trouble.ANSWER_LOST)) {
      world.meets(call, trouble);
      Outcome<?> lost = make(call, before);
      if (lost instanceof Outcome.Failed<?>) {
        assertRetryable(lost);
      }
      Outcome<?> told = make(call, before);
      if (lost instanceof Outcome.Ok<?>) {
        assertThat(told).isEqualTo(lost);
      }
      value(told);
    }
  }

  private Outcome<?> make(Call call, OrderReport before) {
    return switch (call) {
      case ORDER -> venue.placeMarket(order(BTC, OrderSide.BUY, "0.01", false, newName()));
      case ORDER_QUERY -> venue.order(BTC, before.id());
      case POSITIONS -> venue.legs(BTC);
      case STOP_QUERY -> venue.openStops(BTC);
      case TRADES -> venue.trades(BTC, before.orderId());
      case INCOME -> venue.income(0, Long.MAX_VALUE / 2);
      case RULES, PRICE, LEVERAGE, STOP, CANCEL, TIME ->
          throw new IllegalArgumentException(call.name());
    };
  }

  // ---- trades

  @Test
  void tradesOfAnOrder_areAllOfIt_andNoOthers() {
    OrderReport opened = buys(BTC, "0.02");
    world.price(BTC, "101000");
    OrderReport closed = value(reduces(BTC, OrderSide.SELL, "0.01"));
    List<VenueTrade> trades = value(venue.trades(BTC, closed.orderId()));
    assertThat(sum(trades)).isEqualTo(Quantity.of("0.01"));
    assertThat(trades).allMatch(trade -> trade.orderId().equals(closed.orderId()));
    assertThat(trades).allMatch(trade -> trade.side() == OrderSide.SELL);
    assertThat(trades).allMatch(trade -> trade.hedgeSide().isEmpty());
    assertThat(trades).allMatch(trade -> trade.price().equals(Price.of("101000")));
    assertThat(trades).allMatch(trade -> trade.commission().signum() > 0);
    assertThat(trades).extracting(VenueTrade::commissionAsset).containsOnly("USDT");
    assertAmount(
        trades.stream().map(VenueTrade::realizedPnl).reduce(BigDecimal.ZERO, BigDecimal::add),
        "10");
    assertThat(sum(value(venue.trades(BTC, opened.orderId())))).isEqualTo(Quantity.of("0.02"));
    assertThat(value(venue.trades(ETH, opened.orderId()))).isEmpty();
  }

  @Test
  void tradesAfterAPlace_areTheLaterOnes_eachOnce_oldestFirst() {
    OrderReport first = buys(BTC, "0.001");
    for (int i = 1; i < 6; i++) {
      buys(BTC, "0.001");
      buys(ETH, "0.1");
    }
    List<VenueTrade> all = value(venue.tradesSince(BTC, timeOf(first)));
    assertThat(all).hasSize(6);
    assertThat(all).extracting(VenueTrade::symbol).containsOnly(BTC);
    assertThat(all).extracting(VenueTrade::id).doesNotHaveDuplicates();
    assertThat(all).extracting(VenueTrade::at).isSorted();
    for (int i = 0; i < all.size(); i++) {
      TradeCursor booked = all.get(i).at();
      assertThat(value(venue.tradesAfter(BTC, booked)))
          .extracting(VenueTrade::id)
          .isEqualTo(all.subList(i + 1, all.size()).stream().map(VenueTrade::id).toList());
      for (int j = 0; j < all.size(); j++) {
        assertThat(booked.covers(all.get(j).at())).isEqualTo(j <= i);
        assertThat(all.get(j).at().isAfter(booked)).isEqualTo(j > i);
      }
    }
  }

  @Test
  void tradesSinceATime_areThatOldAndYounger() {
    OrderReport first = buys(BTC, "0.001");
    world.passes(50);
    OrderReport second = buys(BTC, "0.002");
    VenueTrade later = value(venue.trades(BTC, second.orderId())).getFirst();
    assertThat(value(venue.tradesSince(BTC, later.timeMillis()))).containsExactly(later);
    assertThat(value(venue.tradesSince(BTC, timeOf(first)))).hasSize(2);
    assertThat(value(venue.tradesSince(BTC, later.timeMillis() + 1))).isEmpty();
  }

  private long timeOf(OrderReport report) {
    return value(venue.trades(report.symbol(), report.orderId())).getFirst().timeMillis();
  }

  @Test
  void idsAndPlaces_comeBackFromTheirText() {
    VenueTerms terms = venue.terms();
    OrderReport report = buys(BTC, "0.001");
    assertThat(terms.orderId(report.orderId().value())).contains(report.orderId());
    for (VenueTrade trade : value(venue.trades(BTC, report.orderId()))) {
      assertThat(terms.cursor(trade.at().text())).contains(trade.at());
    }
    assertThat(terms.cursor("None")).isEmpty();
    assertThat(terms.cursor("")).isEmpty();
    assertThat(terms.orderId("None")).isEmpty();
    assertThat(terms.acceptsForMillis()).isPositive();
    assertThat(terms.forced(report.id().value())).isEmpty();
  }

  // ---- positions

  @Test
  void positions_areWhatWasTraded() {
    assertThat(value(venue.legs(BTC))).isEqualTo(Legs.NONE);
    assertThat(value(venue.positions()).isFlat(BTC)).isTrue();
    buys(BTC, "0.01");
    world.price(BTC, "104000");
    buys(BTC, "0.03");
    sells(ETH, "1");
    VenuePosition btc = value(venue.legs(BTC)).open().getFirst();
    assertThat(btc.side()).isEqualTo(Side.LONG);
    assertThat(btc.hedged()).isFalse();
    assertThat(btc.quantity()).isEqualTo(Quantity.of("0.04"));
    assertThat(btc.entry()).contains(Price.of("103000"));
    assertThat(btc.mark()).contains(Price.of("104000"));
    VenuePositions all = value(venue.positions());
    assertThat(all.unreadable()).isEmpty();
    assertThat(all.open()).extracting(VenuePosition::symbol).containsExactlyInAnyOrder(BTC, ETH);
    assertThat(all.legs(ETH).open().getFirst().side()).isEqualTo(Side.SHORT);
    assertThat(all.isFlat(BTC)).isFalse();
  }

  @Test
  void position_thatTurns_beginsAnew() {
    buys(BTC, "0.01");
    world.price(BTC, "101000");
    sells(BTC, "0.03");
    VenuePosition now = value(venue.legs(BTC)).open().getFirst();
    assertThat(now.side()).isEqualTo(Side.SHORT);
    assertThat(now.quantity()).isEqualTo(Quantity.of("0.02"));
    assertThat(now.entry()).contains(Price.of("101000"));
  }

  @Test
  void positionOfASymbolThatIsNotListed_isNotFoundAndNotFlat() {
    assertNotFound(venue.legs(NOWHERE));
    assertNotFound(venue.rules(NOWHERE));
    assertNotFound(venue.markPrice(NOWHERE));
  }

  @Test
  void positionOfAHand_isHeldLikeAnyOther() {
    world.byHand(BTC, ONE_WAY, "-0.02");
    assertAmount(held(BTC), "-0.02");
    long changed = value(venue.legs(BTC)).open().getFirst().updatedMillis();
    VenueTrade trade = value(venue.tradesSince(BTC, changed)).getLast();
    assertThat(value(venue.nameOf(BTC, trade.orderId())).isOurs()).isFalse();
  }

  // ---- hedge mode

  @Test
  void hedge_modeThatSomebodyChangedMeanwhile_isNoticedByAnOrder() {
    value(reduces(BTC, OrderSide.SELL, buys(BTC, "0.02").executed().toString()));
    world.hedge();
    buys(BTC, "0.02");
    assertAmount(held(BTC, Side.LONG), "0.02");
  }

  @Test
  void hedge_holdsBothSides_andAnExitClosesItsOwn() {
    world.hedge();
    assertThat(value(venue.positionMode())).isEqualTo(PositionMode.HEDGE);
    assertThat(value(venue.accountTerms()))
        .isEqualTo(new AccountTerms(PositionMode.HEDGE, true, false));
    buys(BTC, "0.02");
    sells(BTC, "0.01");
    assertThat(value(venue.legs(BTC)).isHedged()).isTrue();
    assertAmount(held(BTC, Side.LONG), "0.02");
    assertAmount(held(BTC, Side.SHORT), "-0.01");
    OrderReport closed = value(reduces(BTC, OrderSide.SELL, "0.02"));
    assertAmount(held(BTC, Side.LONG), "0");
    assertAmount(held(BTC, Side.SHORT), "-0.01");
    assertThat(value(venue.trades(BTC, closed.orderId())))
        .isNotEmpty()
        .allMatch(trade -> trade.hedgeSide().equals(java.util.Optional.of(Side.LONG)));
  }

  @Test
  void hedge_exitBeyondItsLeg_neverOpensAnything() {
    world.hedge();
    sells(BTC, "0.01");
    switch (reduces(BTC, OrderSide.BUY, "0.03")) {
      case Outcome.Ok<OrderReport>(OrderReport cut) -> {
        assertThat(cut.executed()).isEqualTo(Quantity.of("0.01"));
        assertAmount(held(BTC, Side.SHORT), "0");
      }
      case Outcome.Failed<OrderReport> refused -> {
        assertRefused(refused, Reason.REDUCE_ONLY);
        assertAmount(held(BTC, Side.SHORT), "-0.01");
      }
    }
    assertAmount(held(BTC, Side.LONG), "0");
  }

  @Test
  void hedge_exitOfALegThatIsFlat_isRefusedForThat() {
    world.hedge();
    sells(BTC, "0.01");
    assertRefused(reduces(BTC, OrderSide.SELL, "0.01"), Reason.REDUCE_ONLY);
    assertAmount(held(BTC, Side.SHORT), "-0.01");
  }

  @Test
  void oneWay_isToldAsSuch() {
    assertThat(value(venue.positionMode())).isEqualTo(PositionMode.ONE_WAY);
    assertThat(value(venue.accountTerms()).positionMode()).isEqualTo(PositionMode.ONE_WAY);
    assertThat(value(venue.margins().mode(BTC))).isEqualTo(MarginMode.CROSS);
  }

  // ---- symbols and the clock

  @Test
  void leverage_isSet_andMayBeSetAgain() {
    assertThat(value(venue.leverage(BTC, 7))).isEqualTo(7);
    assertThat(value(venue.leverage(BTC, 7))).isEqualTo(7);
    assertThat(failure(venue.leverage(BTC, 1_000))).isInstanceOf(Failure.Refused.class);
  }

  @Test
  void rules_areThoseThatOrdersAreHeldTo() {
    SymbolRules rules = value(venue.rules(BTC));
    assertThat(rules.symbol()).isEqualTo(BTC);
    assertThat(rules.trading()).isTrue();
    assertThat(value(venue.refreshRules())).isGreaterThanOrEqualTo(2);
    world.byHand(BTC, ONE_WAY, "0.1");
    String least = rules.least().toString();
    assertThat(value(reduces(BTC, OrderSide.SELL, least)).executed()).isEqualTo(rules.least());
  }

  @Test
  void markPrice_isThePresentOne_orThatOfAMinute() {
    buys(BTC, "0.001");
    long then = value(venue.legs(BTC)).open().getFirst().updatedMillis();
    assertAmount(value(venue.markPriceAt(BTC, then)), "100000");
    world.price(BTC, "100500");
    assertAmount(value(venue.markPrice(BTC)), "100500");
    assertAmount(value(venue.markPrice(ETH)), "2500");
  }

  @Test
  void clock_goesOn() {
    long before = value(venue.serverTime());
    world.passes(20);
    await("the venue's clock", () -> value(venue.serverTime()) >= before + 20);
  }
}
