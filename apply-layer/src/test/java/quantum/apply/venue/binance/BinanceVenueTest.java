package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.apply.venue.binance.LoopbackExchange.error;
import static quantum.apply.venue.binance.LoopbackExchange.say;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Legs;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.PositionMode;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenuePositions;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/** What the client sends, how it reads recorded answers, and when it keeps quiet. */
class BinanceVenueTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final ClientOrderId ID = new ClientOrderId("qh-5f070856a1b2c3d4-0");
  private static final String ORDER = "POST /fapi/v1/order";
  private static final String POSITION = "GET /fapi/v3/positionRisk";
  private static final String TRADES = "GET /fapi/v1/userTrades";

  private final AtomicLong wallMillis = new AtomicLong(1_591_702_613_943L);
  private final AtomicLong monotonicMillis = new AtomicLong(5_000);
  private LoopbackExchange exchange;
  private BinanceVenue venue;

  @BeforeEach
  void start() {
    exchange = new LoopbackExchange();
    exchange.usually("GET /fapi/v1/time", say(200, "{\"serverTime\":1591702613943}"));
    venue =
        new BinanceVenue(
            exchange.endpoints(),
            new Credentials("the-key", "the-secret"),
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5)),
            wallMillis::get,
            monotonicMillis::get,
            () -> true);
  }

  @AfterEach
  void stop() {
    venue.close();
    exchange.close();
  }

  @Test
  void placeMarket_oneWay_sendsExactlyWhatItSigned() {
    exchange.usually(ORDER, say(200, report("FILLED", "1.37", "21.68")));
    OrderReport report = value(venue.placeMarket(close(OrderSide.SELL)));
    assertThat(report.executed()).isEqualTo(Quantity.of("1.370"));
    assertThat(report.status()).isEqualTo(OrderStatus.FILLED);
    assertThat(report.averagePrice()).hasValueSatisfying(p -> assertThat(p).hasToString("21.68"));
    var sent = exchange.received(ORDER).getFirst();
    String signed =
        "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1.37&reduceOnly=true"
            + "&newClientOrderId=qh-5f070856a1b2c3d4-0&newOrderRespType=RESULT"
            + "&recvWindow=5000&timestamp=1591702613943";
    assertThat(sent.body())
        .isEqualTo(signed + "&signature=" + new Signer("the-secret").sign(signed));
    assertThat(sent.query()).isEmpty();
    assertThat(sent.apiKey()).isEqualTo("the-key");
  }

  @Test
  void placeMarket_entry_isNotReduceOnly() {
    exchange.usually(ORDER, say(200, report("FILLED", "1.37", "21.68")));
    venue.placeMarket(new MarketOrder(BTC, OrderSide.BUY, Quantity.of("1.37"), false, ID));
    assertThat(exchange.received(ORDER).getFirst().body()).doesNotContain("reduceOnly");
  }

  @Test
  void placeMarket_hedgeMode_namesTheSideHeld() {
    exchange.usually("GET /fapi/v1/positionSide/dual", say(200, "{\"dualSidePosition\":true}"));
    exchange.usually(ORDER, say(200, report("FILLED", "1.37", "21.68")));
    venue.placeMarket(close(OrderSide.SELL));
    venue.placeMarket(close(OrderSide.BUY));
    venue.placeMarket(new MarketOrder(BTC, OrderSide.SELL, Quantity.of("1.37"), false, ID));
    List<String> bodies = exchange.received(ORDER).stream().map(r -> r.body()).toList();
    assertThat(bodies.get(0)).contains("side=SELL&positionSide=LONG");
    assertThat(bodies.get(1)).contains("side=BUY&positionSide=SHORT");
    assertThat(bodies.get(2)).contains("side=SELL&positionSide=SHORT");
    assertThat(bodies).noneMatch(body -> body.contains("reduceOnly"));
  }

  @Test
  void placeMarket_partialFill_tellsWhatWasExecuted() {
    exchange.usually(ORDER, say(200, report("EXPIRED", "0.50", "21.68")));
    OrderReport report = value(venue.placeMarket(close(OrderSide.SELL)));
    assertThat(report.status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(report.executed()).isLessThan(report.ordered());
  }

  @Test
  void placeMarket_notFilledYet_hasNoAveragePrice() {
    exchange.usually(ORDER, say(200, report("NEW", "0", "0.00")));
    assertThat(value(venue.placeMarket(close(OrderSide.SELL))).averagePrice()).isEmpty();
  }

  @Test
  void order_oddCharactersInTheId_areEncodedAndSignedAsSent() {
    ClientOrderId odd = new ClientOrderId("web:a/b_c.D");
    exchange.usually("GET /fapi/v1/order", error(400, -2013, "Order does not exist."));
    venue.order(Symbol.of("币安人生USDT"), odd);
    String query = exchange.received("GET /fapi/v1/order").getFirst().query();
    assertThat(query).contains("origClientOrderId=web%3Aa%2Fb_c.D").contains("symbol=%E5%B8%81");
    String signed = query.substring(0, query.indexOf("&signature="));
    assertThat(query).endsWith("&signature=" + new Signer("the-secret").sign(signed));
  }

  @Test
  void serverTime_exchangeAhead_movesTheTimestamps() {
    exchange.usually("GET /fapi/v1/time", say(200, "{\"serverTime\":1591702623943}"));
    exchange.usually(POSITION, say(200, "[]"));
    venue.legs(BTC);
    assertThat(exchange.received(POSITION).getFirst().query()).contains("timestamp=1591702623943");
  }

  @Test
  void signedCall_offsetHalfAnHourOld_isMeasuredAgain() {
    exchange.usually(POSITION, say(200, "[]"));
    venue.legs(BTC);
    venue.legs(BTC);
    assertThat(exchange.received("GET /fapi/v1/time")).hasSize(1);
    wallMillis.addAndGet(31 * 60_000);
    venue.legs(BTC);
    assertThat(exchange.received("GET /fapi/v1/time")).hasSize(2);
  }

  // ---- pauses

  @Test
  void anyCall_told429_pausesReadsAndOrdersUntilItIsOver() {
    exchange.usually(POSITION, say(200, "[]"));
    exchange.usually(ORDER, say(200, report("FILLED", "1.37", "21.68")));
    exchange.next(
        "GET /fapi/v1/premiumIndex",
        new LoopbackExchange.Reply.Say(
            429,
            "{\"code\":-1003,\"msg\":\"Too many requests\"}",
            java.util.Map.of("Retry-After", "7")));
    venue.positionMode();
    assertThat(failure(venue.markPrice(BTC)))
        .isEqualTo(new Failure.Retryable(7000, "-1003 Too many requests"));
    int before = exchange.receivedInAll();

    monotonicMillis.addAndGet(6_999);
    assertThat(failure(venue.legs(BTC)))
        .isInstanceOfSatisfying(
            Failure.Retryable.class, r -> assertThat(r.afterMillis()).isEqualTo(1));
    assertThat(failure(venue.placeMarket(close(OrderSide.SELL))))
        .isInstanceOf(Failure.Retryable.class);
    assertThat(exchange.receivedInAll()).isEqualTo(before);

    monotonicMillis.addAndGet(1);
    assertThat(venue.placeMarket(close(OrderSide.SELL))).isInstanceOf(Outcome.Ok.class);
    assertThat(value(venue.legs(BTC)).open()).isEmpty();
  }

  @Test
  void placeMarket_told429_wasNotExecutedAndIsNotResent() {
    exchange.usually(ORDER, say(429, "", "Retry-After", "3"));
    assertThat(failure(venue.placeMarket(close(OrderSide.SELL))))
        .isInstanceOfSatisfying(
            Failure.Retryable.class, r -> assertThat(r.afterMillis()).isEqualTo(3000));
    assertThat(exchange.received(ORDER)).hasSize(1);
  }

  @Test
  void anyCall_banned418_pausesUntilTheBanEnds() {
    long until = wallMillis.get() + 600_000;
    exchange.next(
        POSITION, error(418, -1003, "Way too many requests; IP banned until " + until + ". Use"));
    assertThat(failure(venue.positions()))
        .isInstanceOfSatisfying(
            Failure.Retryable.class, r -> assertThat(r.afterMillis()).isEqualTo(600_000));
    assertThat(failure(venue.serverTime()))
        .isInstanceOfSatisfying(
            Failure.Retryable.class, r -> assertThat(r.afterMillis()).isEqualTo(600_000));
  }

  @Test
  void anyCall_banned418WithoutATime_pausesTheShortestBan() {
    exchange.next(POSITION, say(418, "<html>I'm a teapot</html>"));
    assertThat(failure(venue.positions()))
        .isInstanceOfSatisfying(
            Failure.Retryable.class, r -> assertThat(r.afterMillis()).isEqualTo(120_000));
  }

  // ---- reading recorded answers

  @Test
  void position_recordedAnswer_isReadExactly() {
    exchange.usually(POSITION, say(200, recorded("GET /fapi/v3/positionRisk")));
    VenuePosition position = value(venue.legs(BTC)).open().getFirst();
    assertThat(position.side()).isEqualTo(Side.LONG);
    assertThat(position.quantity()).hasToString("0.009");
    assertThat(position.entry()).contains(Price.of("67445.9"));
    assertThat(position.leverage())
        .hasValueSatisfying(leverage -> assertThat(leverage.value()).isEqualTo(80));
    assertThat(position.updatedMillis()).isEqualTo(1722161166529L);
  }

  @Test
  void positions_documentedExamples_areRead() {
    exchange.usually(POSITION, say(200, documented("position_information_v3")));
    assertThat(value(venue.positions()).open())
        .isNotEmpty()
        .allSatisfy(position -> assertThat(position.quantity().isZero()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({
    "positionAmt, nan",
    "positionAmt, None",
    "positionAmt,",
    "positionSide, SIDEWAYS",
    "positionSide, SHORT",
    "symbol, ?!"
  })
  void positions_oddRow_isNamed_theOthersAreRead_andItIsNeverFlat(String field, String value) {
    String odd =
        recorded("GET /fapi/v3/positionRisk")
            .replaceFirst(
                "\"" + field + "\" *: *\"[^\"]*\"",
                value == null ? "\"x\":1" : "\"" + field + "\":\"" + value + "\"");
    String sound = recorded("GET /fapi/v3/positionRisk").replace("BTCUSDT", "ETHUSDT");
    exchange.usually(
        POSITION,
        say(
            200,
            "["
                + odd.substring(1, odd.length() - 1)
                + ","
                + sound.substring(1, sound.length() - 1)
                + "]"));
    VenuePositions positions = value(venue.positions());
    assertThat(positions.open())
        .extracting(position -> position.symbol().name())
        .containsExactly("ETHUSDT");
    assertThat(positions.unreadable()).hasSize(1);
    assertThat(positions.isFlat(BTC)).isFalse();
    assertThat(failure(venue.legs(BTC))).isInstanceOf(Failure.Retryable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "entryPrice, 0.0",
    "entryPrice, nan",
    "entryPrice,",
    "markPrice, None",
    "updateTime, soon",
    "notional, NaN"
  })
  void position_oddFieldThatNoExitNeeds_isMissing(String field, String value) {
    exchange.usually(
        POSITION,
        say(
            200,
            recorded("GET /fapi/v3/positionRisk")
                .replaceFirst(
                    "\"" + field + "\" *: *(\"[^\"]*\"|\\d+)",
                    value == null ? "\"x\":1" : "\"" + field + "\":\"" + value + "\"")));
    VenuePosition position = value(venue.legs(BTC)).open().getFirst();
    assertThat(position.quantity()).hasToString("0.009");
    assertThat(value(venue.positions()).unreadable()).isEmpty();
  }

  @Test
  void position_symbolNotListed_isNotFound_andNotFlat() {
    exchange.usually(POSITION, error(400, -1121, "Invalid symbol."));
    assertThat(failure(venue.legs(BTC))).isInstanceOf(Failure.NotFound.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|{}",
        "200|<html>maintenance</html>",
        "200|null",
        "200|\"flat\"",
        "200|{\"code\":200,\"msg\":\"success\"}",
        "400|<html>Bad Request</html>",
        "404|nothing here",
        "302|moved",
        "400|{\"msg\":\"no code\"}",
        "400|{\"code\":\"odd\",\"msg\":\"x\"}",
        "500|"
      })
  void unknownAnswer_isNeitherFlatNorSuccess(int status, String body) {
    String text = body == null ? "" : body;
    exchange.usually(POSITION, say(status, text));
    exchange.usually(ORDER, say(status, text));
    assertThat(failure(venue.legs(BTC))).isInstanceOf(Failure.Retryable.class);
    assertThat(failure(venue.positions())).isInstanceOf(Failure.Retryable.class);
    assertThat(failure(venue.placeMarket(close(OrderSide.SELL))))
        .isInstanceOf(Failure.Unknown.class);
    assertThat(exchange.received(ORDER)).hasSize(1);
  }

  @Test
  void rulesThatRefuse_areAskedForAgain_onceAMinute_andReadableOnesAreKept() {
    String info = "GET /fapi/v1/exchangeInfo";
    exchange.next(
        info,
        say(200, rulesAnswer("PENDING_TRADING", "0.001")),
        say(502, "<html/>"),
        say(200, rulesAnswer("TRADING", "0.001")),
        say(200, rulesAnswer("TRADING", "nan")));
    for (int i = 0; i < 3; i++) {
      assertThat(value(venue.rules(BTC)).status()).isEqualTo("PENDING_TRADING");
    }
    assertThat(exchange.received(info)).hasSize(1);
    monotonicMillis.addAndGet(60_001);
    for (int i = 0; i < 3; i++) {
      assertThat(value(venue.rules(BTC)).trading()).isFalse();
    }
    assertThat(exchange.received(info)).hasSize(2);
    monotonicMillis.addAndGet(60_001);
    assertThat(value(venue.rules(BTC)).trading()).isTrue();
    assertThat(value(venue.refreshRules())).isEqualTo(2);
    assertThat(value(venue.rules(BTC)).trading()).isTrue();
    assertThat(exchange.received(info)).hasSize(4);
  }

  private static String rulesAnswer(String status, String step) {
    String row =
        "{\"symbol\":\"%s\",\"status\":\"%s\",\"filters\":["
            + "{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"%s\",\"minQty\":\"0.001\",\"maxQty\":\"100\"},"
            + "{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"0.1\"}]}";
    return "{\"symbols\":["
        + row.formatted("BTCUSDT", status, step)
        + ","
        + row.formatted("ETHUSDT", "TRADING", "0.01")
        + "]}";
  }

  @Test
  void markPriceAt_isTheCloseOfThatMinute() {
    String candles = "GET /fapi/v1/markPriceKlines";
    exchange.next(
        candles,
        say(200, "[[1591702560000,\"1\",\"2\",\"0.5\",\"1.5\",\"0\",1591702619999]]"),
        say(200, "[]"),
        say(200, "[[1591702560000,\"1\",\"2\",\"0.5\",\"0\"]]"),
        say(200, "[[1591702620000,\"1\",\"2\",\"0.5\",\"1.5\",\"0\",1591702679999]]"));
    assertThat(value(venue.markPriceAt(BTC, 1_591_702_613_943L))).isEqualByComparingTo("1.5");
    assertThat(exchange.received(candles).getFirst().query()).contains("startTime=1591702560000");
    assertThat(failure(venue.markPriceAt(BTC, 1))).isInstanceOf(Failure.NotFound.class);
    assertThat(failure(venue.markPriceAt(BTC, 1_591_702_613_943L)))
        .isInstanceOf(Failure.Retryable.class);
    assertThat(failure(venue.markPriceAt(BTC, 1_591_702_613_943L)))
        .as("the next minute's")
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void trades_feeThatCannotBeRead_holdsNothingBack_anOddTradeDoes() {
    String rows = recorded("GET /fapi/v1/userTrades");
    exchange.next(
        TRADES,
        say(200, rows.replaceAll("\"commission\" *: *\"[^\"]*\"", "\"commission\":\"None\"")),
        say(200, rows.replaceAll("\"qty\" *: *\"[^\"]*\"", "\"qty\":\"nan\"")));
    assertThat(
            value(venue.trades(BTC, new VenueOrderId("3524852987"))).getFirst().commissionAsset())
        .isEqualTo(VenueTrade.UNREADABLE);
    assertThat(failure(venue.trades(BTC, new VenueOrderId("3524852987"))))
        .isInstanceOf(Failure.Retryable.class);
  }

  @Test
  void position_flatRow_isFlat() {
    exchange.usually(POSITION, say(200, documented("position_information_v2")));
    assertThat(value(venue.legs(BTC)).open()).isEmpty();
  }

  @Test
  void position_short_hasPositiveQuantity() {
    exchange.usually(
        POSITION,
        say(200, recorded("GET /fapi/v3/positionRisk").replace("\"0.009\"", "\"-0.009\"")));
    VenuePosition position = value(venue.legs(BTC)).open().getFirst();
    assertThat(position.side()).isEqualTo(Side.SHORT);
    assertThat(position.quantity()).hasToString("0.009");
  }

  @Test
  void legs_bothSidesOpen_areBothTold() {
    String row = recorded("GET /fapi/v3/positionRisk");
    String held = row.substring(1, row.length() - 1);
    String longRow = held.replace("BOTH", "LONG");
    String shortRow = held.replace("BOTH", "SHORT").replace("\"0.009\"", "\"-0.009\"");
    exchange.usually(POSITION, say(200, "[" + longRow + "," + shortRow + "]"));
    Legs legs = value(venue.legs(BTC));
    assertThat(legs.isHedged()).isTrue();
    assertThat(legs.heldAs(Side.LONG)).map(VenuePosition::side).contains(Side.LONG);
    assertThat(legs.heldAs(Side.SHORT)).map(VenuePosition::side).contains(Side.SHORT);
    assertThat(value(venue.positions()).open()).hasSize(2);
  }

  @Test
  void trades_recordedAnswer_isReadExactly() {
    exchange.usually(TRADES, say(200, recorded("GET /fapi/v1/userTrades")));
    VenueTrade trade = value(venue.trades(BTC, new VenueOrderId("3524852987"))).getFirst();
    assertThat(trade.commission()).isEqualByComparingTo("0.14626840");
    assertThat(trade.price()).hasToString("36567.1");
    assertThat(trade.timeMillis()).isEqualTo(1699972836419L);
    assertThat(exchange.received(TRADES).getFirst().query())
        .startsWith("symbol=BTCUSDT&limit=1000&orderId=3524852987&recvWindow=");
  }

  @Test
  void trades_documentedExample_hasRealizedPnl() {
    exchange.usually(TRADES, say(200, documented("account_trade_list")));
    assertThat(value(venue.trades(BTC, new VenueOrderId("25851813"))).getFirst().realizedPnl())
        .isEqualByComparingTo("-0.91539999");
  }

  @Test
  void tradesAfter_moreThanOnePage_areAllThereOnceAndInOrder() {
    exchange.next(TRADES, say(200, trades(1, 1000)), say(200, trades(1001, 1003)));
    List<VenueTrade> trades = value(venue.tradesAfter(BTC, new TradeNumber(0)));
    assertThat(trades)
        .extracting(trade -> Long.valueOf(trade.id().value()))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1003).boxed().toList());
    assertThat(exchange.received(TRADES).get(1).query()).contains("fromId=1001");
  }

  @Test
  void tradesAfter_secondPageFails_isAFailureAndNotHalfAnAnswer() {
    exchange.next(TRADES, say(200, trades(1, 1000)), say(502, "<html/>"));
    assertThat(failure(venue.tradesAfter(BTC, new TradeNumber(0))))
        .isInstanceOf(Failure.Retryable.class);
  }

  @Test
  void tradesSince_someFound_goesOnById() {
    exchange.next(TRADES, say(200, trades(5, 6)), say(200, trades(7, 7)));
    assertThat(value(venue.tradesSince(BTC, 1_600_000_000_000L)))
        .extracting(trade -> Long.valueOf(trade.id().value()))
        .containsExactly(5L, 6L, 7L);
    assertThat(exchange.received(TRADES).get(0).query()).contains("startTime=1600000000000");
    assertThat(exchange.received(TRADES).get(1).query()).contains("fromId=7");
  }

  @Test
  void order_recordedAnswer_isReadExactly() {
    String recorded = SharedFolder.venueFixture("events/crate_order_response.json");
    exchange.usually("GET /fapi/v1/order", say(200, recorded));
    OrderReport report = value(venue.order(BTC, new ClientOrderId("testOrder123")));
    assertThat(report.status()).isEqualTo(OrderStatus.NEW);
    assertThat(report.ordered()).hasToString("0.001");
    assertThat(report.executed().isZero()).isTrue();
  }

  @Test
  void order_documentedExample_isRead() {
    exchange.usually("GET /fapi/v1/order", say(200, documented("query_order")));
    assertThat(value(venue.order(BTC, new ClientOrderId("abc"))).orderId())
        .isEqualTo(new VenueOrderId("1573346959"));
  }

  @Test
  void markPrice_liveCapture_isExact() {
    JsonNode capture =
        Answers.parse(SharedFolder.venueFixture("production_live_capture_2026-09-15.json"));
    exchange.usually(
        "GET /fapi/v1/premiumIndex",
        say(200, capture.get("GET /fapi/v1/premiumIndex?symbol=BTCUSDT").toString()));
    assertThat(value(venue.markPrice(BTC))).isEqualByComparingTo("76916.95122464");
    assertThat(exchange.received("GET /fapi/v1/premiumIndex").getFirst())
        .satisfies(r -> assertThat(r.query()).isEqualTo("symbol=BTCUSDT"))
        .satisfies(r -> assertThat(r.apiKey()).isEmpty());
  }

  @Test
  void markPrice_zero_isNoPrice() {
    exchange.usually("GET /fapi/v1/premiumIndex", say(200, "{\"markPrice\":\"0.00\"}"));
    assertThat(failure(venue.markPrice(BTC))).isInstanceOf(Failure.Retryable.class);
  }

  @Test
  void rules_wholeExchangeInfo_areReadOnceAndCached() {
    exchange.usually(
        "GET /fapi/v1/exchangeInfo",
        say(200, SharedFolder.venueFixture("exchangeInfo_testnet_2025-12-24.json.gz")));
    var rules = value(venue.rules(BTC));
    assertThat(rules.marketStep()).isEqualByComparingTo("0.001");
    assertThat(rules.tick()).isEqualByComparingTo("0.1");
    assertThat(rules.minNotional()).isEqualByComparingTo("100");
    assertThat(rules.trading()).isTrue();
    venue.rules(Symbol.of("ETHUSDT"));
    assertThat(failure(venue.rules(Symbol.of("NOSUCHUSDT")))).isInstanceOf(Failure.NotFound.class);
    assertThat(exchange.received("GET /fapi/v1/exchangeInfo")).hasSize(1);
    monotonicMillis.addAndGet(60_000);
    assertThat(failure(venue.rules(Symbol.of("NOSUCHUSDT")))).isInstanceOf(Failure.NotFound.class);
    assertThat(exchange.received("GET /fapi/v1/exchangeInfo")).hasSize(2);
  }

  @Test
  void rules_oneOddSymbol_keepsTheOthers() {
    String info = AnswerTableTest.exchangeInfo("0.001");
    String odd = info.replace("\"symbols\":[", "\"symbols\":[{\"symbol\":\"ODDUSDT\"},");
    exchange.usually("GET /fapi/v1/exchangeInfo", say(200, odd));
    assertThat(venue.rules(BTC)).isInstanceOf(Outcome.Ok.class);
    assertThat(failure(venue.rules(Symbol.of("ODDUSDT")))).isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void leverage_lostAnswer_mayBeRepeated() {
    exchange.next("POST /fapi/v1/leverage", new LoopbackExchange.Reply.Cut());
    assertThat(failure(venue.leverage(BTC, 21))).isInstanceOf(Failure.Retryable.class);
    exchange.usually("POST /fapi/v1/leverage", say(200, documented("change_initial_leverage")));
    assertThat(value(venue.leverage(BTC, 21))).isEqualTo(21);
    assertThat(exchange.received("POST /fapi/v1/leverage").getLast().body())
        .startsWith("symbol=BTCUSDT&leverage=21&recvWindow=");
  }

  @Test
  void positionMode_recordedAnswer_isHedge() {
    exchange.usually(
        "GET /fapi/v1/positionSide/dual",
        say(
            200,
            SharedFolder.venueFixture("events/py_http_futures_account_position_side_dual.json")));
    assertThat(value(venue.positionMode())).isEqualTo(PositionMode.HEDGE);
  }

  // ---- secrets and addresses

  @Test
  void credentials_printed_showNothing() {
    assertThat(new Credentials("the-key", "the-secret").toString())
        .doesNotContain("the-key")
        .doesNotContain("the-secret");
    assertThatThrownBy(() -> new Credentials("the-key", "the secret"))
        .hasMessageNotContaining("the secret");
  }

  @Test
  void failure_ofAnyCall_showsNoSecret() {
    exchange.usually(POSITION, error(400, -1102, "Mandatory parameter was not sent"));
    assertThat(failure(venue.legs(BTC)).toString())
        .doesNotContain("the-key")
        .doesNotContain("signature");
  }

  @Test
  void endpoints_plainHttpToAForeignHost_isRefused() {
    for (String base : List.of("http://fapi.binance.com", "https://a/b", "ftp://a", "nonsense")) {
      assertThatThrownBy(() -> Endpoints.at(base)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Endpoints.at("http://127.0.0.1:8080/").restBase())
        .hasToString("http://127.0.0.1:8080");
  }

  // ---- building blocks

  private static MarketOrder close(OrderSide side) {
    return new MarketOrder(BTC, side, Quantity.of("1.370"), true, ID);
  }

  private static String report(String status, String executed, String average) {
    return """
        {"orderId":1,"symbol":"BTCUSDT","status":"%s","clientOrderId":"%s","avgPrice":"%s",
         "origQty":"1.37","executedQty":"%s","reduceOnly":true,"side":"SELL","updateTime":1}
        """
        .formatted(status, ID, average, executed);
  }

  private static String trades(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(
            id ->
                """
                {"symbol":"BTCUSDT","id":%d,"orderId":1,"side":"BUY","price":"1","qty":"1",
                 "realizedPnl":"0","commission":"0.1","commissionAsset":"USDT","time":%d}
                """
                    .formatted(id, id))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** An answer out of the recorded linear cases. */
  private static String recorded(String endpoint) {
    JsonNode cases =
        Answers.parse(SharedFolder.venueFixture("response_binance_linear.json")).get("cases");
    for (JsonNode one : cases) {
      if (one.get("endpoint").asString().equals(endpoint)) {
        return one.get("httpResponse").toString();
      }
    }
    throw new AssertionError("no recorded answer of " + endpoint);
  }

  /** An answer out of the exchange's own documentation. */
  private static String documented(String name) {
    return Answers.parse(SharedFolder.venueFixture("binance_connector_usds_futures_examples.json"))
        .get("rest_api/test_trade_api.py")
        .get(name)
        .toString();
  }

  private static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Ok<T>(T value) -> value;
      case Outcome.Failed<T>(Failure failure) -> throw new AssertionError("failed: " + failure);
    };
  }

  private static Failure failure(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Ok<?>(Object value) -> throw new AssertionError("went well: " + value);
      case Outcome.Failed<?>(Failure failure) -> failure;
    };
  }
}
