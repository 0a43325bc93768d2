package quantum.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.RedisServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What pages are told, on a real Redis and a real server. */
class ConsoleIT {
  private static final Names NAMES = new Names("quantum");

  private final RedisServer redis = RedisServer.shared();
  private ConsoleStage stage;
  private SampleAccount sample;

  @BeforeEach
  void open() {
    // before the console looks: what it has seen of another test's streams it would go on showing
    ConsoleStage.empty(redis);
    stage = new ConsoleStage(redis, Map.of());
    sample = new SampleAccount(stage.redis);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void awaitPosition(String symbol) {
    stage.await(symbol + " is shown", () -> stage.rows("positions").has(symbol));
  }

  @Test
  void position_isToldWithRStopLevelsAndWhetherItIsProtected() {
    sample.everything();
    awaitPosition("DOGEUSDT"); // the last one: a look may come between them
    JsonNode row = stage.rows("positions").path("BTCUSDT");
    assertThat(row.path("side").asString()).isEqualTo("LONG");
    assertThat(row.path("entry").asString()).isEqualTo("96420.5");
    // (101870.2 − 96420.5 − 10 bps of the entry) / 1928.4
    assertThat(row.path("r").asDouble()).isCloseTo(2.7760, within(0.001));
    assertThat(row.path("protected").asBoolean()).isTrue();
    assertThat(row.path("stop").asString()).isEqualTo("96613.3");
    assertThat(row.path("taken").get(0).asString()).isEqualTo("2");
    assertThat(row.path("levels").get(1).path("state").asString()).isEqualTo("WAITING");
    assertThat(row.path("levels").get(1).path("price").asString()).startsWith("104230.52");
    assertThat(stage.rows("positions").path("LAYERUSDT").path("protected").asBoolean()).isFalse();
    JsonNode totals = stage.rows("account").path("totals");
    assertThat(totals.path("protected").asInt()).isEqualTo(5);
    assertThat(totals.path("unprotected").asInt()).isEqualTo(2);
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.data.Offset.offset(value);
  }

  @Test
  void everySection_hasItsRows() {
    sample.everything();
    awaitPosition("BTCUSDT");
    stage.await("closed", () -> stage.rows("closed").path("~figures").path("count").asInt() == 140);
    JsonNode figures = stage.rows("closed").path("~figures");
    assertThat(figures.path("won").asInt() + figures.path("lost").asInt()).isEqualTo(140);
    assertThat(figures.path("r").path("bins").size()).isPositive();
    assertThat(figures.path("days").size()).isPositive();
    assertThat(stage.rows("services").path("harvest-brain").path("state").asString())
        .isEqualTo("running");
    assertThat(stage.rows("services").path("~deadletters").path("count").asInt()).isEqualTo(1);
    assertThat(stage.rows("alerts").size()).isEqualTo(1);
    JsonNode timeline = stage.rows("timeline");
    assertThat(timeline.valueStream().map(row -> row.path("kind").asString()))
        .contains("ENTRY", "HARVEST", "STOP_MOVED", "CLOSE", "REFUSED");
    assertThat(stage.rows("account").path("limits").path("equity").asString())
        .isEqualTo("26815.42");
  }

  @Test
  void symbol_isExplainedInTheWordsOfInspect_withItsStoryAndItsPrices() {
    sample.everything();
    awaitPosition("ENAUSDT");
    JsonNode told = stage.json("/api/v1/position/ENAUSDT");
    assertThat(told.path("explanation").path("reasons").size()).isPositive();
    assertThat(told.path("events").valueStream().map(event -> event.path("kind").asString()))
        .contains("ENTRY", "HARVEST");
    assertThat(told.path("events").get(0).path("of_this_position").asBoolean()).isTrue();
    assertThat(stage.json("/api/v1/position/ENAUSDT/prices").path("minutes").size()).isEqualTo(300);
    assertThat(stage.get("/api/v1/position/%3Cscript%3E").statusCode()).isEqualTo(400);
  }

  @Test
  void hostileTexts_comeOutAsData() {
    String hostile = "<script>alert(1)</script>\"'\n\u202Egnp.exe\u0000" + "x".repeat(10_000);
    sample.everything();
    stage.redis.commands().hset(NAMES.halt(), Map.of("reason", hostile, "by", hostile));
    stage
        .redis
        .commands()
        .xadd(
            NAMES.alert(),
            Map.of("kind", "X", "text", hostile, "timestamp", "1", hostile, "a field"));
    stage
        .redis
        .commands()
        .xadd(
            NAMES.applyResult(),
            Map.of(
                "plan_id",
                "00000000000000ab",
                "symbol",
                "BTCUSDT",
                "action",
                hostile,
                "status",
                "ERROR",
                "error",
                hostile,
                "source",
                hostile,
                "timestamp",
                "1764300000"));
    awaitPosition("BTCUSDT");
    stage.await(
        "the halt is shown", () -> stage.rows("account").path("state").path("halt").has("reason"));
    assertThat(stage.rows("account").path("state").path("halt").path("reason").asString())
        .isEqualTo(hostile);
    stage.await("the alarm is shown", () -> stage.rows("alerts").size() == 2);
    assertThat(stage.rows("alerts").valueStream().map(row -> row.path("text").asString()))
        .contains(hostile);
    assertThat(stage.get("/api/v1/alerts").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(stage.get("/api/v1/alerts").body()).doesNotContain("\n");
  }

  @Test
  void keysOfAnotherType_hideNothingElse() {
    sample.everything();
    for (String key :
        new String[] {
          NAMES.applyPlan(),
          NAMES.alert(),
          NAMES.positionsClosed(),
          NAMES.positionClosed(),
          NAMES.deadLetter(),
          NAMES.limits(),
          NAMES.halt(),
          NAMES.position(Symbol.of("ETHUSDT")),
          NAMES.ticker(Symbol.of("SOLUSDT")),
          NAMES.marketStatePrefix() + "SUIUSDT",
          NAMES.health("exitbrain"),
          NAMES.minutes("127.0.0.1:8190", Symbol.of("BTCUSDT"))
        }) {
      stage.redis.commands().del(key);
      stage.redis.commands().sadd(key, "another type");
    }
    awaitPosition("BTCUSDT");
    stage.await("it is named", () -> stage.rows("positions").path("ETHUSDT").has("unreadable"));
    assertThat(stage.rows("positions").path("BTCUSDT").path("protected").asBoolean()).isTrue();
    assertThat(stage.rows("account").path("state").path("halt").path("reason").asString())
        .contains("in force");
    assertThat(stage.json("/api/v1/position/BTCUSDT/prices").path("minutes").size()).isZero();
    try (ConsoleStage later = new ConsoleStage(redis, Map.of())) {
      later.await(
          "what cannot be read is said",
          () -> later.rows("closed").path("~figures").has("unknown"));
    }
  }

  @Test
  void event_ofAHarvest_isPushedWithinASecond() throws Exception {
    sample.everything();
    awaitPosition("BTCUSDT");
    stage.await(
        "the sample's last event is shown",
        () ->
            stage
                .rows("timeline")
                .valueStream()
                .anyMatch(it -> "REFUSED".equals(it.path("kind").asString())));
    try (Socket page = stage.events();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8))) {
      untilEvent(lines, "state");
      long committed = System.nanoTime();
      sample.result(
          "PARTIAL_50",
          "SOLUSDT",
          System.currentTimeMillis(),
          "170.1",
          "3",
          "77.7",
          null,
          "harvest_partial_50");
      String data;
      do {
        data = untilEvent(lines, "timeline");
      } while (!data.contains("77.7"));
      assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(Duration.ofSeconds(1));
      JsonNode change = JsonMapper.shared().readTree(data);
      // the difference alone: one new event and the sum behind them
      assertThat(change.path("rows").size()).isLessThanOrEqualTo(2);
    }
  }

