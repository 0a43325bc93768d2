package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.venue.binance.LoopbackExchange.error;
import static quantum.apply.venue.binance.LoopbackExchange.say;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Failure.Reason;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.VenueOrderId;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/** Every row of the table of answers in VENUE.md, answered by a server on loopback. */
@Timeout(60)
class AnswerTableTest {
  private static final String ORDER = "POST /fapi/v1/order";
  private static final String ASK = "GET /fapi/v1/order";
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final ClientOrderId ID = new ClientOrderId("qh-5f070856a1b2c3d4-0");
  private static final MarketOrder CLOSE =
      new MarketOrder(BTC, OrderSide.SELL, Quantity.of("0.5"), true, ID);
  private static final String FILLED =
      """
      {"orderId":22542179,"symbol":"BTCUSDT","status":"FILLED","clientOrderId":"qh-5f070856a1b2c3d4-0",
       "avgPrice":"65000.10","origQty":"0.500","executedQty":"0.500","cumQuote":"32500.05",
       "type":"MARKET","reduceOnly":true,"side":"SELL","positionSide":"BOTH","updateTime":1566818724722}
      """;

  private LoopbackExchange exchange;
  private BinanceVenue venue;

  @BeforeEach
  void start() {
    exchange = new LoopbackExchange();
    venue =
        new BinanceVenue(
            exchange.endpoints(),
            new Credentials("key", "secret"),
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(5)));
  }

  @AfterEach
  void stop() {
    venue.close();
    exchange.close();
  }

  static Stream<Arguments> answersThatLeaveTheOutcomeOpen() {
    return Stream.of(
        Arguments.of("408 without a body", say(408, "")),
        Arguments.of("408 -1007", error(408, -1007, "Timeout waiting for response from backend")),
        Arguments.of(
            "503 unknown error",
            say(503, "{\"msg\":\"Unknown error, please check your request or try again later.\"}")),
        Arguments.of(
            "503 with a code", error(503, -1000, "Unknown error, please check your request")),
        Arguments.of("-1006", error(400, -1006, "An unexpected response was received")),
        Arguments.of("-1007", error(503, -1007, "Timeout waiting for response")),
        Arguments.of("-1000", error(400, -1000, "An unknown error occured")),
        Arguments.of("500 of a proxy", say(500, "<html>oops</html>")),
        Arguments.of("502 of a proxy", say(502, "<html>bad gateway</html>")),
        Arguments.of("200 with a web page", say(200, "<html>hello</html>")),
        Arguments.of("200 without a body", say(200, "")),
        Arguments.of("200 cut short", say(200, FILLED.substring(0, FILLED.length() / 2))),
        Arguments.of("200 about another order", say(200, FILLED.replace("c3d4-0", "c3d4-1"))),
        Arguments.of("200 with letters", say(200, FILLED.replace("0.500", "half"))),
        Arguments.of("a redirect", say(302, "", "Location", "/fapi/v1/time")),
        Arguments.of("connection cut after the request", new LoopbackExchange.Reply.Cut()),
        Arguments.of(
            "connection cut in the answer", new LoopbackExchange.Reply.CutInBody("{\"or")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersThatLeaveTheOutcomeOpen")
  void placeMarket_outcomeOpen_isUnknownAndSentOnce(String name, LoopbackExchange.Reply answer) {
    exchange.usually(ORDER, answer);
    assertThat(failure(venue.placeMarket(CLOSE)))
        .isInstanceOfSatisfying(
            Failure.Unknown.class, unknown -> assertThat(unknown.id()).isEqualTo(ID));
    assertThat(exchange.received(ORDER)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersThatLeaveTheOutcomeOpen")
  void order_questionNotAnswered_mayBeRepeated(String name, LoopbackExchange.Reply answer) {
    exchange.usually(ASK, answer);
    assertThat(failure(venue.order(BTC, ID))).isInstanceOf(Failure.Retryable.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersThatLeaveTheOutcomeOpen")
  void position_queryFails_isNeverFlat(String name, LoopbackExchange.Reply answer) {
    exchange.usually("GET /fapi/v3/positionRisk", answer);
    assertThat(failure(venue.legs(BTC))).isInstanceOf(Failure.Retryable.class);
    assertThat(failure(venue.positions())).isInstanceOf(Failure.Retryable.class);
  }

  static Stream<LoopbackExchange.Reply> silences() {
    return Stream.of(new LoopbackExchange.Reply.Stall(), new LoopbackExchange.Reply.StallInBody());
  }

  @ParameterizedTest
  @MethodSource("silences")
  void placeMarket_noWholeAnswerInTime_isUnknownAndSentOnce(LoopbackExchange.Reply silence) {
    exchange.usually(ORDER, silence).usually(ASK, silence);
    try (BinanceVenue impatient =
        new BinanceVenue(
            exchange.endpoints(),
            new Credentials("key", "secret"),
            new Timeouts(Duration.ofMillis(200), Duration.ofMillis(300), Duration.ofSeconds(5)))) {
      while (!(impatient.positionMode() instanceof Outcome.Ok)) {
        // a slow machine may need longer than this client has; only the order's answer counts here
        Thread.onSpinWait();
      }
      assertThat(failure(impatient.placeMarket(CLOSE))).isInstanceOf(Failure.Unknown.class);
      assertThat(exchange.received(ORDER)).hasSize(1);
      assertThat(failure(impatient.order(BTC, ID))).isInstanceOf(Failure.Retryable.class);
    }
  }

  static Stream<Arguments> certainFailuresWorthRetrying() {
    return Stream.of(
        Arguments.of("503 service unavailable", say(503, "{\"msg\":\"Service Unavailable.\"}")),
        Arguments.of(
            "503 internal error",
            error(503, -1001, "Internal error; unable to process your request. Please try again.")),
        Arguments.of("-1008", error(503, -1008, "Server is currently overloaded")),
        Arguments.of("-1015", error(400, -1015, "Too many new orders")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("certainFailuresWorthRetrying")
  void placeMarket_failedForSure_mayBeRetried(String name, LoopbackExchange.Reply answer) {
    exchange.usually(ORDER, answer);
    assertThat(failure(venue.placeMarket(CLOSE)))
        .isInstanceOfSatisfying(
            Failure.Retryable.class, r -> assertThat(r.afterMillis()).isPositive());
    assertThat(exchange.received(ORDER)).hasSize(1);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(-4003, Reason.QUANTITY_INVALID),
        Arguments.of(-4004, Reason.QUANTITY_TOO_SMALL),
        Arguments.of(-4005, Reason.QUANTITY_TOO_LARGE),
        Arguments.of(-4164, Reason.MIN_NOTIONAL),
        Arguments.of(-2022, Reason.REDUCE_ONLY),
        Arguments.of(-4118, Reason.REDUCE_ONLY),
        Arguments.of(-2018, Reason.MARGIN),
        Arguments.of(-2019, Reason.MARGIN),
        Arguments.of(-2021, Reason.WOULD_TRIGGER),
        Arguments.of(-4120, Reason.UNSUPPORTED),
        Arguments.of(-1121, Reason.OTHER));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("refusals")
  void placeMarket_refused_saysWhy(int code, Reason reason) {
    exchange.usually(ORDER, error(400, code, "told so"));
    assertThat(failure(venue.placeMarket(CLOSE)))
        .isEqualTo(new Failure.Refused(reason, Integer.toString(code), code + " told so"));
    assertThat(exchange.received(ORDER)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("keyProblems")
  void placeMarket_keyOrPermission_isFatal(int code) {
    exchange.usually(ORDER, error(401, code, "no"));
    assertThat(failure(venue.placeMarket(CLOSE)))
        .isEqualTo(new Failure.Fatal(Integer.toString(code), code + " no"));
  }

  /** The venue says it of a good key too, where the account is asked by other paths. */
  @Test
  void keyOfAPortfolioMarginAccount_isNamedAsOneThatItMayBe() {
    exchange.usually(ORDER, error(401, -2015, "Invalid API-key"));
    assertThat(failure(venue.placeMarket(CLOSE)).message())
        .isEqualTo(
            "-2015 Invalid API-key (the key, its rights for futures, its IP list, or a"
                + " portfolio-margin account, which is not supported)");
  }

  static Stream<Integer> keyProblems() {
    return Stream.of(-2014, -1022, -1002);
  }

  @ParameterizedTest
  @MethodSource("clockProblems")
  void placeMarket_clockOff_isSignedAgainOnce(int code) {
    exchange.next(ORDER, error(400, code, "Timestamp outside"), say(200, FILLED));
    exchange.next(
        "GET /fapi/v1/time",
        say(200, "{\"serverTime\":1000000}"),
        say(200, "{\"serverTime\":9000000000000}"));
    assertThat(venue.placeMarket(CLOSE)).isInstanceOf(Outcome.Ok.class);
    assertThat(exchange.received(ORDER)).hasSize(2);
    assertThat(timestamp(exchange.received(ORDER).get(0))).isBetween(1_000_000L, 1_060_000L);
    assertThat(timestamp(exchange.received(ORDER).get(1)))
        .isBetween(9_000_000_000_000L, 9_000_000_060_000L);
  }

  @ParameterizedTest
  @MethodSource("clockProblems")
  void placeMarket_clockStaysOff_givesUpAfterTheSecond(int code) {
    exchange.usually(ORDER, error(400, code, "Timestamp outside"));
    assertThat(failure(venue.placeMarket(CLOSE))).isInstanceOf(Failure.Retryable.class);
    assertThat(exchange.received(ORDER)).hasSize(2);
  }

  static Stream<Integer> clockProblems() {
    return Stream.of(-1021, -5028);
  }

  @ParameterizedTest
  @MethodSource("precisionProblems")
  void placeMarket_precision_readsTheRulesAgainAndDoesNotResend(int code) {
    exchange.usually("GET /fapi/v1/exchangeInfo", say(200, exchangeInfo("0.001")));
    exchange.usually(ORDER, error(400, code, "Precision is over the maximum"));
    assertThat(failure(venue.placeMarket(CLOSE)))
        .isInstanceOfSatisfying(
            Failure.Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.PRECISION));
    failure(venue.placeMarket(CLOSE));
    assertThat(exchange.received(ORDER)).hasSize(2);
    assertThat(exchange.received("GET /fapi/v1/exchangeInfo")).hasSize(1);
    assertThat(venue.rules(BTC))
        .isInstanceOfSatisfying(
            Outcome.Ok.class,
            ok ->
                assertThat(((SymbolRules) ok.value()).marketStep()).isEqualByComparingTo("0.001"));
  }

  static Stream<Integer> precisionProblems() {
    return Stream.of(-1111, -4014, -4023);
  }

  @ParameterizedTest
  @MethodSource("modeProblems")
  void placeMarket_modeChanged_isDetectedAgainOnce(int code) {
    exchange.next(
        "GET /fapi/v1/positionSide/dual",
        say(200, "{\"dualSidePosition\":false}"),
        say(200, "{\"dualSidePosition\":true}"));
    exchange.next(ORDER, error(400, code, "position side does not match"), say(200, FILLED));
    assertThat(venue.placeMarket(CLOSE)).isInstanceOf(Outcome.Ok.class);
    assertThat(exchange.received(ORDER)).hasSize(2);
    assertThat(exchange.received(ORDER).get(0).body())
        .contains("reduceOnly=true")
        .doesNotContain("positionSide");
    assertThat(exchange.received(ORDER).get(1).body())
        .contains("positionSide=LONG")
        .doesNotContain("reduceOnly");
  }

  @ParameterizedTest
  @MethodSource("modeProblems")
  void placeMarket_modeUnchanged_isRefusedWithoutASecondOrder(int code) {
    exchange.usually(ORDER, error(400, code, "position side does not match"));
    assertThat(failure(venue.placeMarket(CLOSE)))
        .isInstanceOfSatisfying(
            Failure.Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.POSITION_MODE));
    assertThat(exchange.received(ORDER)).hasSize(1);
  }

  static Stream<Integer> modeProblems() {
    return Stream.of(-4061, -4062);
  }

  @Test
  void placeMarket_duplicateId_reportsTheOrderThatHasIt() {
    exchange.usually(ORDER, error(400, -4116, "ClientOrderId is duplicated."));
    exchange.usually(ASK, say(200, FILLED));
    assertThat(venue.placeMarket(CLOSE))
        .isInstanceOfSatisfying(
            Outcome.Ok.class,
            ok ->
                assertThat(((OrderReport) ok.value()).orderId())
                    .isEqualTo(new VenueOrderId("22542179")));
  }

  @Test
  void placeMarket_duplicateIdNotFound_isUnknown() {
    exchange.usually(ORDER, error(400, -4116, "ClientOrderId is duplicated."));
    exchange.usually(ASK, error(400, -2013, "Order does not exist."));
    assertThat(failure(venue.placeMarket(CLOSE))).isInstanceOf(Failure.Unknown.class);
    assertThat(exchange.received(ORDER)).hasSize(1);
  }

  @Test
  void order_neverPlaced_isNotFound() {
    exchange.usually(ASK, error(400, -2013, "Order does not exist."));
    assertThat(failure(venue.order(BTC, ID))).isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void placeMarket_nobodyListens_mayBeRetried() {
    exchange.usually(ORDER, say(200, FILLED));
    venue.positionMode();
    exchange.close();
    // the connection pool still holds a dead connection for the first of them
    failure(venue.serverTime());
    assertThat(failure(venue.placeMarket(CLOSE))).isInstanceOf(Failure.Retryable.class);
  }

  static String exchangeInfo(String step) {
    return """
        {"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400}],
         "symbols":[{"symbol":"BTCUSDT","status":"TRADING","filters":[
          {"filterType":"PRICE_FILTER","tickSize":"0.10"},
          {"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"1000","stepSize":"%s"},
          {"filterType":"MARKET_LOT_SIZE","minQty":"0.001","maxQty":"120","stepSize":"%s"},
          {"filterType":"MIN_NOTIONAL","notional":"50"}]}]}
        """
        .formatted(step, step);
  }

  private static long timestamp(LoopbackExchange.Received request) {
    return Long.parseLong(request.payload().replaceAll(".*timestamp=(\\d+).*", "$1"));
  }

  private static Failure failure(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Ok<?>(Object value) -> throw new AssertionError("went well: " + value);
      case Outcome.Failed<?>(Failure failure) -> failure;
    };
  }
}
