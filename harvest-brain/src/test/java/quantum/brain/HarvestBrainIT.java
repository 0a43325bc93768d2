package quantum.brain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.Unsettled;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * harvest-brain from outside: a process of its own, a real Redis, XADD and redis-cli's looks.
 * Positions are entry 100, risk 2, 8 units; R_net 2 lies just below 104.11.
 */
class HarvestBrainIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final String FRESH_OFF = "HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC";

  private final Names names = new Names("brain" + COUNT.incrementAndGet());
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    probe = new StreamProbe(RedisServer.shared());
  }

  @AfterEach
  void disconnect() {
    probe.close();
  }

  private Brain start(String... settings) {
    return Brain.start(probe, RedisServer.shared().uri(), names, settings);
  }

  private static String now() {
    return Long.toString(System.currentTimeMillis() / 1000);
  }

  private void price(Symbol symbol, String price) {
    probe.xadd(
        names.priceUpdate(),
        Map.of(
            "symbol", symbol.name(), "status", "PRICE_UPDATE", "price", price, "timestamp", now()));
  }

  /** The hash as the apply layer leaves it behind, a minute ago. */
  private void hold(StreamProbe where, Symbol symbol, String id) {
    Position position =
        new Position(
            symbol,
            Side.LONG,
            new PositionId(id),
            Quantity.of("8"),
            Quantity.of("8"),
            Price.of("100"),
            Optional.of(new BigDecimal("2")),
            Optional.of(Price.of("98")),
            Optional.empty(),
            List.of(),
            List.of(),
            new Leverage(1),
            Optional.empty(),
            System.currentTimeMillis() - 60_000,
            0,
            Optional.of(new BigDecimal("0.01")));
    OpenPosition open =
        new OpenPosition(
            position,
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            BigDecimal.ZERO,
            Optional.empty(),
            Protection.NONE,
            Unsettled.NOTHING,
            OpenPosition.SOURCE_APPLY_LAYER);
    where.commands().hset(names.position(symbol), open.encode());
    where.commands().sadd(names.positionsOpen(), symbol.name());
  }

  private void hold(Symbol symbol, String id) {
    hold(probe, symbol, id);
  }

  private static final String ID = "00000000000000a1";

  private List<String> types(String stream) {
    return probe.entries(stream).stream().map(entry -> entry.get("intent_type")).toList();
  }

  private Map<String, String> evaluation(Symbol symbol) {
    return probe.hash(names.position(symbol));
  }

  @Test
  void operatorsTestPosition_priceOnTheResultStreamWithoutTime_suggestsTheFirstRung()
      throws Exception {
    Symbol test = Symbol.of("TEST");
    try (Brain brain = start("HARVEST_POLICY", "ladder", "LOG_LEVEL", "DEBUG")) {
      probe.xadd(
          names.applyResult(),
          "symbol",
          "TEST",
          "status",
          "FILLED",
          "side",
          "BUY",
          "qty",
          "0.01",
          "price",
          "1000",
          "stop_loss",
          "990");
      probe.xadd(names.applyResult(), "status", "PRICE_UPDATE", "symbol", "TEST", "price", "1005");
      Map<String, String> suggestion =
          probe.await(
              names.harvestSuggestions(),
              entry -> "HARVEST_PARTIAL".equals(entry.get("intent_type")),
              SOON);
      brain.settles();
      assertThat(suggestion)
          .containsEntry("symbol", "TEST")
          .containsEntry("side", "SELL")
          .containsEntry("r_level", "0.5")
          .containsEntry("close_pct", "25")
          .containsEntry("qty", "0.0025")
          .containsEntry("reduce_only", "true")
          .containsEntry("dry_run", "true")
          .containsEntry("source", "harvest-brain");

      String mark = names.namespace() + ":dedup:harvest:TEST:HARVEST_PARTIAL:0.5:5";
      Map<String, String> hash = evaluation(test);
      assertThat(probe.commands().get(mark)).isEqualTo(hash.get("position_id"));
      assertThat(probe.commands().ttl(mark)).isBetween(880L, 900L);
      assertThat(hash)
          .containsEntry("source", "harvest_brain")
          .containsEntry("entry_risk", "10")
          .containsEntry("peak_price", "1005")
          .containsEntry("R_net", "0.4")
          .containsEntry("unrealized_pnl", "0.05")
          .containsEntry("levels_taken", "0.5");
      assertThat(probe.commands().smembers(names.positionsOpen())).containsExactly("TEST");
      assertThat(types(names.harvestSuggestions()))
          .containsExactly("MOVE_SL_BREAKEVEN", "HARVEST_PARTIAL");
      assertThat(probe.length(names.tradeIntent())).isZero();

      brain.saysLiterally("[HARVEST] New position: TEST LONG 0.01 @ 1000");
      brain.saysLiterally("[HARVEST] TEST Evaluating R=0.50");
      brain.saysLiterally("[HARVEST] SHADOW HARVEST_PARTIAL_25 TEST 0.0025 @ R=0.50");

      // its memory and its fields are gone, the mark is not
      brain.kill9();
      probe
          .commands()
          .hdel(
              names.position(test), "peak_price", "levels_emitted", "levels_taken", "stop_emitted");
      try (Brain next = start("HARVEST_POLICY", "ladder")) {
        probe.xadd(
            names.applyResult(), "status", "PRICE_UPDATE", "symbol", "TEST", "price", "1005");
        next.settles();
        next.saysLiterally("[HARVEST] Duplicate detected: " + mark);
        assertThat(types(names.harvestSuggestions()))
            .filteredOn("HARVEST_PARTIAL"::equals)
            .hasSize(1);
      }
    }
  }

  @Test
  void riverExample_live_andTheDocumentedLines() throws Exception {
    try (Brain brain = start("HARVEST_MODE", "live", "MARKETSTATE_REFRESH_MS", "0")) {
      probe.xadd(
          names.applyResult(),
          "payload",
          "{\"signal\":{\"symbol\":\"RIVERUSDT\",\"side\":\"LONG\",\"status\":\"FILLED\",\"qty\":1.83,"
              + "\"price\":12.32}}");
      brain.settles();
      price(Symbol.of("RIVERUSDT"), "21.68");
      Map<String, String> intent =
          probe.await(
              names.tradeIntent(),
              entry -> "HARVEST_PARTIAL_75".equals(entry.get("intent_type")),
              SOON);
      assertThat(intent)
          .containsEntry("dry_run", "false")
          .containsEntry("qty", "1.3725")
          .containsEntry("close_pct", "75");
      brain.settles();
      brain.stop();
      assertThat(brain.log())
          .contains("[HARVEST] Starting harvest-brain Config(mode=live, policy=kernel,")
          .contains("kill_reference=adaptive, kill_confirm_sec=900")
          .contains("[HARVEST] New position: RIVERUSDT LONG 1.83 @ 12.32")
          .contains(
              "[HARVEST] RIVERUSDT | R=37.94R | KILL_SCORE=0.500 | Action=PARTIAL_75 |"
                  + " Reasons=[harvest_partial_75, profit_lock]")
          .contains("[HARVEST] RIVERUSDT PROFIT_LOCK SL none -> 12.34464 | R=37.94R")
          .contains("[HARVEST] RIVERUSDT PARTIAL_75 @ R=37.94 (75% of 1.83)")
          .contains("[HARVEST] LIVE HARVEST_PARTIAL_75 RIVERUSDT 1.3725 @ R=37.94")
          .contains("[HARVEST] No fresh market state, neutral market used for [RIVERUSDT]");
    }
  }

  @Test
  void freshMarketState_thatKills_closesTheWhole() {
    hold(BTC, ID);
    probe
        .commands()
        .hset(
            names.marketStatePrefix() + BTC,
            Map.of(
                "sigma",
                "0.05",
                "ts",
                "0",
                "p_trend",
                "0.1",
                "p_mr",
                "0.5",
                "p_chop",
                "0.4",
                "updated_at",
                now()));
    try (Brain brain = start("HARVEST_MODE", "live", "KILL_REFERENCE", "fixed")) {
      price(BTC, "104.5");
      brain.settles();
      assertThat(types(names.tradeIntent())).containsExactly("FULL_CLOSE_PROPOSED");
      brain.says(
          "\\[HARVEST] BTCUSDT FULL_CLOSE_PROPOSED KILL_SCORE=0\\.\\d{3} >= 0\\.600 \\| R=2\\.20R");
    }
  }

  @Test
  void killSwitch_setMidRun_nothingIsPublishedUntilItIsCleared() {
    hold(BTC, ID);
    try (Brain brain = start("HARVEST_MODE", "live")) {
      price(BTC, "101");
      brain.settles();
      probe.commands().set(names.kill(), "1");
      price(BTC, "108.5");
      brain.settles();
      assertThat(probe.length(names.tradeIntent())).isZero();
      assertThat(probe.length(names.harvestSuggestions())).isZero();
      assertThat(evaluation(BTC))
          .containsEntry("peak_price", "108.5")
          .containsEntry("levels_emitted", "")
          .containsEntry("stop_emitted", "");
      brain.saysLiterally("[HARVEST] Kill-switch active");

      probe.commands().del(names.kill());
      price(BTC, "104.5");
      brain.settles();
      assertThat(types(names.tradeIntent()))
          .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
    }
  }

  @Test
  void lockThatFollows_keepsTheBestOverAKill_andNeverGoesBack() throws Exception {
    hold(BTC, ID);
    String ratchet = "lock_mode=ratchet";
    try (Brain first = start("HARVEST_MODE", "live", "HARVEST_THETA", ratchet)) {
      price(BTC, "103.1");
      first.settles();
      assertThat(evaluation(BTC)).containsEntry("stop_emitted", "100.2");
      price(BTC, "112.9"); // 6.45 R gross, 2 R below it is 108.9
      first.settles();
      assertThat(evaluation(BTC)).containsEntry("stop_emitted", "108.9");
      probe.commands().set(names.kill(), "1");
      price(BTC, "113");
      price(BTC, "110");
      first.settles();
      first.kill9();
    }
    probe.commands().del(names.kill());
    try (Brain second = start("HARVEST_MODE", "live", "HARVEST_THETA", ratchet)) {
      price(BTC, "109.5"); // the best was 113 while nothing could be asked for
      second.settles();
      assertThat(evaluation(BTC)).containsEntry("stop_emitted", "109");
      price(BTC, "109.2");
      second.settles();
      assertThat(evaluation(BTC)).containsEntry("stop_emitted", "109");
    }
    assertThat(types(names.tradeIntent()).stream().filter("PROFIT_LOCK_SL"::equals)).hasSize(3);
  }

  @Test
  void killedInTheMiddle_restartKnowsWhatItAskedFor() throws Exception {
    hold(BTC, ID);
    try (Brain first = start("HARVEST_MODE", "live")) {
      price(BTC, "109");
      price(BTC, "104.5");
      first.settles();
      first.kill9();
    }
    List<String> asked = types(names.tradeIntent());
    assertThat(asked).containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_50");
    Map<String, String> before = evaluation(BTC);
    price(BTC, "104.6");
    try (Brain second = start("HARVEST_MODE", "live")) {
      price(BTC, "108.9");
      second.settles();
      assertThat(types(names.tradeIntent())).isEqualTo(asked);
      assertThat(evaluation(BTC))
          .containsEntry("peak_price", "109")
          .containsEntry("trough_price", "100")
          .containsEntry("levels_emitted", before.get("levels_emitted"))
          .containsEntry("stop_emitted", before.get("stop_emitted"));
      price(BTC, "112.5");
      second.settles();
      assertThat(types(names.tradeIntent())).endsWith("HARVEST_PARTIAL_75").hasSize(3);
    }
  }

  @Test
  void redisRestarts_theNextPriceIsJudgedWithThePositionsOfBefore() {
    try (var redis = RedisServer.start(RedisServer.Durability.EVERY_SECOND);
        var there = new StreamProbe(redis)) {
      hold(there, BTC, ID);
      try (Brain brain = Brain.start(there, redis.uri(), names)) {
        there.xadd(names.priceUpdate(), "symbol", "BTCUSDT", "price", "101");
        brain.settles();
        redis.restart();
        there.await("Redis", () -> there.commands().ping().equals("PONG"), SOON);
        there.xadd(names.priceUpdate(), "symbol", "BTCUSDT", "price", "104.5");
        there.await(
            names.harvestSuggestions(),
            entry -> "HARVEST_PARTIAL_25".equals(entry.get("intent_type")),
            SOON);
      }
    }
  }

  @Test
  void resultOfAPlan_isBookedAndItsLevelStaysDone() {
    hold(BTC, ID);
    try (Brain brain = start("HARVEST_MODE", "live")) {
      price(BTC, "104.5");
      brain.settles();
      probe.commands().hset(names.position(BTC), Map.of("qty", "6", "harvested", "2"));
      probe.xadd(
          names.applyResult(),
          "plan_id",
          "00000000000000c1",
          "symbol",
          "BTCUSDT",
          "action",
          "PARTIAL_25",
          "status",
          "FILLED",
          "executed",
          "True",
          "reduceOnly",
          "True",
          "side",
          "SELL",
          "position_side",
          "LONG",
          "close_pct",
          "25",
          "filled_qty",
          "2",
          "price",
          "104.5",
          "position_qty_after",
          "6",
          "realized_pnl",
          "9",
          "commission",
          "0.0836",
          "order_id",
          "71",
          "source",
          "apply_layer",
          "timestamp",
          now(),
          "position_id",
          ID,
          "r_level",
          "2");
      brain.settles();
      price(BTC, "104.6");
      brain.settles();
      assertThat(types(names.tradeIntent())).hasSize(2);
      assertThat(evaluation(BTC)).containsEntry("levels_taken", "2").containsEntry("qty", "6");
      assertThat(probe.hash(names.ledger(BTC)))
          .containsEntry("gross_pnl", "9")
          .containsEntry("commission", "0.0836")
          .containsEntry("realized_pnl", "8.9164")
          .containsEntry("closed_qty", "2")
          .containsEntry("last_order_id", "71");
      assertThat(probe.commands().zrange(names.history(BTC), 0, -1))
          .singleElement()
          .asString()
          .contains("\"r_level\":\"2\"");
      assertThat(probe.commands().ttl(names.position(BTC))).isBetween(86_000L, 86_400L);
    }
  }

  @Test
  void historyAndMarksOfAnotherType_theHarvestIsAskedForAndItsFillBooked() {
    hold(BTC, ID);
    probe.commands().set(names.history(BTC), "a string");
    probe.commands().set(names.booked(BTC), "a string");
    probe.commands().set(names.health("harvest-brain"), "a string");
    try (Brain brain = start("HARVEST_MODE", "live")) {
      price(BTC, "104.5");
      brain.settles();
      assertThat(types(names.tradeIntent())).contains("HARVEST_PARTIAL_25");
      probe.xadd(
          names.applyResult(),
          Map.of(
              "symbol", "BTCUSDT",
              "status", "FILLED",
              "action", "PARTIAL_25",
              "filled_qty", "2",
              "source", "apply_layer",
              "reduceOnly", "True",
              "side", "SELL",
              "realized_pnl", "9",
              "order_id", "71"));
      brain.settles();
      assertThat(probe.hash(names.ledger(BTC))).containsEntry("gross_pnl", "9");
      assertThat(probe.commands().exists(names.deadLetter())).isZero();
      assertThat(probe.commands().get(names.history(BTC))).isEqualTo("a string");
    }
  }

  @Test
  void lateEvaluation_doesNotRecreateADeletedPosition() {
    hold(BTC, ID);
    try (Brain brain = start()) {
      price(BTC, "101");
      brain.settles();
      probe.commands().del(names.position(BTC));
      probe.commands().srem(names.positionsOpen(), BTC.name());
      price(BTC, "101.5");
      brain.settles();
      assertThat(probe.commands().exists(names.position(BTC))).isZero();
    }
  }

  @Test
  void evaluation_isNotWrittenIntoALaterPosition() {
    hold(BTC, ID);
    try (Brain brain = start()) {
      price(BTC, "101");
      brain.settles();
      probe.commands().del(names.position(BTC));
      hold(BTC, "00000000000000a2");
      price(BTC, "101.5");
      brain.settles();
      assertThat(evaluation(BTC))
          .containsEntry("position_id", "00000000000000a2")
          .doesNotContainKey("peak_price");
    }
  }

  @Test
  void stalePrice_updatesTheStateAndSuggestsNothing() {
    hold(BTC, ID);
    try (Brain brain = start()) {
      probe.xadd(
          names.priceUpdate(),
          Map.of(
              "symbol",
              "BTCUSDT",
              "price",
              "104.5",
              "timestamp",
              Long.toString(System.currentTimeMillis() / 1000 - 45)));
      brain.settles();
      assertThat(probe.length(names.harvestSuggestions())).isZero();
      assertThat(evaluation(BTC)).containsEntry("peak_price", "104.5");
      brain.saysLiterally("price older than HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC");
    }
  }

  @Test
  void malformedEvents_areDeadLettersThatNameTheField_laterOnesAreHandled() {
    hold(BTC, ID);
    Map<Map<String, String>, String> prices = new HashMap<>();
    prices.put(Map.of("price", "1"), "symbol");
    prices.put(Map.of("symbol", "BTCUSDT"), "price");
    for (String bad : List.of("0", "-1", "NaN", "Infinity", "1e400", "abc")) {
      prices.put(Map.of("symbol", "BTCUSDT", "price", bad), "price='" + bad + "'");
    }
    prices.put(Map.of("symbol", "B T C", "price", "1"), "symbol='B T C'");
    prices.put(Map.of("payload", "{\"symbol\":"), "payload");
    prices.put(Map.of("payload", "[]"), "payload");
    prices.put(Map.of("", ""), "symbol");
    Map<Map<String, String>, String> results = new HashMap<>();
    results.put(Map.of("symbol", "BTCUSDT"), "status");
    results.put(Map.of("symbol", "BTCUSDT", "status", "MAYBE"), "status='MAYBE'");
    results.put(Map.of("status", "FILLED"), "symbol");
    results.put(
        Map.of("symbol", "SOLUSDT", "status", "FILLED", "side", "UP", "qty", "1", "price", "1"),
        "side='UP'");
    results.put(
        Map.of("symbol", "SOLUSDT", "status", "FILLED", "side", "BUY", "qty", "1"), "price=''");
    results.put(
        Map.of("symbol", "SOLUSDT", "status", "FILLED", "qty", "1", "price", "1"), "side=''");
    for (String bad : List.of("-1", "NaN", "1e400", "abc")) {
      results.put(
          Map.of("symbol", "SOLUSDT", "status", "FILLED", "side", "BUY", "qty", bad, "price", "1"),
          "qty='" + bad + "'");
    }
    results.put(Map.of("status", "PRICE_UPDATE", "symbol", "BTCUSDT", "price", "0"), "price='0'");
    results.put(Map.of("payload", "not json"), "payload");
    results.put(Map.of("", ""), "symbol");
    prices.keySet().forEach(entry -> probe.xadd(names.priceUpdate(), entry));
    results.keySet().forEach(entry -> probe.xadd(names.applyResult(), entry));
    probe.xadd(
        names.applyResult(),
        Map.of(
            "symbol",
            "ethusdt",
            "status",
            "filled",
            "side",
            "short",
            "qty",
            "1",
            "price",
            "50",
            "stop_loss",
            "51",
            "what",
            "is this",
            "payload",
            "{\"leverage\":3}"));
    price(BTC, "104.5");

    try (Brain brain = start(FRESH_OFF, "0")) {
      brain.settles();
      List<Map<String, String>> letters = probe.entries(names.deadLetter());
      assertThat(letters).hasSize(prices.size() + results.size());
      prices.forEach((entry, reason) -> assertLetter(letters, names.priceUpdate(), entry, reason));
      results.forEach((entry, reason) -> assertLetter(letters, names.applyResult(), entry, reason));
      assertThat(types(names.harvestSuggestions())).contains("HARVEST_PARTIAL_25");
      assertThat(evaluation(ETH))
          .containsEntry("side", "SHORT")
          .containsEntry("leverage", "3")
          .containsEntry("entry_risk", "1");
      assertThat(probe.commands().exists(names.position(Symbol.of("SOLUSDT")))).isZero();
      assertThat(probe.commands().exists(names.ledger(Symbol.of("SOLUSDT")))).isZero();
      assertThat(brain.log()).doesNotContainPattern("(?m)^\\S+ ERROR ");
    }
  }

  private static void assertLetter(
      List<Map<String, String>> letters, String stream, Map<String, String> entry, String reason) {
    assertThat(letters)
        .as("%s of %s", entry, stream)
        .anySatisfy(
            letter -> {
              assertThat(letter)
                  .containsAllEntriesOf(entry)
                  .containsEntry("stream", stream)
                  .containsEntry("consumer", "harvest_brain:execution");
              assertThat(letter.get("error")).contains(reason);
            });
  }

  @Test
  void keysOfAnotherTypeOrGarbled_areNamedOnce_andCostOnlyTheirSymbol() {
    Symbol sol = Symbol.of("SOLUSDT");
    hold(BTC, ID);
    hold(sol, "00000000000000a3");
    probe.commands().set(names.position(ETH), "a string");
    probe.commands().sadd(names.positionsOpen(), ETH.name(), "not a symbol");
    probe.commands().hset(names.position(sol), "qty", "eight");
    probe.commands().rpush(names.ledger(BTC), "a list");
    probe.commands().set(names.marketStatePrefix() + BTC, "a string");
    for (Symbol symbol : List.of(ETH, sol)) {
      price(symbol, "104.5");
      probe.xadd(
          names.applyResult(),
          Map.of(
              "symbol",
              symbol.name(),
              "status",
              "FILLED",
              "side",
              "BUY",
              "qty",
              "1",
              "price",
              "100"));
    }
    probe.xadd(
        names.applyResult(),
        Map.of(
            "symbol",
            "BTCUSDT",
            "status",
            "FILLED",
            "action",
            "PARTIAL_25",
            "filled_qty",
            "1",
            "source",
            "apply_layer",
            "reduceOnly",
            "True",
            "side",
            "SELL",
            "realized_pnl",
            "1"));
    price(BTC, "104.5");
    try (Brain brain = start()) {
      brain.settles();
      price(ETH, "104.6");
      price(BTC, "104.6");
      brain.settles();
      assertThat(types(names.harvestSuggestions()))
          .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
      assertThat(probe.entries(names.harvestSuggestions()))
          .allSatisfy(entry -> assertThat(entry).containsEntry("symbol", "BTCUSDT"));
      assertThat(probe.entries(names.deadLetter()))
          .extracting(letter -> letter.get("symbol"))
          .containsExactlyInAnyOrder("ETHUSDT", "SOLUSDT", "BTCUSDT");
      assertThat(probe.commands().get(names.position(ETH))).isEqualTo("a string");
      assertThat(evaluation(sol)).containsEntry("qty", "eight").doesNotContainKey("peak_price");
      assertThat(probe.commands().lrange(names.ledger(BTC), 0, -1)).containsExactly("a list");
      brain.saysLiterally(names.ledger(BTC) + " not used");
      assertThat(brain.log())
          .containsOnlyOnce(names.position(ETH) + " not used: is no hash")
          .containsOnlyOnce(names.position(sol) + " not used: qty='eight'")
          .containsOnlyOnce(names.ledger(BTC) + " not used: is no hash")
          .containsOnlyOnce(names.positionsOpen() + " not used: symbol must be");

      // once it is mended the service goes on by itself
      probe.commands().del(names.ledger(BTC));
      probe.xadd(
          names.applyResult(),
          Map.of(
              "symbol",
              "BTCUSDT",
              "status",
              "FILLED",
              "action",
              "PARTIAL_25",
              "filled_qty",
              "1",
              "source",
              "apply_layer",
              "reduceOnly",
              "True",
              "side",
              "SELL",
              "realized_pnl",
              "1"));
      brain.settles();
      assertThat(probe.hash(names.ledger(BTC))).containsEntry("gross_pnl", "1");
    }
  }

  /** A partial's result as the apply layer writes it, of the position held under {@link #ID}. */
  private void partialFilled(String level, String qty, String after, String... more) {
    Map<String, String> fields = new HashMap<>();
    fields.put("plan_id", "00000000000000c1");
    fields.put("symbol", "BTCUSDT");
    fields.put("action", "PARTIAL_25");
    fields.put("status", "FILLED");
    fields.put("reduceOnly", "True");
    fields.put("side", "SELL");
    fields.put("position_side", "LONG");
    fields.put("filled_qty", qty);
    fields.put("price", "104.5");
    fields.put("position_qty_after", after);
    fields.put("realized_pnl", "9");
    fields.put("order_id", "71");
    fields.put("trade_ids", "901");
    fields.put("source", "apply_layer");
    fields.put("timestamp", now());
    fields.put("position_id", ID);
    fields.put("r_level", level);
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    probe.xadd(names.applyResult(), fields);
  }

  @Test
  void levelThatIsNoNumber_leavesTheBrainEvaluating_andTheFillInTheLedger() throws Exception {
    hold(BTC, ID);
    try (Brain brain = start("HARVEST_MODE", "live")) {
      price(BTC, "101");
      brain.settles();
      probe.commands().hset(names.position(BTC), Map.of("qty", "7", "harvested", "T1"));
      partialFilled("T1", "1", "7");
      brain.settles();
      assertThat(probe.hash(names.ledger(BTC))).containsEntry("gross_pnl", "9");
      price(BTC, "104.5");
      brain.settles();
      assertThat(types(names.tradeIntent()))
          .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
      brain.kill9();
    }
    try (Brain next = start("HARVEST_MODE", "live")) {
      price(BTC, "108.6");
      next.settles();
      assertThat(types(names.tradeIntent())).contains("HARVEST_PARTIAL_50");
      assertThat(probe.length(names.deadLetter())).isZero();
    }
  }

  @Test
  void resultReadAgainFromTheBeginning_isBookedOnce() throws Exception {
    hold(BTC, ID);
    try (Brain brain = start()) {
      partialFilled("2", "1", "7");
      String[] foreign = {
        "symbol",
        "ETHUSDT",
        "status",
        "FILLED",
        "side",
        "BUY",
        "qty",
        "2",
        "price",
        "100",
        "order_id",
        "5",
        "trade_ids",
        "[\"a-1\",\"a-2\"]",
        "source",
        "hand"
      };
      probe.xadd(names.applyResult(), foreign);
      probe.xadd(names.applyResult(), foreign);
      brain.settles();
      brain.stop();
    }
    probe.commands().xgroupDestroy(names.applyResult(), Names.GROUP_HARVEST_BRAIN);
    try (Brain next = start()) {
      next.settles();
      assertThat(probe.hash(names.ledger(BTC))).containsEntry("gross_pnl", "9");
      assertThat(probe.hash(names.ledger(ETH)))
          .containsEntry("fills", "1")
          .containsEntry("opened_qty", "2");
      assertThat(probe.hash(names.position(ETH))).containsEntry("qty", "2");
      next.saysLiterally(
          "[HARVEST] ETHUSDT fill of source=hand not booked: its trades are booked already");
    }
  }

  @Test
  void fillStampedAnHourAhead_happenedWhenItWasTold_andItsPricesCount() {
    try (Brain brain = start("HARVEST_MODE", "live")) {
      probe.xadd(
          names.applyResult(),
          "symbol",
          "BTCUSDT",
          "status",
          "FILLED",
          "side",
          "BUY",
          "qty",
          "8",
          "price",
          "100",
          "stop_loss",
          "98",
          "source",
          "hand",
          "timestamp",
          Long.toString(System.currentTimeMillis() / 1000 + 3600));
      brain.settles();
      price(BTC, "104.5");
      brain.settles();
      assertThat(types(names.tradeIntent()))
          .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
    }
  }

  @Test
  void priceADayAhead_isADeadLetter_andWhatIsOlderThanTheNewestMovesNothing() {
    hold(BTC, ID);
    try (Brain brain = start()) {
      price(BTC, "101");
      brain.settles();
      long seconds = System.currentTimeMillis() / 1000;
      for (String at : List.of(Long.toString(seconds + 86_400), Long.toString(seconds - 20))) {
        probe.xadd(
            names.priceUpdate(), Map.of("symbol", "BTCUSDT", "price", "104.5", "timestamp", at));
      }
      brain.settles();
      assertThat(probe.entries(names.deadLetter()))
          .singleElement()
          .satisfies(letter -> assertThat(letter.get("error")).startsWith("timestamp='"));
      assertThat(evaluation(BTC)).containsEntry("peak_price", "101");
      assertThat(probe.length(names.harvestSuggestions())).isZero();
      price(BTC, "104.5");
      brain.settles();
      assertThat(probe.length(names.harvestSuggestions())).isEqualTo(2);
    }
  }

  @Test
  void stringsInThePlaceOfHistoryAndBookedTrades_costTheRecordAndNotTheFill() {
    hold(BTC, ID);
    probe.commands().set(names.history(BTC), "a string");
    probe.commands().set(names.booked(BTC), "a string");
    try (Brain brain = start()) {
      partialFilled("2", "2", "6");
      brain.settles();
      assertThat(probe.hash(names.ledger(BTC)))
          .containsEntry("gross_pnl", "9")
          .containsEntry("fills", "1");
      assertThat(probe.length(names.deadLetter())).isZero();
      assertThat(probe.commands().get(names.history(BTC))).isEqualTo("a string");
      brain.says("WARN .*" + names.history(BTC));
    }
  }

  @Test
  void brokenFieldsAfterATranche_sellItNotTwice_andKeepTheRisk_alsoAfterARestart()
      throws Exception {
    hold(BTC, ID);
    try (Brain brain = start("HARVEST_MODE", "live")) {
      price(BTC, "104.5");
      brain.settles();
      Map<String, String> after =
          Map.of(
              "qty",
              "6",
              "harvested",
              "2",
              "stop_loss",
              "100.2",
              "volatility_factor",
              "nan",
              "take_profit",
              "None",
              "tp1",
              "n/a",
              "atr_value",
              "abc");
      probe.commands().hset(names.position(BTC), after);
      partialFilled("2", "2", "6");
      price(BTC, "104.6");
      brain.settles();
      probe
          .commands()
          .hset(
              names.position(BTC),
              Map.of("levels_taken", "abc", "levels_emitted", "None", "R_net", "nan"));
      brain.kill9();
    }
    Set<String> marks = Set.copyOf(probe.commands().keys(names.namespace() + ":dedup:*"));
    marks.forEach(mark -> probe.commands().del(mark)); // as after their TTL
    try (Brain next = start("HARVEST_MODE", "live")) {
      price(BTC, "104.7");
      next.settles();
      assertThat(types(names.tradeIntent())).filteredOn("HARVEST_PARTIAL_25"::equals).hasSize(1);
      assertThat(evaluation(BTC)).containsEntry("entry_risk", "2").containsEntry("harvested", "2");
      price(BTC, "108.6");
      next.settles();
      assertThat(types(names.tradeIntent())).contains("HARVEST_PARTIAL_50");
    }
  }

  @Test
  void fillOfOthersWithoutAQuantity_isADeadLetterThatNamesIt() {
    try (Brain brain = start()) {
      probe.xadd(
          names.applyResult(),
          Map.of("symbol", "BTCUSDT", "status", "FILLED", "side", "BUY", "price", "100"));
      brain.settles();
      assertThat(probe.entries(names.deadLetter()))
          .singleElement()
          .satisfies(letter -> assertThat(letter.get("error")).contains("filled_qty"));
    }
  }

  @Test
  void positionThatTurnsIntoAStringMidRun_isJudgedAsItWasKnown_likeTheOthers() {
    hold(BTC, ID);
    hold(ETH, "00000000000000a2");
    try (Brain brain = start()) {
      price(BTC, "101");
      price(ETH, "101");
      brain.settles();
      probe.commands().del(names.position(ETH));
      probe.commands().set(names.position(ETH), "a string");
      probe.xadd(
          names.applyResult(), Map.of("symbol", ETH.name(), "status", "ERROR", "action", "CLOSE"));
      brain.settles();
      for (int i = 0; i < 20; i++) {
        price(ETH, i < 10 ? "101" : "104.5");
        price(BTC, i < 10 ? "101" : "104.5");
      }
      brain.settles();
      assertThat(probe.entries(names.harvestSuggestions()))
          .extracting(entry -> entry.get("symbol") + ' ' + entry.get("intent_type"))
          .containsExactlyInAnyOrder(
              "ETHUSDT PROFIT_LOCK_SL",
              "ETHUSDT HARVEST_PARTIAL_25",
              "BTCUSDT PROFIT_LOCK_SL",
              "BTCUSDT HARVEST_PARTIAL_25");
      assertThat(probe.commands().get(names.position(ETH))).isEqualTo("a string");
      brain.saysLiterally(
          "[ALARM] ETHUSDT: position cannot be read, it is judged as it was known: ");
    }
  }

  @Test
  void garbledMarketState_lastGoodOneIsKept_andNamedOnce() {
    hold(BTC, ID);
    Map<String, String> dead =
        Map.of(
            "sigma",
            "0.05",
            "ts",
            "0",
            "p_trend",
            "0.1",
            "p_mr",
            "0.5",
            "p_chop",
            "0.4",
            "updated_at",
            now());
    String key = names.marketStatePrefix() + BTC;
    probe.commands().hset(key, dead);
    try (Brain brain =
        start(
            FRESH_OFF,
            "0",
            "KILL_REFERENCE",
            "fixed",
            "KILL_CONFIRM_SEC",
            "1",
            "MARKETSTATE_REFRESH_MS",
            "0")) {
      price(BTC, "101");
      brain.settles();
      assertThat(evaluation(BTC).get("kill_score")).startsWith("0.8");
      probe.commands().hset(key, "sigma", "a letter");
      price(BTC, "101.1");
      brain.settles();
      assertThat(evaluation(BTC).get("kill_score")).startsWith("0.8");
      brain.saysLiterally(key + " not used: sigma='a letter'");
      // as far from the price as a state may not be: the garbled hash has no say in it
      probe.xadd(
          names.priceUpdate(),
          Map.of(
              "symbol",
              "BTCUSDT",
              "price",
              "101.2",
              "timestamp",
              Long.toString(System.currentTimeMillis() / 1000 + 400)));
      brain.settles();
      assertThat(evaluation(BTC).get("kill_score")).startsWith("0.5");
      assertThat(brain.log()).containsOnlyOnce("sigma='a letter'");
    }
  }

  @Test
  void positionWithoutAStop_getsTheProposedDistance_frozenInItsHash() {
    probe
        .commands()
        .hset(
            names.riskProposalPrefix() + "SOLUSDT",
            Map.of("stop_dist_pct", "0.0125", "updated_at", now()));
    probe
        .commands()
        .hset(
            names.riskProposalPrefix() + "XRPUSDT",
            Map.of(
                "stop_dist_pct",
                "0.0125",
                "updated_at",
                Long.toString(System.currentTimeMillis() / 1000 - 400)));
    probe.commands().hset(names.riskProposalPrefix() + "ETHUSDT", "stop_dist_pct", "wide");
    try (Brain brain = start()) {
      for (String symbol : List.of("SOLUSDT", "XRPUSDT", "ETHUSDT")) {
        probe.xadd(
            names.applyResult(),
            Map.of(
                "symbol",
                symbol,
                "status",
                "FILLED",
                "side",
                "BUY",
                "qty",
                "1",
                "price",
                "100",
                "timestamp",
                now()));
        price(Symbol.of(symbol), "101");
      }
      brain.settles();
      assertThat(evaluation(Symbol.of("SOLUSDT"))).containsEntry("entry_risk", "1.25");
      assertThat(evaluation(Symbol.of("XRPUSDT"))).containsEntry("entry_risk", "2");
      assertThat(evaluation(ETH)).containsEntry("entry_risk", "2");
      brain.saysLiterally("[HARVEST] SOLUSDT entry_risk=1.25 frozen from the risk proposal");
      brain.saysLiterally("[HARVEST] XRPUSDT entry_risk=2 frozen from FALLBACK_STOP_PCT");
      brain.saysLiterally(names.riskProposalPrefix() + "ETHUSDT not used: stop_dist_pct='wide'");
    }
  }

  @Test
  void overrides_areTakenUpWithoutRestart_refusedOnesLeaveTheLastValid_goneOnesTheSettings() {
    hold(BTC, ID);
    hold(ETH, "00000000000000a2");
    String key = names.harvestConfig(BTC);
    probe.commands().hset(key, Map.of("T1_R", "3", "lock_R", "9"));
    try (Brain brain = start("LOCKSTEP", "true")) {
      price(BTC, "104.5");
      price(ETH, "104.5");
      brain.settles();
      assertThat(suggested("BTCUSDT")).isEmpty();
      assertThat(suggested("ETHUSDT")).containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
      brain.saysLiterally("[HARVEST] BTCUSDT override applied: {T1_R=3, lock_R=9}");

      probe.commands().hset(key, Map.of("T1_R", "1", "T_1", "1"));
      price(BTC, "104.6");
      price(BTC, "104.7");
      brain.settles();
      assertThat(suggested("BTCUSDT")).isEmpty();
      brain.saysLiterally(key + " not used: T_1='1': is unknown, allowed are min_r");

      probe.commands().hdel(key, "T_1");
      probe.commands().hset(key, "T1_R", "5");
      price(BTC, "104.8");
      brain.settles();
      assertThat(suggested("BTCUSDT")).isEmpty();
      brain.saysLiterally(key + " not used: T1_R < T2_R < T3_R must hold, was 5.0, 4.0, 6.0");

      probe.commands().del(key);
      price(BTC, "104.9");
      brain.settles();
      assertThat(suggested("BTCUSDT")).containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
      brain.saysLiterally("[HARVEST] BTCUSDT override gone, the settings apply");
      assertThat(brain.log())
          .containsOnlyOnce("T_1='1'")
          .containsOnlyOnce("T1_R < T2_R")
          .containsOnlyOnce("override applied");
    }
  }

  @Test
  void override_isLookedAtAgain_afterItsRefreshTime() {
    hold(BTC, ID);
    try (Brain brain = start("HARVEST_CONFIG_REFRESH_SEC", "1")) {
      price(BTC, "102.5");
      brain.settles();
      assertThat(suggested("BTCUSDT")).isEmpty();
      probe.commands().hset(names.harvestConfig(BTC), "T1_R", "1");
      probe.await(
          "the override",
          () -> {
            price(BTC, "102.5");
            return suggested("BTCUSDT").contains("HARVEST_PARTIAL_25");
          },
          SOON);
    }
  }

  private List<String> suggested(String symbol) {
    return probe.entries(names.harvestSuggestions()).stream()
        .filter(entry -> symbol.equals(entry.get("symbol")))
        .map(entry -> entry.get("intent_type"))
        .toList();
  }

  @Test
  void badSettings_areNamedTogether_exit78() throws Exception {
    try (Brain brain =
        start(
            "HARVEST_MDOE",
            "live",
            "HARVEST_MIN_R",
            "often",
            "HARVEST_LADDER",
            "1:0.5,0.5:0.5",
            "STREAM_TRADE_INTENT",
            "elsewhere:intent",
            "DEDUP_TTL_SEC",
            "900",
            "HARVEST_DEDUP_TTL_SEC",
            "600")) {
      assertThat(brain.exitCode()).isEqualTo(78);
      assertThat(brain.log())
          .contains("HARVEST_MDOE; did you mean HARVEST_MODE?")
          .contains("HARVEST_MIN_R is 'often'")
          .contains("HARVEST_LADDER")
          .contains("STREAM_TRADE_INTENT is 'elsewhere:intent'")
          .contains("HARVEST_DEDUP_TTL_SEC");
    }
  }
}
