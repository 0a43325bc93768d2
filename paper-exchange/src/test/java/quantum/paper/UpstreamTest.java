package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.Symbol;
import quantum.marketdata.ConnectionTiming;
import quantum.marketdata.MarketConnections;
import quantum.paper.account.AccountTerms;
import quantum.paper.exchange.CommandLog;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.ExchangeListener;
import quantum.paper.rules.ExchangeInfo;
import quantum.paper.upstream.Upstream;
import quantum.paper.upstream.UpstreamRest;
import quantum.paper.upstream.UpstreamUnavailable;
import quantum.runtime.systemd.ServiceManager;
import tools.jackson.databind.JsonNode;

/** A paper exchange that follows another one. */
class UpstreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private int port;
  private PaperRig upstream;

  @BeforeEach
  void startUpstream() throws IOException {
    port = freePort();
    upstream = recorded();
  }

  @AfterEach
  void stopUpstream() {
    upstream.close();
  }

  @Test
  void prices_areThoseOfTheUpstream_andOrdersFillAtThem() throws Exception {
    try (PaperRig follower = follow()) {
      var told =
          upstream.client.socket("/market/stream?streams=btcusdt@markPrice@1s/btcusdt@kline_1m");
      var heard =
          follower.client.socket("/market/stream?streams=btcusdt@markPrice@1s/btcusdt@kline_1m");
      awaitConnected(follower);
      upstream.client.control("POST", "/paper/advance?bars=2");
      for (int i = 0; i < 16; i++) {
        JsonNode theirs = told.next();
        JsonNode ours = heard.next();
        assertThat(ours).isEqualTo(theirs);
      }
      awaitPrice(follower, "RIVERUSDT", "12.4");
      assertThat(follower.client.get("/fapi/v1/premiumIndex?symbol=RIVERUSDT"))
          .isEqualTo(upstream.client.get("/fapi/v1/premiumIndex?symbol=RIVERUSDT"));
      String klines = "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=5";
      assertThat(follower.client.get(klines)).isEqualTo(upstream.client.get(klines)).hasSize(2);
      assertThat(follower.client.get("/fapi/v1/exchangeInfo").path("symbols"))
          .isEqualTo(upstream.client.get("/fapi/v1/exchangeInfo").path("symbols"));

      JsonNode order = json(follower.client.market("RIVERUSDT", "BUY", "1.83", false, "mine"));
      assertThat(price(follower, order)).isEqualTo("12.4");
      assertThat(order.path("updateTime").asLong())
          .isEqualTo(upstream.client.get("/paper/status").path("time").asLong());
      assertThat(upstream.client.get("/paper/orders")).as("nothing is ordered upstream").isEmpty();
    }
  }

  @Test
  void fundingRate_isPassedOn() throws Exception {
    try (PaperRig follower = follow()) {
      awaitConnected(follower);
      upstream.client.control("POST", "/paper/advance?ticks=1");
      awaitPrice(follower, "BTCUSDT", "95505.4");
      assertThat(
              follower
                  .client
                  .get("/fapi/v1/premiumIndex?symbol=BTCUSDT")
                  .path("lastFundingRate")
                  .asString())
          .isEqualTo("0.00010000");
    }
  }

  @Test
  void silentUpstream_ordersAreRefusedUntilItSpeaksAgain_andKilledOneIsFoundAgain()
      throws Exception {
    try (PaperRig follower = follow("PAPER_UPSTREAM_MAX_AGE_SEC", "3")) {
      awaitConnected(follower);
      assertThat(code(follower.client.market("BTCUSDT", "BUY", "0.002", false, "early")))
          .as("no price yet")
          .isEqualTo(-1001);
      upstream.client.control("POST", "/paper/advance?bars=1");
      awaitPrice(follower, "BTCUSDT", "95502.7");
      JsonNode first = json(follower.client.market("BTCUSDT", "BUY", "0.002", false, "first"));
      assertThat(first.path("status").asString()).isEqualTo("FILLED");

      upstream.close();
      await(() -> !connected(follower), "the loss was noticed");
      await(() -> age(follower, "BTCUSDT") > 3000, "the price grew old");
      var refused = follower.client.market("BTCUSDT", "SELL", "0.002", true, "second");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(json(refused).path("msg").asString())
          .startsWith("Internal error; unable to process");
      assertThat(
              code(
                  follower.client.signed(
                      "GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=second")))
          .as("it did not trade")
          .isEqualTo(-2013);
      assertThat(follower.client.send("POST", "/paper/position?symbol=BTCUSDT&qty=0", "").body())
          .contains("no present price of BTCUSDT");
      assertThat(
              follower
                  .client
                  .send("GET", "/fapi/v1/klines?symbol=BTCUSDT&interval=1m", "")
                  .statusCode())
          .isEqualTo(503);

      upstream = recorded();
      awaitConnected(follower);
      upstream.client.control("POST", "/paper/advance?ticks=1");
      awaitPrice(follower, "BTCUSDT", "95505.4");
      JsonNode closed = json(follower.client.market("BTCUSDT", "SELL", "0.002", true, "third"));
      assertThat(price(follower, closed)).isEqualTo("95505.4");
      assertThat(follower.client.get("/paper/account").path("positions")).isEmpty();
    }
  }

  @Test
  void restingStop_firesAtTheFollowedPrice_andNoneIsTakenWithoutOne() throws Exception {
    String stop =
        "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&closePosition=true"
            + "&triggerPrice=95000&clientAlgoId=stop";
    try (PaperRig follower = follow()) {
      awaitConnected(follower);
      assertThat(code(follower.client.signed("POST", "/fapi/v1/algoOrder", stop)))
          .as("no price yet")
          .isEqualTo(-1001);
      upstream.client.control("POST", "/paper/advance?bars=1");
      awaitPrice(follower, "BTCUSDT", "95502.7");
      follower.client.market("BTCUSDT", "BUY", "0.002", false, "entry");
      assertThat(follower.client.signed("POST", "/fapi/v1/algoOrder", stop).statusCode())
          .isEqualTo(200);
      upstream.client.control("POST", "/paper/price?symbol=BTCUSDT&price=94900");
      awaitPrice(follower, "BTCUSDT", "94900");
      assertThat(follower.client.get("/paper/account").path("positions")).isEmpty();
      JsonNode fired = follower.client.signedGet("/fapi/v1/algoOrder", "clientAlgoId=stop");
      assertThat(fired.path("actualPrice").asString()).isEqualTo("94900");
    }
  }

  @Test
  void restartedExchange_keepsItsAccount_butNoOldPrice() throws Exception {
    String state = folder.resolve("state").toString();
    JsonNode account;
    try (PaperRig follower = follow("PAPER_STATE_DIR", state)) {
      awaitConnected(follower);
      upstream.client.control("POST", "/paper/advance?bars=2");
      awaitPrice(follower, "RIVERUSDT", "12.4");
      follower.client.signed("POST", "/fapi/v1/leverage", "symbol=RIVERUSDT&leverage=7");
      follower.client.market("RIVERUSDT", "BUY", "1.83", false, "kept");
      account = follower.client.get("/paper/account");
    }
    upstream.client.fault("{\"path\":\"WS /market\",\"kind\":\"ws_silence\",\"millis\":600000}");
    try (PaperRig follower = follow("PAPER_STATE_DIR", state)) {
      assertThat(follower.client.get("/paper/account")).isEqualTo(account);
      assertThat(
              follower
                  .client
                  .signedGet("/fapi/v1/order", "symbol=RIVERUSDT&origClientOrderId=kept")
                  .path("status")
                  .asString())
          .isEqualTo("FILLED");
      assertThat(follower.client.get("/paper/status").path("prices")).isEmpty();
      assertThat(code(follower.client.market("RIVERUSDT", "SELL", "1.83", true, "blind")))
          .isEqualTo(-1001);
    }
    assertThatThrownBy(() -> follow("PAPER_STATE_DIR", state, "PAPER_SYMBOLS", "BTCUSDT"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PAPER_SYMBOLS lacks [RIVERUSDT], in which the account holds positions");
  }

  @Test
  void control_cannotMoveFollowedPrices() throws Exception {
    try (PaperRig follower = follow()) {
      for (String path :
          Set.of("/paper/advance", "/paper/speed?x=2", "/paper/price?symbol=BTCUSDT&price=1")) {
        var answer = follower.client.send("POST", path, "");
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(answer.body()).contains("prices follow the upstream");
      }
      assertThat(follower.client.get("/paper/status").path("finished").asBoolean(true)).isFalse();
    }
  }

  @Test
  void symbolThatTheUpstreamDoesNotList_isNamed() {
    assertThatThrownBy(() -> follow("PAPER_SYMBOLS", "BTCUSDT,NONEUSDT"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the upstream does not list [NONEUSDT]");
  }

  @Test
  void upstreamThatIsNotThere_isNoMatterOfTheSettings() {
    upstream.close();
    assertThatThrownBy(this::follow).isInstanceOf(UpstreamUnavailable.class);
  }

  @Test
  void oldConnection_isReplacedByOneThatAlreadySpeaks() throws Exception {
    var http = MarketConnections.client();
    UpstreamRest rest = new UpstreamRest(http, URI.create("http://127.0.0.1:" + port));
    Set<Symbol> symbols = Set.of(Symbol.of("BTCUSDT"));
    Exchange exchange =
        Exchange.following(AccountTerms.DEFAULTS, CommandLog.NONE, ExchangeListener.NONE);
    ExchangeInfo.told(rest.exchangeInfo(), symbols, Map.of())
        .filters()
        .values()
        .forEach(exchange::setRules);
    upstream.client.control("POST", "/paper/advance?ticks=1");
    ConnectionTiming quick =
        new ConnectionTiming(
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(50));
    AtomicInteger most = new AtomicInteger();
    try (Upstream follower =
        new Upstream(
            http,
            URI.create("ws://127.0.0.1:" + port),
            rest,
            symbols,
            Duration.ofSeconds(5),
            quick,
            exchange)) {
      follower.start(() -> {}, ServiceManager.none().loop("upstream"));
      await(
          () -> {
            most.accumulateAndGet(connections(), Math::max);
            return most.get() >= 2;
          },
          "a successor beside the old connection");
      await(() -> connections() == 1, "the old connection was given up");
      assertThat(follower.isStale(Symbol.of("BTCUSDT"))).isFalse();
    }
    await(() -> connections() == 0, "nothing stays open");
  }

  private PaperRig recorded() throws IOException {
    return PaperRig.start(folder, "PAPER_PORT", Integer.toString(port));
  }

  private PaperRig follow(String... namesAndValues) throws IOException {
    Map<String, String> env = new HashMap<>();
    env.put("PAPER_PRICES", "upstream");
    env.put("PAPER_UPSTREAM_REST_URL", "http://127.0.0.1:" + port);
    env.put("PAPER_UPSTREAM_WS_URL", "ws://127.0.0.1:" + port);
    env.put("PAPER_SYMBOLS", "BTCUSDT,RIVERUSDT");
    env.put("PAPER_API_KEY", PaperClient.KEY);
    env.put("PAPER_API_SECRET", PaperClient.SECRET);
    env.put("PAPER_UPSTREAM_MAX_AGE_SEC", "60");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      env.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return PaperRig.start(env);
  }

  private static String price(PaperRig rig, JsonNode order) throws Exception {
    String which =
        "symbol=%s&orderId=%s"
            .formatted(order.path("symbol").asString(), order.path("orderId").asString());
    return rig.client.signedGet("/fapi/v1/order", which).path("avgPrice").asString();
  }

  private static void awaitConnected(PaperRig follower) {
    await(() -> connected(follower), "it connects");
  }

  private static void awaitPrice(PaperRig follower, String symbol, String price) {
    await(
        () -> {
          JsonNode status = status(follower);
          return status.path("prices").path(symbol).asString("").equals(price)
              && status.path("upstream").path("ageMillis").path(symbol).asLong(10_000) < 1000;
        },
        symbol + " at " + price);
  }

  private static boolean connected(PaperRig follower) {
    return status(follower).path("upstream").path("connected").asBoolean();
  }

  private static long age(PaperRig follower, String symbol) {
    return status(follower).path("upstream").path("ageMillis").path(symbol).asLong();
  }

  private int connections() {
    return status(upstream).path("marketConnections").asInt();
  }

  private static JsonNode status(PaperRig rig) {
    try {
      return rig.client.get("/paper/status");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(BooleanSupplier met, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