  private static String untilEvent(BufferedReader lines, String event) throws Exception {
    String line = lines.readLine();
    while (line != null && !line.equals("event: " + event)) {
      line = lines.readLine();
    }
    return lines.readLine().substring("data: ".length());
  }

  @Test
  void pageThatTakesNothing_holdsBackNobody() throws Exception {
    sample.everything();
    for (int i = 0; i < 120; i++) {
      sample.position("COIN" + i + "USDT", 100, 103, "LONG", "resting", "");
    }
    awaitPosition("COIN119USDT");
    try (Socket deaf = stage.events();
        Socket page = stage.events();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(deaf.isConnected()).isTrue();
      for (int change = 0; change < 12; change++) {
        String price = 103.5 + change + "";
        for (int i = 0; i < 120; i++) {
          sample.price("COIN" + i + "USDT", Double.parseDouble(price));
        }
        String data;
        do {
          data = untilEvent(lines, "positions");
        } while (!data.contains("\"" + price));
      }
    }
  }

  @Test
  void redisAway_isSaid_andWhatWasReadStays_andItComesBack() {
    try (RedisServer own = RedisServer.start();
        ConsoleStage alone = new ConsoleStage(own, Map.of())) {
      new SampleAccount(alone.redis).everything();
      alone.await("read", () -> alone.rows("positions").has("BTCUSDT"));
      own.kill9();
      alone.await("the outage is said", () -> alone.json("/api/v1/state").has("outage"));
      assertThat(alone.rows("positions").has("BTCUSDT")).isTrue();
      assertThat(alone.get("/api/v1/position/SUIUSDT").statusCode()).isEqualTo(503);
      own.restart();
      alone.await("it is over", () -> !alone.json("/api/v1/state").has("outage"));
    }
  }
}
