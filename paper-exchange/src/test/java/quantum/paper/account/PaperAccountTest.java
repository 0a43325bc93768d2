package quantum.paper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.account.SymbolFilters.Lot;
import quantum.paper.refusal.Refusal;

class PaperAccountTest {
  private static final Symbol RIVER = Symbol.of("RIVERUSDT");
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long NOW = 1_700_000_000_000L;

  private PaperAccount account;

  @BeforeEach
  void open() {
    account =
        new PaperAccount(
            AccountTerms.DEFAULTS,
            List.of(
                filters(RIVER, "0.001", "0.01", "30000", "5"),
                filters(BTC, "0.1", "0.001", "1000", "100")));
    account.mark(RIVER, d("12.32"));
    account.mark(BTC, d("100000"));
  }

  @Test
  void longPosition_earnsWhenThePriceRises() {
    buy(RIVER, "1.83");
    account.mark(RIVER, d("21.68"));
    var close = accepted(reduce(RIVER, OrderSide.SELL, "1.37"));
    assertThat(close.trades().getFirst().realizedPnl()).isEqualByComparingTo("12.8232");
    assertThat(close.trades().getFirst().commission()).isEqualByComparingTo("0.01188064");
    assertThat(position(RIVER).amount()).isEqualByComparingTo("0.46");
    assertThat(position(RIVER).entryPrice()).isEqualByComparingTo("12.32");
  }

  @Test
  void shortPosition_earnsWhenThePriceFalls() {
    sell(RIVER, "10");
    account.mark(RIVER, d("10.32"));
    assertThat(account.unrealizedPnl()).isEqualByComparingTo("20");
    var close = accepted(reduce(RIVER, OrderSide.BUY, "10"));
    assertThat(close.trades().getFirst().realizedPnl()).isEqualByComparingTo("20");
    assertThat(account.positions()).isEmpty();
    assertThat(account.wallet())
        .isEqualByComparingTo(d("100020").subtract(d("0.04928")).subtract(d("0.04128")));
  }

  @Test
  void adding_averagesTheEntry_reducingKeepsIt() {
    buy(RIVER, "10");
    account.mark(RIVER, d("15.32"));
    buy(RIVER, "20");
    assertThat(position(RIVER).entryPrice()).isEqualByComparingTo("14.32");
    reduce(RIVER, OrderSide.SELL, "5");
    assertThat(position(RIVER).entryPrice()).isEqualByComparingTo("14.32");
  }

  @Test
  void largerOppositeOrder_flips_bookingTheCloseAndOpeningTheRest() {
    buy(RIVER, "10");
    account.mark(RIVER, d("13.32"));
    var flip = accepted(sell(RIVER, "25"));
    assertThat(flip.trades()).hasSize(1);
    assertThat(flip.trades().getFirst().realizedPnl()).isEqualByComparingTo("10");
    assertThat(position(RIVER).amount()).isEqualByComparingTo("-15");
    assertThat(position(RIVER).entryPrice()).isEqualByComparingTo("13.32");
  }

  @Test
  void reduceOnly_isCutDownToThePosition() {
    buy(RIVER, "10");
    var close = accepted(reduce(RIVER, OrderSide.SELL, "11"));
    assertThat(close.order().origQty()).isEqualByComparingTo("10");
    assertThat(close.order().status()).isEqualTo(OrderStatus.FILLED);
    assertThat(position(RIVER).isFlat()).isTrue();
  }

  @Test
  void reduceOnly_whenFlatOrOnTheSameSide_isRejected() {
    assertThat(reduce(RIVER, OrderSide.SELL, "1")).isEqualTo(refused(Refusal.REDUCE_ONLY));
    buy(RIVER, "10");
    assertThat(reduce(RIVER, OrderSide.BUY, "1")).isEqualTo(refused(Refusal.REDUCE_ONLY));
    assertThat(position(RIVER).amount()).isEqualByComparingTo("10");
  }

