package quantum.exitbrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.Consumer;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
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
import quantum.contracts.EventTime;
import quantum.contracts.ExitPlanId;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.Settings;
import quantum.runtime.testing.FakeClock;
import quantum.runtime.testing.Loop;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** exitbrain on a real Redis, each test in a namespace of its own. */
class ExitBrainIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");

  private final String namespace = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final Names names = new Names(namespace);
  private final Map<String, String> env = new HashMap<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final long now = System.currentTimeMillis();
  private final Health health = new Health("exitbrain", "test", Clock.systemUTC());
  private Clock clock = Clock.systemUTC();
  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    env.put("QUANTUM_NAMESPACE", namespace);
    env.put("EXITBRAIN_MODE", "live");
    env.put("EXITBRAIN_HOLD_INTERVAL_SEC", "0");
    redis = Redis.connect(RedisServer.shared().settings(namespace), "exitbrain-it");
    probe = new StreamProbe(RedisServer.shared());
    log.start();
    logger().addAppender(log);
    runtimeLogger().addAppender(log);
  }

  @AfterEach
  void disconnect() {
    logger().detachAppender(log);
    runtimeLogger().detachAppender(log);
    probe.close();
    redis.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("exitbrain");
  }

  private static Logger runtimeLogger() {
    return (Logger) LoggerFactory.getLogger("quantum.runtime");
  }

  private Loop running() {
    Settings settings = Settings.of(env);
    return new Loop(
        ExitBrain.service(
            settings.complete("EXITBRAIN_", () -> ExitBrainSettings.read(settings)),
            redis,
            health,
            clock));
  }

  private void open(Symbol symbol, String id, String... changes) {
    Map<String, String> hash = new HashMap<>();
    hash.put("symbol", symbol.name());
    hash.put("side", "LONG");
    hash.put("qty", "2");
    hash.put("initial_qty", "2");
    hash.put("entry_price", "100");
    hash.put("entry_risk", "2");
    hash.put("stop_loss", "98");
    hash.put("position_id", id);
    hash.put("opened_at", EventTime.format(now - 60_000));
    hash.put("source", "apply_layer");
    for (int i = 0; i < changes.length; i += 2) {
      hash.put(changes[i], changes[i + 1]);
    }
    hash.values().removeIf(String::isEmpty);
    probe.commands().del(names.position(symbol));
    probe.commands().hset(names.position(symbol), hash);
    probe.commands().sadd(names.positionsOpen(), symbol.name());
  }

  private void price(Symbol symbol, String price, long atMillis) {
    priceOn(names.priceUpdate(), symbol, price, atMillis);
  }

  private void priceOn(String stream, Symbol symbol, String price, long atMillis) {
    probe.xadd(
        stream,
        "symbol",
        symbol.name(),
        "status",
        "PRICE_UPDATE",
        "price",
        price,
        "timestamp",
        EventTime.format(atMillis));
  }

  private void result(String plan, String status, String error) {
    probe.xadd(
        names.applyResult(),
        "symbol",
        "BTCUSDT",
        "plan_id",
        plan,
        "action",
        "FULL_CLOSE_PROPOSED",
        "status",
        status,
        "error",
        error,
        "source",
        "apply_layer",
        "timestamp",
        EventTime.format(now));
  }

  private boolean handled(String stream) {
    return probe.commands().exists(stream) == 1
        && !probe.commands().xinfoGroups(stream).isEmpty()
        && probe.lag(stream, Names.GROUP_EXITBRAIN) == 0
        && probe.pending(stream, Names.GROUP_EXITBRAIN) == 0;
  }

  private void awaitHandled() {
    probe.await(
        "all handled", () -> handled(names.priceUpdate()) && handled(names.applyResult()), SOON);
  }

  private void runUntilAllHandled() {
    try (var _ = running()) {
      awaitHandled();
    }
  }

  private List<Map<String, String>> plans() {
    return probe.entries(names.applyPlan());
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static String fullClose(String position, int attempt) {
    return ExitPlanId.fullClose(new PositionId(position), attempt).value();
  }

  @Test
  void stopHit_live_becomesOnePlanWithStepsAndScores() {
    open(BTC, "p1");
    price(BTC, "98.5", now - 3);
    price(BTC, "97.9", now - 2);
    price(BTC, "97.5", now - 1);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("plan_id", fullClose("p1", 0))
                    .containsEntry("action", "FULL_CLOSE_PROPOSED")
                    .containsEntry("decision", "EXECUTE")
                    .containsEntry("steps", "[{\"type\":\"market_reduce_only\",\"pct\":100}]")
                    .containsEntry("reduceOnly", "true")
                    .containsEntry("position_id", "p1")
                    .containsEntry("source", "exitbrain")
                    .containsEntry("reason", "stop_hit")
                    .containsEntry("price", "97.9")
                    .containsEntry("R_net", "-1.1")
                    .containsEntry("timestamp", EventTime.format(now - 2))
                    .containsKey("kill_score")
                    .doesNotContainKey("dry_run"));
    assertThat(lines())
        .contains(
            "[STOP] BTCUSDT stop hit: 97.9 <= 98 | R=-1.10R | plan_id="
                + fullClose("p1", 0)
                + " LIVE");
  }

  @Test
  void stopHit_shadow_isSuggestedAndNoPlan() {
    env.remove("EXITBRAIN_MODE");
    open(BTC, "p1");
    price(BTC, "97", now);
    runUntilAllHandled();
    assertThat(plans()).isEmpty();
    assertThat(probe.entries(names.harvestSuggestions()))
        .singleElement()
        .satisfies(
            suggestion ->
                assertThat(suggestion)
                    .containsEntry("dry_run", "true")
                    .containsEntry("plan_id", fullClose("p1", 0)));
  }

  @Test
  void priceOnTheResultStream_counts() {
    open(BTC, "p1");
    priceOn(names.applyResult(), BTC, "97", now);
    runUntilAllHandled();
    assertThat(plans()).hasSize(1);
  }

  @Test
  void priceWithoutTimestamp_isTimedByItsStreamId() {
    open(BTC, "p1");
    probe.xadd(names.priceUpdate(), "payload", "{\"symbol\":\"BTCUSDT\",\"price\":97}");
    runUntilAllHandled();
    assertThat(plans()).hasSize(1);
  }

  @Test
  void killSwitch_doesNotStopExits() {
    probe.commands().set(names.kill(), "1");
    open(BTC, "p1");
    price(BTC, "97", now);
    runUntilAllHandled();
    assertThat(plans()).hasSize(1);
  }

  @Test
  void prices_tooOldOrFromBeforeTheOpening_closeNothing() {
    open(BTC, "p1");
    open(ETH, "p2", "opened_at", EventTime.format(now - 3_600_000));
    price(BTC, "1", now - 60_001);
    price(ETH, "1", now - 60_000);
    runUntilAllHandled();
    assertThat(plans()).isEmpty();
    assertThat(lines())
        .contains(
            "[EXIT] ETHUSDT held back: price older than EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC");
  }

  @Test
  void oldPrices_freshnessOff_decide() {
    env.put("EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
    open(BTC, "p1", "opened_at", "1500000000");
    price(BTC, "97", 1_500_000_001_000L);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(plan -> assertThat(plan).containsEntry("timestamp", "1500000001"));
  }

  @Test
  void malformedEntries_becomeDeadLettersAndTheNextPriceDecides() {
    open(BTC, "p1");
    String[][] bad = {
      {"status", "PRICE_UPDATE", "price", "97"},
      {"symbol", "BTCUSDT", "price", "abc"},
      {"symbol", "BTCUSDT", "price", "NaN"},
      {"symbol", "BTCUSDT", "price", "1e400"},
      {"symbol", "BTCUSDT", "price", "-97"},
      {"symbol", "BTCUSDT"},
      {"payload", "{\"symbol\":"},
      {"", ""},
    };
    for (String[] fields : bad) {
      probe.xadd(names.priceUpdate(), fields);
    }
    probe.xadd(names.applyResult(), "symbol", "BTCUSDT", "status", "MAYBE");
    probe.xadd(names.applyResult(), "status", "FILLED", "side", "BUY", "qty", "1");
    price(BTC, "97", now);
    runUntilAllHandled();
    assertThat(probe.entries(names.deadLetter())).hasSize(bad.length + 2);
    assertThat(plans()).hasSize(1);
  }

  @Test
  void unreadableKeys_blindItToThemselvesOnly() {
    open(BTC, "p1");
    probe.commands().set(names.position(ETH), "no hash");
    probe.commands().sadd(names.positionsOpen(), "ETHUSDT", "not a symbol", "SOLUSDT");
    probe.commands().hset(names.position(Symbol.of("SOLUSDT")), "symbol", "SOLUSDT");
    price(ETH, "1", now);
    price(BTC, "97", now);
    runUntilAllHandled();
    assertThat(plans()).hasSize(1);
    assertThat(probe.length(names.deadLetter())).isZero();
    assertThat(lines())
        .anyMatch(line -> line.startsWith("[EXIT] " + names.position(ETH) + " not used"))
        .anyMatch(line -> line.startsWith("[EXIT] " + names.positionsOpen() + " not used"));
  }

  @Test
  void positionThatBecomesUnreadable_isProtectedByWhatWasKnown() {
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "100", now - 2);
      probe.await("the price", () -> handled(names.priceUpdate()), SOON);
      probe.commands().hset(names.position(BTC), "qty", "abc");
      probe.commands().del(names.positionsOpen());
      probe.commands().set(names.positionsOpen(), "no set");
      result("x", "FILLED", "");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "97", now - 1);
      awaitHandled();
    }
    assertThat(plans()).hasSize(1);
    assertThat(lines()).anyMatch(line -> line.contains(" not used: qty='abc'"));
  }

  @Test
  void positionThatTurnsIntoAString_isWatchedAsItWasKnown_andAlarmed() {
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "100", now - 3);
      probe.await("the price", () -> handled(names.priceUpdate()), SOON);
      probe.commands().del(names.position(BTC));
      probe.commands().set(names.position(BTC), "a string");
      probe.commands().srem(names.positionsOpen(), BTC.name());
      result("x", "ERROR", "");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "97", now - 1);
      awaitHandled();
    }
    assertThat(plans()).hasSize(1);
    assertThat(probe.length(names.deadLetter())).isZero();
    assertThat(lines())
        .anyMatch(line -> line.startsWith("[ALARM] BTCUSDT: position cannot be read, its stop is"));
  }

  @Test
  void openSetThatVanished_leavesTheStopWatched() {
    open(BTC, "p1");
    FakeClock fake = new FakeClock(now);
    clock = fake;
    try (var _ = running()) {
      price(BTC, "100", now - 3);
      probe.await("the price", () -> handled(names.priceUpdate()), SOON);
      probe.commands().del(names.positionsOpen());
      fake.advance(Duration.ofSeconds(6)); // the next look at all positions is due
      price(BTC, "97", now - 1);
      awaitHandled();
    }
    assertThat(plans()).hasSize(1);
  }

  @Test
  void brokenFieldsOfTheHash_takeNoStopAway() {
    open(BTC, "p1", "stop_loss", "99");
    try (var _ = running()) {
      price(BTC, "100", now - 3);
      probe.await("the price", () -> handled(names.priceUpdate()), SOON);
      probe.commands().hset(names.position(BTC), "stop_loss", "");
      result("x", "ERROR", "");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "98.9", now - 1);
      awaitHandled();
    }
    assertThat(plans())
        .singleElement()
        .satisfies(plan -> assertThat(plan).containsEntry("reason", "stop_hit"));
  }

  @Test
  void priceOlderThanTheNewest_firesNoStop() {
    open(BTC, "p1");
    price(BTC, "100", now - 1);
    price(BTC, "97", now - 2);
    runUntilAllHandled();
    assertThat(plans()).isEmpty();
  }

  @Test
  void priceADayAhead_isADeadLetter_andAFailedCloseIsRepeatedAllTheSame() {
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "97", now - 3_000);
      probe.await("asked", () -> plans().size() == 1, SOON);
      price(BTC, "97", now + 86_400_000);
      result(fullClose("p1", 0), "ERROR", "-1000");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "97", now - 2_500);
      price(BTC, "97", now - 1_900);
      awaitHandled();
    }
    assertThat(plans()).hasSize(2);
    assertThat(probe.entries(names.deadLetter()))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.get("error"))
                    .startsWith("timestamp='" + EventTime.format(now + 86_400_000) + "'"));
  }

  @Test
  void openingAheadOfTheClock_orMissing_doesNotBlindTheStop() {
    open(BTC, "p1", "opened_at", EventTime.format(now + 3_600_000));
    open(ETH, "p2", "opened_at", "");
    env.put("EXITBRAIN_MAX_AGE_SEC", "3600");
    price(BTC, "97", now - 1);
    price(ETH, "100", now - 1);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(plan -> assertThat(plan).containsEntry("reason", "stop_hit"));
  }

  @Test
  void openSetOfTheWrongType_buriesNoPrice() {
    probe.commands().set(names.positionsOpen(), "no set");
    price(BTC, "97", now);
    runUntilAllHandled();
    assertThat(probe.length(names.deadLetter())).isZero();
  }

  @Test
  void positionOfAnotherSymbol_isNotUsed() {
    open(BTC, "p1", "symbol", "ETHUSDT");
    price(BTC, "97", now);
    price(ETH, "97", now);
    runUntilAllHandled();
    assertThat(plans()).isEmpty();
  }

  @Test
  void failedClose_isRepeatedUnderTheNextAttemptAfterASecond() {
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "97", now - 10_000);
      probe.await(names.applyPlan(), plan -> plan.get("plan_id").equals(fullClose("p1", 0)), SOON);
      open(BTC, "p1", "attempts", "1");
      result(fullClose("p1", 0), "ERROR", "-1001");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "97", now - 9_001);
      price(BTC, "97", now - 9_000);
      awaitHandled();
    }
    assertThat(plans())
        .extracting(plan -> plan.get("plan_id"))
        .containsExactly(fullClose("p1", 0), fullClose("p1", 1));
    assertThat(plans().getLast()).containsEntry("timestamp", EventTime.format(now - 9_000));
  }

  /** The plan was lost, or its answer: both leave the asker without a word. */
  @Test
  void closeThatNobodyAnswers_isAskedForAgainAsTheSamePlan_andAlarmed() {
    FakeClock wall = new FakeClock(now);
    clock = wall;
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "97", now);
      probe.await("asked", () -> plans().size() == 1, SOON);
      awaitHandled();
      probe.await(
          "asked again",
          () -> {
            wall.advance(Duration.ofSeconds(1));
            return plans().size() == 3;
          },
          SOON);
    }
    assertThat(wall.millis()).isGreaterThanOrEqualTo(now + 60_000);
    assertThat(plans()).extracting(plan -> plan.get("plan_id")).containsOnly(fullClose("p1", 0));
    assertThat(lines())
        .anyMatch(
            line ->
                line.startsWith("[ALARM] BTCUSDT: full close was asked for 2 times in ")
                    && line.endsWith("plan_id=" + fullClose("p1", 0)));
  }

  /**
   * The exchange's stop did not act, and the feed fell silent with the price that was beyond it.
   */
  @Test
  void stopRestingAtTheExchange_andNoFurtherPrice_isAskedForWhenTheGraceIsOver() {
    FakeClock wall = new FakeClock(now);
    clock = wall;
    open(BTC, "p1", "stop_state", "resting");
    try (var _ = running()) {
      price(BTC, "97", now);
      awaitHandled();
      assertThat(plans()).isEmpty();
      wall.advance(Duration.ofMillis(1_500));
      probe.await("asked", () -> plans().size() == 1, SOON);
    }
    assertThat(plans().getFirst())
        .containsEntry("plan_id", fullClose("p1", 0))
        .containsEntry("reason", "stop_hit");
  }

  @Test
  void closeThatNobodyAnswers_afterARestart_isAskedForWithoutAnyPrice() {
    FakeClock wall = new FakeClock(now);
    clock = wall;
    open(BTC, "p1");
    price(BTC, "97", now);
    runUntilAllHandled();
    try (var _ = running()) {
      price(BTC, "97", now);
      probe.await("asked", () -> plans().size() == 2, SOON);
      probe.commands().xtrim(names.priceUpdate(), 0);
      probe.await(
          "asked again",
          () -> {
            wall.advance(Duration.ofSeconds(1));
            return plans().size() == 3;
          },
          SOON);
    }
    assertThat(plans()).extracting(plan -> plan.get("plan_id")).containsOnly(fullClose("p1", 0));
  }

  @Test
  void health_saysTheModeAndUpToWhenPricesWereJudged() {
    clock = new FakeClock(now);
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "100", now);
      probe.await("judged", () -> health.fields().containsKey("watched_at"), SOON);
      String at = health.fields().get("watched_at");
      assertThat(EventTime.parseMillis(at))
          .isBetween(now - 1_000, System.currentTimeMillis() + 1_000);
      assertThat(health.fields()).containsEntry("mode", "live");
      price(BTC, "100", now - 30_001);
      awaitHandled();
      assertThat(health.fields()).as("a stale price is not judged").containsEntry("watched_at", at);
      price(BTC, "100", now);
      probe.await("moves", () -> !health.fields().get("watched_at").equals(at), SOON);
    }
  }

  @Test
  void pricesThatAllCountAsStale_areAnAlarm() {
    FakeClock wall = new FakeClock(now + 3_600_000);
    clock = wall;
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "97", now);
      awaitHandled();
      wall.advance(Duration.ofSeconds(5));
      probe.await(
          "said",
          () ->
              lines()
                  .contains(
                      "[ALARM] BTCUSDT: position open and all its prices count as stale, the newest"
                          + " is 3605 s behind the clock"),
          SOON);
    }
    assertThat(plans()).isEmpty();
  }

  /** What a price older than the stop would have cost: the position was sold at 3.10. */
  @Test
  void stopRaisedInARise_isNotHitByTheOlderPricesAfterARestart() {
    open(
        BTC,
        "p1",
        "entry_price",
        "3",
        "stop_loss",
        "3.006",
        "stop_since",
        EventTime.format(now - 1_000));
    price(BTC, "3.003", now - 2_000);
    price(BTC, "3.10", now);
    runUntilAllHandled();
    assertThat(plans()).isEmpty();
  }

  @Test
  void positionClosedMeanwhile_isForgottenWithItsResult() {
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "97", now - 2);
      probe.await(names.applyPlan(), plan -> true, SOON);
      probe.commands().del(names.position(BTC));
      probe.commands().srem(names.positionsOpen(), "BTCUSDT");
      result(fullClose("p1", 0), "FILLED", "");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "96", now - 1);
      awaitHandled();
    }
    assertThat(plans()).hasSize(1);
  }

  @Test
  void positionOpenedWhileItRuns_isWatchedFromItsResultOn() {
    try (var _ = running()) {
      price(BTC, "100", now - 2);
      probe.await("the price", () -> handled(names.priceUpdate()), SOON);
      open(BTC, "p1");
      result(PlanId.ofEntry("1-0").value(), "FILLED", "");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "97", now);
      awaitHandled();
    }
    assertThat(plans()).hasSize(1);
  }

  @Test
  void restart_asksForTheSamePlan() {
    open(BTC, "p1");
    price(BTC, "97", now - 2);
    runUntilAllHandled();
    price(BTC, "97", now - 1);
    runUntilAllHandled();
    assertThat(plans())
        .extracting(plan -> plan.get("plan_id"))
        .containsExactly(fullClose("p1", 0), fullClose("p1", 0));
  }

  @Test
  void streamsVanishing_costNoPosition() {
    open(BTC, "p1");
    try (var _ = running()) {
      price(BTC, "100", now - 2);
      probe.await("the price", () -> handled(names.priceUpdate()), SOON);
      probe.commands().del(names.priceUpdate(), names.applyResult());
      price(BTC, "97", now - 1);
      probe.await(names.applyPlan(), plan -> plan.get("reason").equals("stop_hit"), SOON);
    }
  }

  @Test
  void foreignPositionWithoutStop_getsOneByLeverage() {
    open(BTC, "p1", "stop_loss", "", "source", "harvest_brain", "leverage", "10");
    price(BTC, "100", now);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("action", "UPDATE_SL")
                    .containsEntry("stop_loss", "98")
                    .containsEntry("reason", "no_stop"));
    assertThat(lines()).anyMatch(line -> line.startsWith("[STOP] BTCUSDT UPDATE_SL none -> 98 |"));
  }

  @Test
  void marketCollapse_closesOnTheKillScoreIfTheStateIsFresh() {
    env.put("KILL_REFERENCE", "fixed");
    open(BTC, "p1");
    open(ETH, "p2");
    Map<String, String> collapsed =
        Map.of(
            "sigma",
            "0.05",
            "ts",
            "0.0",
            "p_trend",
            "0.1",
            "p_mr",
            "0.3",
            "p_chop",
            "0.6",
            "updated_at",
            EventTime.format(now - 200_000));
    probe.commands().hset(names.marketStatePrefix() + "BTCUSDT", collapsed);
    probe.commands().hset(names.marketPrefix() + "ETHUSDT", collapsed);
    probe
        .commands()
        .hset(names.marketPrefix() + "ETHUSDT", "updated_at", EventTime.format(now - 400_000));
    price(BTC, "101", now);
    price(ETH, "101", now);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("symbol", "BTCUSDT")
                    .containsEntry("reason", "kill_score_triggered"));
    assertThat(lines())
        .anyMatch(line -> line.startsWith("[EXIT] BTCUSDT FULL_CLOSE_PROPOSED KILL_SCORE=0."))
        .anyMatch(line -> line.contains("neutral market used for [ETHUSDT]"));
  }

  @Test
  void confirmation_restartInBetween_isNotLost() {
    open(BTC, "p1", EVALUATED);
    probe
        .commands()
        .hset(
            names.position(BTC),
            Map.of(
                "flip_armed",
                "true",
                "kill_above_since",
                EventTime.format(now - 900_000),
                "kill_judged_at",
                EventTime.format(now - 60_000)));
    flippedAgainstItsOwnPast(BTC);
    price(BTC, "101", now);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(plan -> assertThat(plan).containsEntry("reason", "kill_score_triggered"));
  }

  @Test
  void confirmation_nobodyWatchedInBetween_beginsAnew() {
    open(BTC, "p1", EVALUATED);
    probe
        .commands()
        .hset(
            names.position(BTC),
            Map.of(
                "flip_armed",
                "true",
                "kill_above_since",
                EventTime.format(now - 900_000),
                "kill_judged_at",
                EventTime.format(now - 60_001)));
    flippedAgainstItsOwnPast(BTC);
    price(BTC, "101", now);
    runUntilAllHandled();
    assertThat(plans()).isEmpty();
  }

  @Test
  void unreadableEvaluation_costsTheMemoryAndNotTheProtection() {
    open(BTC, "p1", EVALUATED);
    probe.commands().hset(names.position(BTC), "kill_above_since", "yesterday");
    flippedAgainstItsOwnPast(BTC);
    price(BTC, "101", now - 1);
    price(BTC, "97", now);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(plan -> assertThat(plan).containsEntry("reason", "stop_hit"));
    assertThat(lines())
        .anyMatch(line -> line.contains("Taken for missing: kill_above_since='yesterday'"));
  }

  private static final String[] EVALUATED = {
    "current_price", "100", "peak_price", "101", "trough_price", "99"
  };

  /** K = 1/(1 + e^−(1 + 0.5·2 + …)), if the position has seen a trend; long before a while. */
  private void flippedAgainstItsOwnPast(Symbol symbol) {
    Map<String, String> hash = new HashMap<>();
    hash.put("sigma", "0.05");
    hash.put("ts", "0.0");
    hash.put("p_trend", "0.1");
    hash.put("p_mr", "0.3");
    hash.put("p_chop", "0.6");
    hash.put("sigma_ref", "0.01");
    hash.put("ts_ref", "0.3");
    hash.put("trend_min", "0.2");
    hash.put("trend_arm", "0.5");
    hash.put("drift", "-2");
    hash.put("updated_at", EventTime.format(now - 60_000));
    probe.commands().hset(names.marketStatePrefix() + symbol, hash);
  }

  @Test
  void scheme_takesItsFractionAtEachTargetOnce() {
    env.put("EXITBRAIN_TP_MODE", "scheme");
    open(BTC, "p1", "tp1", "105", "tp2", "108", "tp3", "112", "harvest_scheme", "0.3,0.3,0.4");
    try (var _ = running()) {
      price(BTC, "104.9", now - 5);
      price(BTC, "105", now - 4);
      probe.await(names.applyPlan(), plan -> "tp1".equals(plan.get("r_level")), SOON);
      probe.commands().hset(names.position(BTC), Map.of("qty", "1.4", "harvested", "tp1"));
      result(plans().getFirst().get("plan_id"), "FILLED", "");
      probe.await("the result", () -> handled(names.applyResult()), SOON);
      price(BTC, "106", now - 3);
      price(BTC, "108", now - 2);
      awaitHandled();
    }
    assertThat(plans())
        .extracting(plan -> plan.get("r_level"), plan -> plan.get("steps"))
        .containsExactly(
            tuple("tp1", "[{\"type\":\"market_reduce_only\",\"pct\":30}]"),
            // 0.3 of the whole is 0.6 of the 1.4 that are left
            tuple("tp2", plans().getLast().get("steps")));
    assertThat(plans().getLast().get("steps")).contains("\"pct\":42.8");
  }

  @Test
  void fullTarget_closesAllAtTakeProfit() {
    env.put("EXITBRAIN_TP_MODE", "full");
    open(BTC, "p1", "take_profit", "105", "tp1", "103", "harvest_scheme", "0.3,0.3,0.4");
    price(BTC, "104", now - 2);
    price(BTC, "105", now - 1);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("action", "FULL_CLOSE_PROPOSED")
                    .containsEntry("reason", "target_hit"));
  }

  @Test
  void targetsOff_takeNothing() {
    open(BTC, "p1", "take_profit", "105", "tp1", "103", "harvest_scheme", "0.3,0.3,0.4");
    price(BTC, "120", now);
    runUntilAllHandled();
    assertThat(plans()).isEmpty();
  }

  @Test
  void stopThatNobodyCanSet_isAskedForEverLessOften() {
    open(BTC, "p1", "stop_loss", "", "source", "harvest_brain");
    try (var _ = running()) {
      long at = now - 25_000;
      // 1 + 2 + 5 + 10 s of pauses lie within the freshness gate; the rest is ExitDeciderTest's
      for (int asked = 1; asked <= 4; asked++) {
        price(BTC, "100", at);
        int count = asked;
        probe.await("the plan", () -> plans().size() == count, SOON);
        result(plans().getLast().get("plan_id"), "SKIPPED", "SKIP_NO_POSITION");
        probe.await("the result", () -> handled(names.applyResult()), SOON);
        at += new long[] {1_000, 2_000, 5_000, 10_000}[asked - 1];
      }
      price(BTC, "100", at - 1);
      awaitHandled();
    }
    assertThat(plans()).hasSize(4);
  }

  @Test
  void hold_isRecordedForTheRecord() {
    env.put("EXITBRAIN_HOLD_INTERVAL_SEC", "60");
    open(BTC, "p1");
    price(BTC, "100", now - 2);
    price(BTC, "101", now - 1);
    runUntilAllHandled();
    assertThat(plans())
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan)
                    .containsEntry("action", "HOLD")
                    .containsEntry("decision", "HOLD")
                    .containsKeys("R_net", "kill_score"));
  }

  // ---- lockstep

  private void groupAtEnd(String stream, String group) {
    probe
        .commands()
        .xgroupCreate(
            XReadArgs.StreamOffset.from(stream, "$"), group, XGroupCreateArgs.Builder.mkstream());
  }

  @SuppressWarnings("unchecked") // the varargs array is read and not kept
  private String readAsHarvestBrain() {
    return probe
        .commands()
        .xreadgroup(
            Consumer.from(Names.GROUP_HARVEST_BRAIN, "execution"),
            XReadArgs.StreamOffset.lastConsumed(names.priceUpdate()))
        .getFirst()
        .getId();
  }

  @Test
  void lockstep_waitsForTheOthersAndTakesWhatTheyDid() {
    env.put("LOCKSTEP", "true");
    open(BTC, "p1");
    groupAtEnd(names.priceUpdate(), Names.GROUP_EXITBRAIN);
    groupAtEnd(names.priceUpdate(), Names.GROUP_HARVEST_BRAIN);
    groupAtEnd(names.applyResult(), Names.GROUP_HARVEST_BRAIN);
    groupAtEnd(names.tradeIntent(), names.groupIntentBridge());
    groupAtEnd(names.applyPlan(), Names.GROUP_APPLY_LAYER);
    try (var _ = running()) {
      price(BTC, "98.5", now);
      probe.await(
          "the price is read", () -> probe.pending(names.priceUpdate(), "exitbrain") == 1, SOON);
      // harvest-brain has a look at the price, and its stop move is through before it is finished
      String read = readAsHarvestBrain();
      assertThat(plans()).isEmpty();
      open(BTC, "p1", "stop_loss", "99");
      assertThat(probe.pending(names.priceUpdate(), "exitbrain")).isEqualTo(1);
      probe.commands().xack(names.priceUpdate(), Names.GROUP_HARVEST_BRAIN, read);
      probe.await(names.applyPlan(), plan -> plan.get("reason").equals("stop_hit"), SOON);
    }
    assertThat(plans()).hasSize(1);
  }

  @Test
  void lockstep_toldToStopWhileWaiting_leavesThePriceForTheNextStart() {
    env.put("LOCKSTEP", "true");
    open(BTC, "p1");
    groupAtEnd(names.priceUpdate(), Names.GROUP_EXITBRAIN);
    try (var _ = running()) {
      price(BTC, "97", now);
      probe.await(
          "the price is read", () -> probe.pending(names.priceUpdate(), "exitbrain") == 1, SOON);
    }
    assertThat(probe.pending(names.priceUpdate(), "exitbrain")).isEqualTo(1);
    assertThat(plans()).isEmpty();

    env.put("LOCKSTEP", "false");
    runUntilAllHandled();
    assertThat(plans()).hasSize(1);
    assertThat(probe.length(names.deadLetter())).isZero();
  }
}
