package quantum.paper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.account.SymbolFilters.Lot;

/** The rules of resting orders: what is taken, what triggers, and what becomes of it. */
class AlgoBookTest {
  private static final Symbol RIVER = Symbol.of("RIVERUSDT");
  private static final Symbol OTHER = Symbol.of("OTHERUSDT");
  private static final AlgoRequest.Size ALL = new AlgoRequest.Size.Position();
  private static final long NOW = 1_700_000_000_000L;

  private final List<String> heard = new ArrayList<>();
  private final AlgoSteps steps =
      new AlgoSteps() {
        @Override
        public void changed(AlgoOrder order) {
          heard.add(order.clientAlgoId() + " " + order.status());
        }

        @Override
        public void traded(Placement.Accepted child) {
          PaperOrder order = child.order();
          heard.add(
              "%s %s %s at %s"
                  .formatted(
                      order.clientOrderId(), order.side(), order.executedQty(), order.avgPrice()));
        }
      };

  private PaperAccount account;
  private AlgoBook book;

  @BeforeEach
  void open() {
    account = new PaperAccount(AccountTerms.DEFAULTS, List.of(filters(RIVER), filters(OTHER)));
    account.mark(RIVER, d("100"));
    account.mark(OTHER, d("100"));
    book = new AlgoBook(account);
  }

  @ParameterizedTest
  @CsvSource({
    "STOP_MARKET, SELL, 90, 90, true",
    "STOP_MARKET, SELL, 90, 90.01, false",
    "STOP_MARKET, BUY, 110, 110, true",
    "STOP_MARKET, BUY, 110, 109.99, false",
    "TAKE_PROFIT_MARKET, SELL, 110, 110, true",
    "TAKE_PROFIT_MARKET, SELL, 110, 109.99, false",
    "TAKE_PROFIT_MARKET, BUY, 90, 90, true",
    "TAKE_PROFIT_MARKET, BUY, 90, 90.01, false"
  })
  void order_firesAtItsTrigger_andNotBefore(
      AlgoType type, OrderSide side, String trigger, String price, boolean fires) {
    market(side == OrderSide.SELL ? OrderSide.BUY : OrderSide.SELL, "5");
    place("s", side, type, ALL, trigger);
    to(price);
    assertThat(account.positions().isEmpty()).isEqualTo(fires);
    assertThat(status("s")).isEqualTo(fires ? AlgoStatus.FINISHED : AlgoStatus.NEW);
  }

