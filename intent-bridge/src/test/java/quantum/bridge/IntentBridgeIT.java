package quantum.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import quantum.contracts.ExitPlanId;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.Settings;
import quantum.runtime.testing.Loop;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** The bridge on a real Redis, each test in a namespace of its own. */
class IntentBridgeIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Symbol BTC = Symbol.of("BTCUSDT");

  private final String namespace = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final Names names = new Names(namespace);
  private final Map<String, String> env = new HashMap<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    env.put("QUANTUM_NAMESPACE", namespace);
    env.put("INTENT_BRIDGE_ALLOWLIST", "BTCUSDT,ETHUSDT");
    redis = Redis.connect(RedisServer.shared().settings(namespace), "bridge-it");
    probe = new StreamProbe(RedisServer.shared());
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void disconnect() {
    logger().detachAppender(log);
    probe.close();
    redis.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("intent-bridge");
  }

  private Loop running() {
    Settings settings = Settings.of(env);
    return new Loop(
        IntentBridge.worker(
            settings.complete("INTENT_BRIDGE_", () -> IntentBridgeSettings.read(settings)),
            redis,
            new Health("intent-bridge", "test", Clock.systemUTC()),
            Clock.systemUTC()));
  }

  private String intent(String... fieldsAndValues) {
    return probe.xadd(names.tradeIntent(), fieldsAndValues);
  }

  private List<Map<String, String>> runUntilAllHandled() {
    try (var _ = running()) {
      probe.await(
          "all intents handled",
          () ->
              probe.commands().exists(names.tradeIntent()) == 1
                  && !probe.commands().xinfoGroups(names.tradeIntent()).isEmpty()
                  && probe.lag(names.tradeIntent(), names.groupIntentBridge()) == 0
                  && probe.pending(names.tradeIntent(), names.groupIntentBridge()) == 0,
          SOON);
    }
    return probe.entries(names.applyPlan());
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static String now() {
    return Double.toString(System.currentTimeMillis() / 1000.0);
  }

  @Test
  void entry_withoutPrice_becomesAPlanAtTheTickersPrice() {
    probe
        .commands()
        .hset(
            names.ticker(BTC),
            Map.of("markPrice", "50000", "timestamp", "1500000000", "received_at", now()));
    String id =
        intent(
            "symbol",
            "BTCUSDT",
            "side",
            "LONG",
            "position_usd",
            "100",
            "leverage",
            "10",
            "atr_value",
            "120",
            "volatility_factor",
            "1.2");

    assertThat(runUntilAllHandled())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("plan_id", PlanId.ofEntry(id).value())
                    .containsEntry("action", "ENTRY_PROPOSED")
                    .containsEntry("symbol", "BTCUSDT")
                    .containsEntry("side", "BUY")
                    .containsEntry("qty", "0.02")
                    .containsEntry("entry_price", "50000")
                    .containsEntry("stop_loss", "49000")
                    .containsEntry("harvest_scheme", "0.3,0.3,0.4")
                    .containsEntry("atr_value", "120")
                    .containsEntry("reduceOnly", "false")
                    .containsKeys("tp1", "tp2", "tp3", "take_profit", "timestamp", "source"));
    assertThat(probe.commands().get(names.intentSeen(id))).isEqualTo(PlanId.ofEntry(id).value());
    assertThat(probe.commands().ttl(names.intentSeen(id))).isBetween(86_000L, 86_400L);
  }

  @Test
  void entry_asJsonPayload_isReadInBothForms() {
    intent(
        "payload",
        "{\"symbol\":\"BTCUSDT\",\"action\":\"BUY\",\"qty\":0.5,\"entry_price\":100,\"x\":[1]}");
    intent(
        "payload",
        "{\"signal\":{\"symbol\":\"ETH/USDT:USDT\",\"side\":\"short\",\"size\":\"50\",\"price\":20}}",
        "source",
        "bot");
    assertThat(runUntilAllHandled())
        .extracting(
            plan -> plan.get("symbol"),
            plan -> plan.get("side"),
            plan -> plan.get("qty"),
            plan -> plan.get("reason"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("BTCUSDT", "BUY", "0.5", "entry of unknown"),
            org.assertj.core.groups.Tuple.tuple("ETHUSDT", "SELL", "2.5", "entry of bot"));
  }

  @Test
  void malformedIntents_becomeDeadLettersAndTheNextOneIsHandled() {
    String[][] bad = {
      {"side", "BUY", "qty", "1", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "UP", "qty", "1", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "BUY", "qty", "abc", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "BUY", "qty", "NaN", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "BUY", "qty", "1e400", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "BUY", "qty", "-1", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "BUY", "qty", "0", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "BUY", "entry_price", "100"},
      {"symbol", "BTCUSDT", "side", "BUY", "qty", "1"},
      {"symbol", "BTCUSDT", "side", "BUY", "qty", "1", "entry_price", "100", "stop_loss", "101"},
      {"symbol", "BTCUSDT", "side", "SELL", "intent_type", "HARVEST_WHATEVER", "qty", "1"},
      {"symbol", "BTCUSDT", "side", "MOVE_SL"},
      {"payload", "{\"symbol\":\"BTC"},
      {"payload", "[1,2]"},
      {"", ""},
    };
    for (String[] fields : bad) {
      intent(fields);
    }
    intent(
        "symbol", "BTCUSDT", "side", "BUY", "qty", "1", "entry_price", "100", "unknown_field", "x");

    assertThat(runUntilAllHandled()).singleElement();
    List<Map<String, String>> letters = probe.entries(names.deadLetter());
    assertThat(letters).hasSize(bad.length);
    assertThat(letters)
        .allSatisfy(
            letter ->
                assertThat(letter)
                    .containsEntry("stream", names.tradeIntent())
                    .containsEntry("consumer", names.groupIntentBridge() + ":intent_bridge")
                    .containsKey("id"));
    assertThat(letters).extracting(letter -> letter.get("error")).doesNotContain("", "null");
    assertThat(letters.get(2).get("error")).contains("qty").contains("abc");
    assertThat(letters.get(9).get("error")).contains("stop_loss").contains("101");
  }

  @Test
  void backlogOfOldEntries_opensNothing() {
    long hourAgo = System.currentTimeMillis() - 3_600_000;
    for (int i = 0; i < 20; i++) {
      probe
          .commands()
          .xadd(
              names.tradeIntent(),
              new io.lettuce.core.XAddArgs().id((hourAgo + i) + "-0"),
              Map.of("symbol", "BTCUSDT", "side", "BUY", "qty", "1", "entry_price", "100"));
    }
    intent(
        "symbol",
        "BTCUSDT",
        "side",
        "BUY",
        "qty",
        "1",
        "entry_price",
        "100",
        "timestamp",
        Long.toString(hourAgo / 1000));
    assertThat(runUntilAllHandled()).isEmpty();
    assertThat(lines())
        .filteredOn(line -> line.startsWith("[ENTRY] BTCUSDT: SKIP_STALE_ENTRY (360"))
        .hasSize(21);
    assertThat(probe.length(names.deadLetter())).isZero();
  }

  @Test
  void allowlistAndKillSwitch_stopEntriesAndNoExit() {
    env.put("INTENT_BRIDGE_ALLOWLIST", "");
    probe.commands().set(names.kill(), "1");
    intent("symbol", "BTCUSDT", "side", "BUY", "qty", "1", "entry_price", "100");
    intent("symbol", "BTCUSDT", "side", "SELL", "intent_type", "HARVEST_PARTIAL_50", "qty", "1");
    intent("symbol", "BTCUSDT", "side", "SELL", "intent_type", "EMERGENCY_SL_CLOSE", "qty", "1");
    intent("symbol", "BTCUSDT", "side", "MOVE_SL", "stop_loss", "99");
    assertThat(runUntilAllHandled())
        .extracting(plan -> plan.get("action"))
        .containsExactly("PARTIAL_50", "FULL_CLOSE_PROPOSED", "UPDATE_SL");
    assertThat(lines()).anyMatch(line -> line.startsWith("[ENTRY] BTCUSDT: SKIP_NOT_ALLOWED"));
  }

  @Test
  void killSwitch_stopsAnAllowedEntry() {
    probe.commands().set(names.kill(), "1");
    intent("symbol", "BTCUSDT", "side", "BUY", "qty", "1", "entry_price", "100");
    assertThat(runUntilAllHandled()).isEmpty();
    assertThat(lines()).anyMatch(line -> line.startsWith("[ENTRY] BTCUSDT: SKIP_KILL_SWITCH"));
  }

  @Test
  void dryRun_neverBecomesAPlan() {
    intent("symbol", "BTCUSDT", "side", "BUY", "qty", "1", "entry_price", "100", "dry_run", "True");
    intent("symbol", "BTCUSDT", "side", "SELL", "intent_type", "PARTIAL_25", "dry_run", "1");
    assertThat(runUntilAllHandled()).isEmpty();
    assertThat(probe.length(names.deadLetter())).isZero();
  }

  @Test
  void intentDeliveredTwice_becomesOnePlan() {
    String id = intent("symbol", "BTCUSDT", "side", "BUY", "qty", "1", "entry_price", "100");
    assertThat(runUntilAllHandled()).hasSize(1);

    probe.commands().xgroupDestroy(names.tradeIntent(), names.groupIntentBridge());
    assertThat(runUntilAllHandled()).hasSize(1);
    assertThat(lines()).contains("[BRIDGE] BTCUSDT intent " + id + " was bridged before");
  }

  @Test
  void exitOfAPosition_getsThePlanIdOfThatExit() {
    intent(
        "symbol",
        "BTCUSDT",
        "side",
        "SELL",
        "intent_type",
        "FULL_CLOSE_PROPOSED",
        "position_id",
        "p-1",
        "attempt",
        "1");
    PlanId expected = ExitPlanId.fullClose(new PositionId("p-1"), 1);
    assertThat(runUntilAllHandled())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("plan_id", expected.value())
                    .containsEntry("position_id", "p-1")
                    .containsEntry("reduceOnly", "true"));
  }

  @Test
  void partialInUnits_isPercentOfTheOpenPosition() {
    probe
        .commands()
        .hset(
            names.position(BTC),
            Map.of(
                "symbol", "BTCUSDT",
                "side", "LONG",
                "qty", "2",
                "entry_price", "100",
                "position_id", "p-1"));
    intent("symbol", "BTCUSDT", "side", "SELL", "reduce_only", "true", "qty", "0.5");
    intent("symbol", "ETHUSDT", "side", "SELL", "reduce_only", "true", "qty", "0.5");
    assertThat(runUntilAllHandled())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("action", "PARTIAL_25")
                    .containsEntry("steps", "[{\"type\":\"market_reduce_only\",\"pct\":25}]")
                    .containsEntry("position_id", "p-1"));
    assertThat(lines()).anyMatch(line -> line.startsWith("[BRIDGE] ETHUSDT: SKIP_NO_POSITION"));
  }

  @Test
  void keyOfTheWrongType_countsAsNoPositionAndStopsNothing() {
    probe.commands().set(names.position(BTC), "no hash");
    intent("symbol", "BTCUSDT", "side", "SELL", "reduce_only", "true", "qty", "0.5");
    intent("symbol", "BTCUSDT", "side", "SELL", "intent_type", "FULL_CLOSE_PROPOSED");
    intent("symbol", "ETHUSDT", "side", "SELL", "intent_type", "PARTIAL_50");
    assertThat(runUntilAllHandled())
        .extracting(plan -> plan.get("symbol"))
        .containsExactly("BTCUSDT", "ETHUSDT");
    assertThat(probe.commands().exists(names.deadLetter())).isZero();
    assertThat(lines()).anyMatch(line -> line.startsWith("[BRIDGE] BTCUSDT: SKIP_NO_POSITION"));
  }

  @Test
  void logLines_areThoseOperatorsGrepFor() {
    String partial =
        intent(
            "symbol",
            "BTCUSDT",
            "side",
            "SELL",
            "intent_type",
            "HARVEST_PARTIAL_75",
            "position_id",
            "p-1",
            "r_level",
            "6");
    String entry =
        intent(
            "symbol",
            "ETHUSDT",
            "side",
            "SELL",
            "qty",
            "2",
            "entry_price",
            "100",
            "stop_loss",
            "101",
            "take_profit",
            "90");
    runUntilAllHandled();
    String partialPlan =
        ExitPlanId.partial(new PositionId("p-1"), quantum.contracts.PlanAction.PARTIAL_75, "6", 0)
            .value();
    assertThat(lines())
        .contains(
            "[BRIDGE] BTCUSDT PARTIAL_75 plan_id="
                + partialPlan
                + " from intent "
                + partial
                + " 75%",
            "[BRIDGE] ETHUSDT ENTRY_PROPOSED plan_id="
                + PlanId.ofEntry(entry).value()
                + " from intent "
                + entry
                + " SHORT 2 @ 100 SL 101 TP 90");
  }
}