  @Test
  void reduceOnly_isExemptFromTheMinimumNotional() {
    buy(RIVER, "10");
    assertThat(code(sell(RIVER, "0.01"))).isEqualTo(-4164);
    assertThat(code(reduce(RIVER, OrderSide.SELL, "0.01"))).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, -4003",
    "-1, -4003",
    "1.001, -1111",
    "0.009, -1111",
    "30000.01, -4005",
    "0.40, -4164"
  })
  void quantityOutsideTheFilters_isRefused(String quantity, int code) {
    assertThat(code(buy(RIVER, quantity))).isEqualTo(code);
    assertThat(account.orders()).isEmpty();
    assertThat(account.wallet()).isEqualByComparingTo("100000");
  }

  @Test
  void quantityBetweenSteps_orBelowTheMinimum_isRefused() {
    Lot fives = new Lot(d("10"), d("1000"), d("5"));
    account =
        new PaperAccount(
            AccountTerms.DEFAULTS,
            List.of(
                new SymbolFilters(RIVER, d("0.01"), d("0.01"), d("200"), fives, fives, d("5"))));
    account.mark(RIVER, d("12.32"));
    assertThat(code(buy(RIVER, "12"))).isEqualTo(-4023);
    assertThat(code(buy(RIVER, "5"))).isEqualTo(-4004);
    assertThat(code(buy(RIVER, "10"))).isZero();
  }

  @Test
  void notionalRefusal_namesTheSymbolsMinimum() {
    account.mark(BTC, d("99999.9"));
    assertThat(buy(BTC, "0.001")).isEqualTo(refused(Refusal.minNotional(d("100"))));
    assertThat(Refusal.minNotional(d("100")).message())
        .isEqualTo("Order's notional must be no smaller than 100 (unless you choose reduce only).");
  }

  @Test
  void entryBeyondTheMargin_isRefused_andAllowedWithMoreLeverage() {
    assertThat(account.leverage(BTC, 1)).isEmpty();
    assertThat(code(buy(BTC, "1"))).isEqualTo(-2019); // the fee is not covered
    assertThat(code(buy(BTC, "0.999"))).isZero();
    assertThat(code(buy(BTC, "0.999"))).isEqualTo(-2019);
    assertThat(account.leverage(BTC, 20)).isEmpty();
    assertThat(code(buy(BTC, "0.999"))).isZero();
    assertThat(account.leverage(BTC, 1)).contains(Refusal.LEVERAGE_MARGIN);
    assertThat(position(BTC).leverage()).isEqualTo(20);
  }

  @Test
  void ruinedAccount_mayStillReduce() {
    buy(BTC, "15");
    account.mark(BTC, d("90000"));
    assertThat(account.available()).isNegative();
    assertThat(code(buy(BTC, "0.01"))).isEqualTo(-2019);
    assertThat(code(sell(BTC, "1"))).isZero();
    assertThat(code(reduce(BTC, OrderSide.SELL, "14"))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0", "126", "-3"})
  void leverageOutOfRange_isRefused(int leverage) {
    assertThat(account.leverage(BTC, leverage)).map(Refusal::code).contains(-4028);
  }

  @Test
  void unknownSymbol_isRefused() {
    assertThat(buy(Symbol.of("NOPEUSDT"), "1")).isEqualTo(refused(Refusal.BAD_SYMBOL));
    assertThat(account.leverage(Symbol.of("NOPEUSDT"), 5)).contains(Refusal.BAD_SYMBOL);
  }

  @Test
  void symbolWithoutPrice_doesNotTrade() {
    account = new PaperAccount(AccountTerms.DEFAULTS, List.of(filters(BTC, "1", "1", "9", "5")));
    assertThat(buy(BTC, "1")).isEqualTo(refused(Refusal.NO_PRICE_YET));
  }

  @Test
  void partOfAMarketOrder_fillsAndTheRestExpires() {
    var request = OrderRequest.market(RIVER, OrderSide.BUY, d("1.83"), false, "c");
    var order = accepted(account.place(request, d("0.5"), NOW)).order();
    assertThat(order.status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(order.executedQty()).isEqualByComparingTo("0.91");
    assertThat(order.origQty()).isEqualByComparingTo("1.83");
    assertThat(position(RIVER).amount()).isEqualByComparingTo("0.91");
  }

  @ParameterizedTest
  @CsvSource({
    "GTC, 12.33, 0, FILLED",
    "GTC, 12.31, -1020,",
    "IOC, 12.31, 0, EXPIRED",
    "FOK, 12.31, -5021,",
    "FOK, 12.32, 0, FILLED",
    "GTX, 12.33, -5022,",
    "GTX, 12.31, -1020,",
    "GTC, 12.3305, -1111,",
    "GTC, 0, -4001,",
    "GTC, 900000, -4002,"
  })
  void limitOrder_fillsAtTheMarkOrIsRefused(
      TimeInForce tif, String limit, int code, OrderStatus status) {
    var placed =
        account.place(
            new OrderRequest(
                RIVER,
                OrderSide.BUY,
                PositionSide.BOTH,
                OrderType.LIMIT,
                d("10"),
                false,
                Optional.of(d(limit)),
                tif,
                Optional.empty()),
            NOW);
    assertThat(code(placed)).isEqualTo(code);
    if (placed instanceof Placement.Accepted accepted) {
      assertThat(accepted.order().status()).isEqualTo(status);
      assertThat(accepted.trades())
          .allSatisfy(trade -> assertThat(trade.price()).isEqualByComparingTo("12.32"));
    }
  }

  @Test
  void ids_increaseAndOrdersAreFoundByThem() {
    var first = accepted(buy(RIVER, "1", "same")).order();
    var second = accepted(buy(RIVER, "2", "same")).order();
    assertThat(second.orderId()).isEqualTo(first.orderId() + 1);
    assertThat(account.order(first.orderId())).contains(first);
    assertThat(account.order("same")).contains(second);
    assertThat(account.order("other")).isEmpty();
    assertThat(account.order(first.orderId() - 1)).isEmpty();
    assertThat(account.order(second.orderId() + 1)).isEmpty();
    assertThat(account.trades()).extracting(PaperTrade::id).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"a b", "ä", "''", "1234567890123456789012345678901234567"})
  void badClientId_isRefused(String id) {
    assertThat(code(buy(RIVER, "1", id))).isEqualTo(-4015);
  }

  @Test
  void positionChangedByHand_isATradeLikeAnyOther() {
    buy(RIVER, "10");
    var byHand = accepted(account.adjust(RIVER, PositionSide.BOTH, BigDecimal.ZERO, NOW));
    assertThat(byHand.order().clientOrderId()).startsWith("web_");
    assertThat(byHand.order().side()).isEqualTo(OrderSide.SELL);
    assertThat(account.positions()).isEmpty();
    assertThat(account.trades()).hasSize(2);
  }

  @Test
  void anyOrders_keepTheBooksBalanced() {
    Random random = new Random(7);
    BigDecimal mark = d("12.32");
    for (int i = 0; i < 2_000; i++) {
      mark = mark.add(d("0.001").multiply(BigDecimal.valueOf(random.nextInt(-50, 51)))).max(d("1"));
      account.mark(RIVER, mark);
      OrderSide side = random.nextBoolean() ? OrderSide.BUY : OrderSide.SELL;
      BigDecimal quantity = BigDecimal.valueOf(random.nextInt(1, 5_000), 2);
      boolean reduceOnly = random.nextInt(3) == 0;
      BigDecimal before = position(RIVER).amount();
      account.place(OrderRequest.market(RIVER, side, quantity, reduceOnly, "c" + i), NOW + i);
      if (reduceOnly) {
        assertThat(position(RIVER).amount().abs()).isLessThanOrEqualTo(before.abs());
        assertThat(position(RIVER).amount().signum() * before.signum()).isNotNegative();
      }
    }
    BigDecimal cash = BigDecimal.ZERO;
    BigDecimal held = BigDecimal.ZERO;
    BigDecimal booked = account.terms().balance();
    BigDecimal fees = BigDecimal.ZERO;
    for (PaperTrade trade : account.trades()) {
      boolean buys = trade.side() == OrderSide.BUY;
      cash = buys ? cash.subtract(trade.quoteQty()) : cash.add(trade.quoteQty());
      held = buys ? held.add(trade.quantity()) : held.subtract(trade.quantity());
      booked = booked.add(trade.realizedPnl()).subtract(trade.commission());
      fees = fees.add(trade.commission());
    }
    assertThat(account.trades()).hasSizeGreaterThan(1_000);
    assertThat(held).isEqualByComparingTo(position(RIVER).amount());
    assertThat(account.wallet()).isEqualByComparingTo(booked);
    // what the coins cost and fetched is realized plus unrealized profit, up to 8-place rounding
    BigDecimal equity = account.wallet().add(account.unrealizedPnl());
    BigDecimal expected =
        account.terms().balance().add(cash).add(held.multiply(mark)).subtract(fees);
    assertThat(equity.subtract(expected).abs()).isLessThan(d("0.00002"));
  }

  private Placement buy(Symbol symbol, String quantity) {
    return buy(symbol, quantity, "c1");
  }

  private Placement buy(Symbol symbol, String quantity, String clientId) {
    return account.place(
        OrderRequest.market(symbol, OrderSide.BUY, d(quantity), false, clientId), NOW);
  }

  private Placement sell(Symbol symbol, String quantity) {
    return account.place(
        OrderRequest.market(symbol, OrderSide.SELL, d(quantity), false, "c2"), NOW);
  }

  private Placement reduce(Symbol symbol, OrderSide side, String quantity) {
    return account.place(OrderRequest.market(symbol, side, d(quantity), true, "c3"), NOW);
  }

  private PaperPosition position(Symbol symbol) {
    return account.position(symbol).orElseThrow();
  }

  private static Placement.Accepted accepted(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Accepted.class);
    return (Placement.Accepted) placement;
  }

  private static Placement refused(Refusal refusal) {
    return new Placement.Refused(refusal);
  }

  private static int code(Placement placement) {
    return switch (placement) {
      case Placement.Accepted accepted -> 0;
      case Placement.Refused refused -> refused.refusal().code();
    };
  }

  private static SymbolFilters filters(
      Symbol symbol, String tick, String step, String maxQty, String minNotional) {
    Lot lot = new Lot(d(step), d(maxQty), d(step));
    return new SymbolFilters(symbol, d(tick), d(tick), d("809484"), lot, lot, d(minNotional));
  }

  private static BigDecimal d(String text) {
    return new BigDecimal(text);
  }
}