  @Test
  void child_isAMarketOrderUnderTheSameId_andTheAlgoNamesIt() {
    market(OrderSide.BUY, "5");
    place("s", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90");
    to("89");
    assertThat(heard)
        .containsExactly("s TRIGGERING", "s TRIGGERED", "s SELL 5 at 90", "s FINISHED");
    PaperOrder child = account.order("s").orElseThrow();
    assertThat(child.type()).isEqualTo(OrderType.MARKET);
    assertThat(child.reduceOnly()).isTrue();
    assertThat(child.origin()).map(AlgoRequest::type).contains(AlgoType.STOP_MARKET);
    assertThat(account.trades().getLast().orderId()).isEqualTo(child.orderId());
    AlgoOrder algo = book.order("s").orElseThrow();
    assertThat(algo.child()).contains(new AlgoOrder.Child(child.orderId(), d("90"), d("5")));
    assertThat(algo.triggerMillis()).isEqualTo(NOW);
    assertThat(Long.toString(algo.algoId())).hasSize(16);
  }

  @Test
  void path_fillsEachAtItsLevelInItsOrder_aJumpFillsAllAtThePrice() {
    market(OrderSide.BUY, "5");
    place("deep", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "80");
    place("near", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "95");
    place("mid", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "90");
    to("85");
    assertThat(trades()).containsExactly("near SELL 1 at 95", "mid SELL 1 at 90");
    heard.clear();
    jumpTo("70");
    assertThat(trades()).containsExactly("deep SELL 1 at 70");
  }

  @Test
  void risingPath_meetsTheLowestFirst() {
    market(OrderSide.SELL, "5");
    place("far", OrderSide.BUY, AlgoType.STOP_MARKET, quantity("1"), "120");
    place("near", OrderSide.BUY, AlgoType.STOP_MARKET, quantity("1"), "105");
    to("130");
    assertThat(trades()).containsExactly("near BUY 1 at 105", "far BUY 1 at 120");
  }

  @Test
  void bothShapes_coexist_andTheCloseExpiresWhenTheQuantityOneHasClosed() {
    market(OrderSide.BUY, "5");
    place("c", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90");
    place("q", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("5"), "95");
    to("80");
    assertThat(heard)
        .containsExactly(
            "q TRIGGERING", "q TRIGGERED", "q SELL 5 at 95", "q FINISHED", "c EXPIRED");
    assertThat(account.orders()).hasSize(2);
  }

  @Test
  void secondCloseOfTheSameSideAndType_isRefused() {
    market(OrderSide.BUY, "5");
    place("one", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90");
    assertThat(code("two", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "91")).isEqualTo(-4130);
    assertThat(code("profit", OrderSide.SELL, AlgoType.TAKE_PROFIT_MARKET, ALL, "110")).isZero();
    book.cancel(book.order("one").orElseThrow().algoId(), NOW);
    assertThat(code("three", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "91")).isZero();
  }

  @Test
  void close_needsAPositionThatItCloses() {
    assertThat(code("flat", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90")).isEqualTo(-4509);
    market(OrderSide.SELL, "5");
    assertThat(code("wrong", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90")).isEqualTo(-4509);
    assertThat(code("right", OrderSide.BUY, AlgoType.STOP_MARKET, ALL, "110")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "STOP_MARKET, SELL, 100, -2021",
    "STOP_MARKET, SELL, 101, -2021",
    "STOP_MARKET, BUY, 99, -2021",
    "TAKE_PROFIT_MARKET, SELL, 99, -2021",
    "TAKE_PROFIT_MARKET, BUY, 101, -2021",
    "STOP_MARKET, SELL, 90.001, -1111",
    "STOP_MARKET, SELL, 90.01, -4014",
    "STOP_MARKET, SELL, 0, -4006",
    "STOP_MARKET, SELL, 90, 0"
  })
  void triggerThatTheVenueRefuses_getsItsCode(
      AlgoType type, OrderSide side, String trigger, int code) {
    assertThat(code("t", side, type, quantity("1"), trigger)).isEqualTo(code);
  }

  @Test
  void id_hasAForm_andIsUsedOnce() {
    assertThat(code("a b", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "90"))
        .isEqualTo(-4015);
    assertThat(code("x".repeat(37), OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "90"))
        .isEqualTo(-4015);
    assertThat(code("id", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "90")).isZero();
    assertThat(code("id", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "80"))
        .isEqualTo(-4116);
  }

  @Test
  void moreThanTwoHundredResting_areRefused_overAllSymbols() {
    for (int i = 0; i < 200; i++) {
      Symbol symbol = i % 2 == 0 ? RIVER : OTHER;
      assertThat(codeOf(request("n" + i, symbol, quantity("1"), "90"))).isZero();
    }
    assertThat(codeOf(request("over", RIVER, quantity("1"), "90"))).isEqualTo(-4045);
    book.cancel(book.order("n0").orElseThrow().algoId(), NOW);
    assertThat(codeOf(request("fits", RIVER, quantity("1"), "90"))).isZero();
  }

  @Test
  void closeExpires_whenThePositionGoesFlatOtherwise_theQuantityOneStaysAndIsRejected() {
    market(OrderSide.BUY, "5");
    place("c", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90");
    place("q", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("5"), "90");
    market(OrderSide.SELL, "5");
    assertThat(heard).containsExactly("c EXPIRED");
    assertThat(status("q")).isEqualTo(AlgoStatus.NEW);
    int orders = account.orders().size();
    to("80");
    assertThat(heard).containsExactly("c EXPIRED", "q TRIGGERING", "q REJECTED");
    assertThat(book.order("q").orElseThrow().rejection()).isEqualTo("Reduce Only reject");
    assertThat(account.orders()).hasSize(orders);
    assertThat(book.open()).isEmpty();
  }

  @Test
  void flipWithoutAFlatMoment_leavesBoth_andBothAreRejectedWhenMet() {
    market(OrderSide.BUY, "5");
    place("c", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90");
    place("q", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("5"), "90");
    market(OrderSide.SELL, "8");
    assertThat(heard).isEmpty();
    to("80");
    assertThat(heard).containsExactly("c TRIGGERING", "c REJECTED", "q TRIGGERING", "q REJECTED");
    assertThat(account.position(RIVER).orElseThrow().amount()).isEqualByComparingTo("-3");
  }

  @Test
  void closeOfAnotherSymbol_isNotTouchedByAFlat() {
    market(OrderSide.BUY, "5");
    account.place(OrderRequest.market(OTHER, OrderSide.BUY, d("5"), false, "o"), NOW);
    assertThat(codeOf(request("other", OTHER, ALL, "90"))).isZero();
    market(OrderSide.SELL, "5");
    assertThat(heard).isEmpty();
    assertThat(status("other")).isEqualTo(AlgoStatus.NEW);
  }

  @Test
  void quantityOrder_isCutToThePosition_aCloseFollowsIt() {
    market(OrderSide.BUY, "5");
    place("q", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("5"), "95");
    market(OrderSide.SELL, "3");
    to("94");
    assertThat(trades()).containsExactly("q SELL 2 at 95");
    heard.clear();
    market(OrderSide.BUY, "5");
    place("c", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90");
    market(OrderSide.BUY, "2");
    to("90");
    assertThat(trades()).containsExactly("c SELL 7 at 90");
  }

  @Test
  void quantityWithoutReduceOnly_opens_ifTheMarginAllows() {
    place("small", OrderSide.BUY, AlgoType.STOP_MARKET, opening("1"), "110");
    place("large", OrderSide.BUY, AlgoType.STOP_MARKET, opening("29000"), "110");
    to("111");
    assertThat(account.position(RIVER).orElseThrow().amount()).isEqualByComparingTo("1");
    assertThat(book.order("large").orElseThrow().rejection()).isEqualTo("Margin is insufficient.");
    assertThat(code("tiny", OrderSide.BUY, AlgoType.STOP_MARKET, opening("0.01"), "120"))
        .isEqualTo(-4164);
  }

  @Test
  void cancel_endsWhatRests_onceOnly_andItNeverFires() {
    market(OrderSide.BUY, "5");
    place("c", OrderSide.SELL, AlgoType.STOP_MARKET, ALL, "90");
    place("q", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("5"), "90");
    long id = book.order("c").orElseThrow().algoId();
    assertThat(book.cancel(id, NOW)).map(AlgoOrder::status).contains(AlgoStatus.CANCELED);
    assertThat(book.cancel(id, NOW)).isEmpty();
    assertThat(book.cancelAll(OTHER, NOW)).isEmpty();
    assertThat(book.cancelAll(RIVER, NOW)).hasSize(1);
    to("50");
    assertThat(account.positions()).hasSize(1);
  }

  @Test
  void hangingTrigger_staysWithoutAChild_andCannotBeCancelled() {
    market(OrderSide.BUY, "5");
    place("hangs", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("5"), "90");
    place("fires", OrderSide.SELL, AlgoType.STOP_MARKET, quantity("1"), "85");
    book.hangTriggers(1);
    to("88");
    to("70");
    assertThat(status("hangs")).isEqualTo(AlgoStatus.TRIGGERING);
    assertThat(book.order("hangs").orElseThrow().child()).isEmpty();
    assertThat(book.cancel(book.order("hangs").orElseThrow().algoId(), NOW)).isEmpty();
    assertThat(trades()).containsExactly("fires SELL 1 at 85");
  }

  private void to(String price) {
    account.mark(RIVER, d(price));
    book.priced(RIVER, false, NOW, steps);
  }

  private void jumpTo(String price) {
    account.mark(RIVER, d(price));
    book.priced(RIVER, true, NOW, steps);
  }

  private void market(OrderSide side, String quantity) {
    Placement placed =
        account.place(OrderRequest.market(RIVER, side, d(quantity), false, "m"), NOW);
    assertThat(placed).isInstanceOf(Placement.Accepted.class);
    book.traded(RIVER, NOW, steps);
  }

  private void place(
      String id, OrderSide side, AlgoType type, AlgoRequest.Size size, String trigger) {
    assertThat(code(id, side, type, size, trigger)).as(id).isZero();
  }

  private int code(
      String id, OrderSide side, AlgoType type, AlgoRequest.Size size, String trigger) {
    return codeOf(request(id, RIVER, side, type, size, trigger));
  }

  private int codeOf(AlgoRequest request) {
    return switch (book.place(request, NOW)) {
      case AlgoPlacement.Accepted accepted -> 0;
      case AlgoPlacement.Refused refused -> refused.refusal().code();
    };
  }

  private static AlgoRequest request(
      String id, Symbol symbol, AlgoRequest.Size size, String trigger) {
    return request(id, symbol, OrderSide.SELL, AlgoType.STOP_MARKET, size, trigger);
  }

  private static AlgoRequest request(
      String id,
      Symbol symbol,
      OrderSide side,
      AlgoType type,
      AlgoRequest.Size size,
      String trigger) {
    return new AlgoRequest(
        symbol,
        side,
        PositionSide.BOTH,
        type,
        d(trigger),
        size,
        WorkingType.MARK_PRICE,
        false,
        TimeInForce.GTC,
        Optional.of(id));
  }

  private AlgoStatus status(String id) {
    return book.order(id).orElseThrow().status();
  }

  private List<String> trades() {
    return heard.stream().filter(line -> line.contains(" at ")).toList();
  }

  private static AlgoRequest.Size quantity(String base) {
    return new AlgoRequest.Size.Quantity(d(base), true);
  }

  private static AlgoRequest.Size opening(String base) {
    return new AlgoRequest.Size.Quantity(d(base), false);
  }

  private static SymbolFilters filters(Symbol symbol) {
    Lot lot = new Lot(d("0.01"), d("30000"), d("0.01"));
    return new SymbolFilters(symbol, d("0.05"), d("0.05"), d("100000"), lot, lot, d("5"));
  }

  private static BigDecimal d(String text) {
    return new BigDecimal(text);
  }
}
