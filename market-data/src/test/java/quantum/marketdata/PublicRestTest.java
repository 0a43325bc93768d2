package quantum.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Symbol;

class PublicRestTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long T = 1_746_372_780_000L;

  private final List<String> asked = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer server;
  private final AtomicInteger usedWeight = new AtomicInteger(-1);
  private PublicRest rest;
  private int status = 200;
  private Map<String, String> headers = Map.of();
  private String body = "[]";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          headers.forEach(exchange.getResponseHeaders()::add);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    rest =
        new PublicRest(
            http, URI.create("http://127.0.0.1:" + server.getAddress().getPort()), usedWeight::set);
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    server.stop(0);
  }

  @Test
  void klines_rows_areReadAndTheLastMayStillRun() {
    body = rows(row(T, "10", "5"), row(T + 60_000, "11", "0"), row(T + 120_000, "12", "1"));
    Answer.Ok<List<Kline>> answer = ok(klines());
    assertThat(answer.bad()).isEmpty();
    assertThat(answer.value())
        .extracting(kline -> kline.close().toString())
        .containsExactly("10", "11", "12");
    assertThat(answer.value()).extracting(Kline::closed).containsExactly(true, true, false);
    assertThat(asked)
        .containsExactly("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=" + T + "&limit=3");
  }

  @Test
  void klines_withoutStart_asksForTheLatest() {
    rest.klines(BTC, OptionalLong.empty(), 1500).join();
    assertThat(asked).containsExactly("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1500");
  }

  @Test
  void klines_badRows_areNamedAndCostNoOther() {
    body =
        rows(
            row(T, "10", "5"),
            row(T + 60_000, "0", "5"),
            row(T + 120_000, "-1", "5"),
            row(T + 180_000, "NaN", "5"),
            row(T + 240_000, "10", "-5"),
            "[1]",
            "7",
            "{\"a\":1}",
            row(T + 300_000, "11", "5"));
    Answer.Ok<List<Kline>> answer = ok(klines());
    assertThat(answer.value()).extracting(Kline::openTimeMillis).containsExactly(T, T + 300_000);
    assertThat(answer.bad()).hasSize(7).allMatch(line -> line.startsWith("BTCUSDT: "));
  }

  @Test
  void klines_repeatedAndUnorderedRows_areOneEach() {
    body = rows(row(T + 60_000, "10", "5"), row(T + 60_000, "11", "5"), row(T, "12", "5"));
    assertThat(ok(klines()).value())
        .extracting(kline -> kline.close().toString())
        .containsExactly("10");
  }

  @Test
  void klines_unknownSymbol_isToldApart() {
    status = 400;
    body = "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}";
    assertThat(klines()).isEqualTo(new Answer.UnknownSymbol<>(BTC));
  }

  @ParameterizedTest
  @CsvSource({"429,7,7", "418,,120", "403,,120", "503,3,3", "500,,0", "400,,0"})
  void klines_refused_saysHowLongToPause(int code, String retryAfter, long pauseSec) {
    status = code;
    headers = retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter);
    assertThat(klines())
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed -> {
              assertThat(failed.pause()).isEqualTo(Duration.ofSeconds(pauseSec));
              assertThat(failed.why()).contains("HTTP " + code);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{\"x\":1}", "[[17"})
  void klines_answerThatIsNone_isAFailure(String text) {
    body = text;
    assertThat(klines()).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void klines_nobodyThere_isAFailure() {
    server.stop(0);
    assertThat(klines()).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void premiumIndex_ofMany_looksOnlyAtTheWanted() {
    body =
        """
        [{"symbol":"BTCUSDT","markPrice":"11793.63104562","lastFundingRate":"0.00038246",
          "time":1597370495002},
         {"symbol":"ETHUSDT","markPrice":"0","time":1597370495002},
         {"symbol":"OLDUSDT","markPrice":"0.00","time":1}]
        """;
    var answer = ok(rest.premiumIndex(Set.of(BTC, Symbol.of("ETHUSDT"))).join());
    assertThat(answer.value()).hasSize(1);
    assertThat(answer.value().getFirst().price()).hasToString("11793.63104562");
    assertThat(answer.value().getFirst().timeMillis()).isEqualTo(1_597_370_495_002L);
    assertThat(answer.bad()).hasSize(1).first().asString().contains("ETHUSDT");
  }

  @Test
  void premiumIndex_ofOne_isOneAnswer() {
    body =
        """
        {"symbol":"BTCUSDT","markPrice":"100.5","lastFundingRate":"-0.0003","time":1597370495002}
        """;
    MarkTick tick = ok(rest.premiumIndex(BTC).join()).value();
    assertThat(tick.fundingRate().orElseThrow()).isEqualByComparingTo("-0.0003");
    assertThat(asked).containsExactly("/fapi/v1/premiumIndex?symbol=BTCUSDT");
  }

  private Answer<List<Kline>> klines() {
    return rest.klines(BTC, OptionalLong.of(T), 3).join();
  }

  private static <T> Answer.Ok<T> ok(Answer<T> answer) {
    assertThat(answer).isInstanceOf(Answer.Ok.class);
    return (Answer.Ok<T>) answer;
  }

  private static String rows(String... rows) {
    return "[" + String.join(",", rows) + "]";
  }

  private static String row(long open, String price, String volume) {
    return "[%d,\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",%d,\"1\",0,\"1\",\"1\",\"0\"]"
        .formatted(open, price, price, price, price, volume, open + 59_999);
  }

  @Test
  void usedWeight_isHeardAlsoWithARefusal() {
    status = 429;
    headers = Map.of("X-MBX-USED-WEIGHT-1M", "2401");
    rest.premiumIndex(Symbol.of("BTCUSDT")).join();
    assertThat(usedWeight).hasValue(2401);
  }

  @Test
  void listings_tellStatusDeliveryAndWeight_andOneOddRowCostsNoOther() {
    body =
        """
        {"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
         "symbols":[{"symbol":"BTCUSDT","status":"TRADING","deliveryDate":4133404800000,"filters":[{}]},
          {"symbol":"FLMUSDT","status":"PRE_SETTLE","deliveryDate":1766570400000},{"symbol":"","status":7},
          {"symbol":"币安人生USDT","status":"PENDING_TRADING","deliveryDate":"soon"}]}
        """;
    Listings listings = ((Answer.Ok<Listings>) rest.listings().join()).value();
    assertThat(listings.weightPerMinute()).hasValue(6000);
    assertThat(listings.of(Symbol.of("BTCUSDT")).orElseThrow().isTrading()).isTrue();
    assertThat(listings.of(Symbol.of("BTCUSDT")).orElseThrow().deliveryMillis()).isEmpty();
    assertThat(listings.of(Symbol.of("FLMUSDT")).orElseThrow())
        .isEqualTo(new Listings.Listing("PRE_SETTLE", OptionalLong.of(1766570400000L)));
    assertThat(listings.of(Symbol.of("币安人生USDT")).orElseThrow().status())
        .isEqualTo("PENDING_TRADING");
    assertThat(listings.of(Symbol.of("ETHUSDT"))).isEmpty();
  }
}
