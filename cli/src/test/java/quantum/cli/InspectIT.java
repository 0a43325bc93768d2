package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.cli.screen.inspect.InspectScreen;
import quantum.contracts.Evaluation;
import quantum.contracts.EventTime;
import quantum.contracts.HealthRecord;
import quantum.contracts.Inflight;
import quantum.contracts.Ledger;
import quantum.contracts.MarketStateHash;
import quantum.contracts.Names;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectIT {
  private static final Names NAMES = new Names("quantum");
  private static final Symbol TEST = Symbol.of("TEST");
  private static final Symbol RIVER = Symbol.of("RIVERUSDT");
  private static final int MOST_LINES = 50;

  private final RedisServer server = RedisServer.shared();
  private final StreamProbe redis = new StreamProbe(server);
  private final long now = System.currentTimeMillis();

  @TempDir private Path folder;

  private record Shown(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }

    List<String> reasons() {
      List<String> codes = new ArrayList<>();
      json().get("reasons").forEach(reason -> codes.add(reason.get("code").asString()));
      return codes;
    }
  }

  @BeforeEach
  void empty() {
    redis.flush();
  }

  @AfterEach
  void close() {
    redis.close();
  }

  private Shown inspect(String... args) {
    return inspectAt(server.uri(), args);
  }

  private static Shown inspectAt(String uri, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("inspect"));
    all.addAll(Arrays.asList(args));
    all.addAll(List.of("--redis-url", uri, "--namespace", "quantum"));
    int code =
        Quantum.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all.toArray(String[]::new));
    Shown shown =
        new Shown(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    assertThat(shown.out() + shown.err()).doesNotContain("\tat ").doesNotContain("Exception");
    return shown;
  }

  /** SPEC §2: 0.01 bought at 1000, stop 990. */
  private void testPosition() {
    position(
        TEST,
        Map.of(
            "side",
            "BUY",
            "qty",
            "0.01",
            "entry_price",
            "1000",
            "stop_loss",
            "990",
            "entry_risk",
            "10",
            "position_id",
            "aaaa",
            "tick_size",
            "0.1"));
  }

  private void river() {
    position(
        RIVER,
        Map.of(
            "side",
            "LONG",
            "qty",
            "1.83",
            "entry_price",
            "12.32",
            "entry_risk",
            "0.2464",
            "position_id",
            "bbbb"));
  }

  private void position(Symbol symbol, Map<String, String> fields) {
    Map<String, String> hash = new TreeMap<>(fields);
    hash.put("symbol", symbol.name());
    hash.put("opened_at", EventTime.format(now - 3_600_000));
    redis.commands().hset(NAMES.position(symbol), hash);
    redis.commands().sadd(NAMES.positionsOpen(), symbol.name());
  }

  private void price(Symbol symbol, String price, long agoMillis) {
    redis
        .commands()
        .hset(
            NAMES.ticker(symbol),
            new Ticker(Price.of(price), Optional.empty(), now - agoMillis, now - agoMillis)
                .encode());
  }

  private void evaluated(Symbol symbol, String id, String price, Map<String, String> more) {
    Evaluation evaluation =
        new Evaluation(
            new PositionId(id),
            Price.of(price),
            BigDecimal.ZERO,
            0,
            0.5,
            0,
            Price.of(price),
            Price.of(price),
            "NONE",
            new java.util.TreeSet<>(),
            new java.util.TreeSet<>(),
            new TreeMap<>(),
            Optional.empty(),
            false,
            0,
            0,
            0,
            0,
            java.util.Set.of(),
            KillMemory.NONE,
            now);
    Map<String, String> hash = new TreeMap<>(evaluation.encode());
    hash.putAll(more);
    redis.commands().hset(NAMES.position(symbol), hash);
  }

  private void market(Symbol symbol, MarketState state, Optional<MarketReferences> usual) {
    redis
        .commands()
        .hset(
            NAMES.marketStatePrefix() + symbol,
            new MarketStateHash(state, usual, Optional.empty(), Optional.empty(), now).encode());
  }

  private void allRunning() {
    for (String service :
        List.of("market-state", "harvest-brain", "intent-bridge", "apply-layer", "exitbrain")) {
      redis
          .commands()
          .hset(
              NAMES.health(service),
              new HealthRecord(
                      1,
                      "v",
                      now,
                      Optional.of(now),
                      0,
                      0,
                      "running",
                      "",
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty())
                  .encode());
    }
  }

  @Test
  void testPosition_at1005_showsRWithItsTermsAndTheNextPrices() {
    testPosition();
    price(TEST, "1005", 1_000);
    evaluated(TEST, "aaaa", "1005", Map.of());

    Shown shown = inspect("TEST");

    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains("LONG 0.01 of 0.01 @ 1000")
        .contains("0.40 = (5 pnl per unit - 1 cost) / 10 risk per unit (1 % of entry, frozen)")
        .contains("gross 0.50")
        .contains("unrealized 0.05")
        .containsPattern("2 +PARTIAL_25 +25 % = 0.0025 +at 1021 ")
        .containsPattern("4 +PARTIAL_50 +50 % = 0.005 +at 1041 ")
        .containsPattern("6 +PARTIAL_75 +75 % = 0.0075 +at 1061 ")
        .contains("profit_lock at 1016 (+1.09 %) moves it to 1002")
        .contains("R 0.40 is below the first level 2 at 1021 (+1.59 %)")
        .contains("nobody publishes a market state")
        .contains("harvest-brain gives no sign of life");
  }

  @Test
  void river_at2168_isDueForThreeQuarters() {
    river();
    price(RIVER, "21.68", 1_000);
    evaluated(RIVER, "bbbb", "21.68", Map.of());
    allRunning();

    Shown shown = inspect("riverusdt", "--json");

    assertThat(shown.code()).isZero();
    JsonNode json = shown.json();
    assertThat(json.get("r_net").get("value").asDouble()).isCloseTo(37.94, within(0.01));
    assertThat(json.get("levels").get(2).get("state").asString()).isEqualTo("DUE");
    assertThat(json.get("levels").get(2).get("step").asString()).isEqualTo("PARTIAL_75");
    assertThat(json.get("levels").get(0).get("state").asString()).isEqualTo("PASSED");
    assertThat(shown.reasons()).containsExactly("KILL_CANNOT_CLOSE", "MODE_SHADOW", "DUE", "DUE");
    assertThat(inspect("RIVERUSDT").out())
        .contains("37.94 = (9.36")
        .contains("asks for PARTIAL_75");
  }

  @Test
  void levels_takenAskedForAndBlocked_areMarked() {
    testPosition();
    price(TEST, "1062", 0);
    evaluated(
        TEST,
        "aaaa",
        "1062",
        Map.of(
            "levels_taken", "2",
            "levels_emitted", "2,4",
            "levels_blocked", "6@" + EventTime.format(now + 60_000)));

    Shown shown = inspect("TEST", "--json");

    List<String> states = new ArrayList<>();
    shown.json().get("levels").forEach(level -> states.add(level.get("state").asString()));
    assertThat(states).containsExactly("TAKEN", "EMITTED", "BLOCKED");
    assertThat(shown.reasons()).contains("LEVEL_BLOCKED");
    assertThat(inspect("TEST").out())
        .contains("ASKED FOR, no result yet")
        .contains("FAILED, rests until");
  }

  @Test
  void killScore_inAKnownMarket_showsPartsReferencesAndWhatWouldKill() {
    testPosition();
    price(TEST, "1005", 0);
    evaluated(TEST, "aaaa", "1005", Map.of("flip_armed", "true"));
    market(
        TEST,
        new MarketState(0.0015, 0.05, 0.3, 0.3, 0.4),
        Optional.of(new MarketReferences(0.001, 0.06, 0.2, 0.4, -2)));

    JsonNode kill = inspect("TEST", "--json").json().get("kill");

    assertThat(kill.get("parts").get("sigma_spike").asDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(kill.get("against").get("sigma_ref").asDouble()).isEqualTo(0.001);
    assertThat(kill.get("memory").get("flip_armed").asBoolean()).isTrue();
    assertThat(kill.get("triggers").get("flip").asBoolean()).isTrue();
    // logit(0.6) = 0.405465 = 0.5·spike + 0.5·0.01 + 0.3·3600/86400
    assertThat(kill.get("triggers").get("sigma").asDouble())
        .isCloseTo(0.001 * (1 + (0.4054651 - 0.005 - 0.0125) / 0.5), within(1e-7));
    assertThat(inspect("TEST").out()).contains("kills at").contains("usual").contains("p_trend <");
  }

  /** K 0.68: a flip after a trend, which has been at its threshold for so long. */
  private void atTheThreshold(String stop, double drift, long forMillis) {
    testPosition();
    redis.commands().hset(NAMES.position(TEST), "stop_loss", stop);
    price(TEST, "1005", 0);
    evaluated(
        TEST,
        "aaaa",
        "1005",
        Map.of(
            "flip_armed",
            "true",
            "kill_above_since",
            EventTime.format(now - forMillis),
            "kill_judged_at",
            EventTime.format(now - 1_000)));
    market(
        TEST,
        new MarketState(0.001, 0.02, 0.15, 0.35, 0.5),
        Optional.of(new MarketReferences(0.001, 0.06, 0.2, 0.4, drift)));
    allRunning();
  }

  private static JsonNode killOf(Shown shown) {
    return shown.json().get("kill");
  }

  @Test
  void killBelowItsThreshold_saysSoWithTheConditionsThatWouldCountNext() {
    testPosition();
    price(TEST, "1005", 0);
    market(
        TEST,
        new MarketState(0.001, 0.06, 0.25, 0.3, 0.45),
        Optional.of(new MarketReferences(0.001, 0.06, 0.2, 0.4, -1.75)));

    Shown json = inspect("TEST", "--json");

    assertThat(killOf(json).get("standing").asString()).isEqualTo("BELOW_THRESHOLD");
    assertThat(json.reasons()).contains("KILL_BELOW_THRESHOLD");
    assertThat(inspect("TEST").out())
        .contains("BELOW_THRESHOLD   drift -1.75 / <= -1.5, against it   stop in profit: no")
        .contains("K 0.503 is below its threshold 0.600");
  }

  @Test
  void killInAMarketThatWentWithTheLong_namesTheDriftThatIsMissing() {
    atTheThreshold("990", 0.25, 1_000_000);

    Shown json = inspect("TEST", "--json");

    JsonNode kill = killOf(json);
    assertThat(kill.get("standing").asString()).isEqualTo("MARKET_NOT_AGAINST");
    assertThat(kill.get("closes").asBoolean()).isFalse();
    assertThat(kill.get("direction").get("drift").asDouble()).isEqualTo(0.25);
    assertThat(kill.get("direction").get("adverse_from").asDouble()).isEqualTo(-1.5);
    assertThat(kill.get("direction").get("market_against").asBoolean()).isFalse();
    assertThat(kill.get("direction").get("stop_in_profit").asBoolean()).isFalse();
    assertThat(json.reasons()).contains("KILL_MARKET_NOT_AGAINST").doesNotContain("DUE");
    assertThat(inspect("TEST").out().replaceAll("\\s+", " "))
        .contains("MARKET_NOT_AGAINST drift 0.25 / <= -1.5, not against it")
        .contains("confirmed")
        .contains("not against the position: drift 0.25, against it from -1.5 down");
  }

  @Test
  void killOfAShort_isAskedForARisingMarket() {
    position(
        TEST,
        Map.of(
            "side",
            "SHORT",
            "qty",
            "0.01",
            "entry_price",
            "1000",
            "stop_loss",
            "1010",
            "entry_risk",
            "10",
            "position_id",
            "aaaa"));
    price(TEST, "1005", 0);
    market(
        TEST,
        new MarketState(0.001, 0.06, 0.25, 0.3, 0.45),
        Optional.of(new MarketReferences(0.001, 0.06, 0.2, 0.4, 1.5)));

    assertThat(inspect("TEST").out()).contains("drift 1.5 / >= 1.5, against it");
    assertThat(killOf(inspect("TEST", "--json")).get("direction").get("market_against").asBoolean())
        .isTrue();
  }

  @Test
  void killOfAPositionWhoseStopIsInProfit_namesTheStop() {
    atTheThreshold("1002", -2, 1_000_000);

    Shown json = inspect("TEST", "--json");

    assertThat(killOf(json).get("standing").asString()).isEqualTo("STOP_IN_PROFIT");
    assertThat(killOf(json).get("direction").get("stop_in_profit").asBoolean()).isTrue();
    assertThat(json.reasons()).contains("KILL_STOP_IN_PROFIT");
    assertThat(inspect("TEST").out())
        .contains("STOP_IN_PROFIT")
        .contains("stop in profit: yes")
        .contains("the stop 1002 stands at the entry or beyond");
  }

  @Test
  void killThatIsBeingConfirmed_namesTheTimeLeftAndWhatWillHoldItBack() {
    atTheThreshold("990", 0.25, 300_000);

    Shown json = inspect("TEST", "--json");

    assertThat(killOf(json).get("standing").asString()).isEqualTo("CONFIRMING");
    assertThat(killOf(json).get("memory").get("confirm_left_ms").asLong()).isEqualTo(600_000);
    assertThat(json.reasons()).contains("KILL_NOT_CONFIRMED");
    assertThat(inspect("TEST").out().replaceAll("\\s+", " "))
        .contains("confirmed in 10 min")
        .contains("another 10 min, and if the market is against it by then: drift 0.25");
  }

  @Test
  void killThatCloses_isDue() {
    atTheThreshold("990", -2, 1_000_000);

    Shown json = inspect("TEST", "--json");

    assertThat(killOf(json).get("standing").asString()).isEqualTo("CLOSES");
    assertThat(json.reasons()).containsExactly("MODE_SHADOW", "DUE");
    assertThat(inspect("TEST").out()).contains("closes it whole: K 0.7");
  }

  @Test
  void adverseDriftOfTheSettings_isWhatCounts() throws IOException {
    atTheThreshold("990", -2, 1_000_000);
    Path file = folder.resolve("harvest-brain.env");
    Files.writeString(file, "KILL_ADVERSE_DRIFT=2.5\n");

    Shown json = inspect("TEST", "--json", "--env-file", file.toString());

    assertThat(killOf(json).get("standing").asString()).isEqualTo("MARKET_NOT_AGAINST");
    assertThat(json.json().get("settings").get("kill_adverse_drift").asDouble()).isEqualTo(2.5);
  }

  @Test
  void killReferencesFixedAndOff_askForNoDirection() throws IOException {
    atTheThreshold("1002", 2, 1_000_000);
    Path file = folder.resolve("harvest-brain.env");
    Files.writeString(file, "KILL_REFERENCE=fixed\n");
    Shown fixed = inspect("TEST", "--json", "--env-file", file.toString());
    assertThat(killOf(fixed).get("standing").asString()).isEqualTo("CLOSES");
    assertThat(killOf(fixed).has("direction")).isFalse();

    Files.writeString(file, "KILL_REFERENCE=off\n");
    Shown off = inspect("TEST", "--json", "--env-file", file.toString());
    assertThat(killOf(off).get("standing").asString()).isEqualTo("SHOWN_ONLY");
    assertThat(off.reasons()).contains("KILL_CANNOT_CLOSE");
  }

  @Test
  void stalePriceKillSwitchAndOrderInFlight_areTheReasonsInOrder() {
    testPosition();
    price(TEST, "1030", 120_000);
    redis.commands().set(NAMES.kill(), "1");
    redis
        .commands()
        .hset(
            NAMES.applyInflight(new PlanId("0123456789abcdef")),
            new Inflight(
                    TEST,
                    "PARTIAL_25",
                    OrderSide.SELL,
                    Quantity.of("0.0025"),
                    true,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    "1-1",
                    now - 9_000)
                .encode());
    allRunning();

    Shown shown = inspect("TEST", "--json");

    assertThat(shown.reasons())
        .containsSubsequence("KILL_SWITCH", "PRICE_STALE", "NOT_EVALUATED", "IN_FLIGHT");
    assertThat(shown.reasons()).doesNotContain("SERVICE_DOWN");
    assertThat(inspect("TEST").out()).contains("0123456789abcdef");
  }

  @Test
  void groupThatIsBehind_isNamedWithItsLag() {
    testPosition();
    price(TEST, "1005", 0);
    redis.xadd(NAMES.priceUpdate(), "symbol", "TEST");
    redis
        .commands()
        .xgroupCreate(
            io.lettuce.core.XReadArgs.StreamOffset.from(NAMES.priceUpdate(), "0"),
            Names.GROUP_HARVEST_BRAIN);
    assertThat(inspect("TEST").out()).contains("harvest-brain price.update 1");
    List<Map<String, String>> many = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      many.add(Map.of("symbol", "TEST"));
    }
    redis.xaddAll(NAMES.priceUpdate(), many);
    assertThat(inspect("TEST", "--json").reasons()).contains("GROUP_BEHIND");
  }

  @Test
  void noPosition_withATicker_saysSo() {
    price(TEST, "1005", 0);
    Shown shown = inspect("TEST");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("position   none").contains("1. no position is open");
  }

  @Test
  void unknownSymbol_isCode1() {
    assertThat(inspect("NOSUCHUSDT").code()).isEqualTo(1);
  }

  private void protectedPosition(String... more) {
    testPosition();
    Map<String, String> fields = new TreeMap<>();
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    redis.commands().hset(NAMES.position(TEST), fields);
    price(TEST, "1005", 0);
  }

  private void health(
      String service, Optional<String> mode, Optional<Long> watchedAt, Optional<Long> streamAge) {
    redis
        .commands()
        .hset(
            NAMES.health(service),
            new HealthRecord(
                    1,
                    "v",
                    now,
                    Optional.of(now),
                    0,
                    0,
                    "running",
                    "",
                    mode,
                    watchedAt,
                    streamAge,
                    Optional.empty())
                .encode());
  }

  private static JsonNode protectionOf(Shown shown) {
    return shown.json().get("protection");
  }

  private String protectionLines() {
    return inspect("TEST").out().replaceAll("\\s+", " ");
  }

  @Test
  void stopThatRests_isShownWithItsOrderSinceWhenItHoldsAndWhoWatches() {
    protectedPosition(
        "stop_state", "resting",
        "stop_order", "qs-aaaa-m5x2",
        "stop_since", EventTime.format(now - 180_000));
    health("exitbrain", Optional.of("live"), Optional.of(now - 2_000), Optional.empty());
    health("apply-layer", Optional.empty(), Optional.empty(), Optional.of(4_000L));

    assertThat(protectionLines())
        .contains("protection 990 resting at the exchange order qs-aaaa-m5x2 holds since ")
        .contains("(3 min")
        .contains(
            "watched exitbrain live, judged prices up to 2 s ago private stream heard 4 s ago")
        .doesNotContain("not booked")
        .doesNotContain("pending");
    JsonNode protection = protectionOf(inspect("TEST", "--json"));
    assertThat(protection.get("stop").asString()).isEqualTo("990");
    assertThat(protection.get("state").asString()).isEqualTo("resting");
    assertThat(protection.get("order").asString()).isEqualTo("qs-aaaa-m5x2");
    assertThat(protection.get("holds_since").asLong()).isEqualTo(now - 180_000);
    assertThat(protection.get("exitbrain").get("state").asString()).isEqualTo("watches");
    assertThat(protection.get("exitbrain").get("watched_at").asLong()).isEqualTo(now - 2_000);
    assertThat(protection.get("private_stream_age_ms").asLong()).isEqualTo(4_000);
    assertThat(protection.get("private_stream_silent").asBoolean()).isFalse();
    assertThat(protection.has("partly")).isFalse();
  }

  @Test
  void stopThatDoesNotRest_withAWatcherThatClosesNothing_isSaidInCapitals() {
    protectedPosition("stop_state", "missing", "stop_order", "qs-aaaa-m5x2");
    health("exitbrain", Optional.of("shadow"), Optional.of(now), Optional.empty());
    health("apply-layer", Optional.empty(), Optional.empty(), Optional.of(75_000L));

    assertThat(protectionLines())
        .contains("990 MISSING at the exchange last order qs-aaaa-m5x2")
        .contains("exitbrain SHADOW: closes nothing private stream SILENT for 1 min 15 s");
    JsonNode protection = protectionOf(inspect("TEST", "--json"));
    assertThat(protection.get("state").asString()).isEqualTo("missing");
    assertThat(protection.get("exitbrain").get("mode").asString()).isEqualTo("shadow");
    assertThat(protection.get("private_stream_silent").asBoolean()).isTrue();
  }

  @Test
  void exitbrainBehindThePrices_orGone_doesNotWatch() {
    protectedPosition("stop_state", "pending");
    health("exitbrain", Optional.of("live"), Optional.of(now - 25_000), Optional.empty());

    assertThat(protectionLines())
        .contains("990 pending: on its way to the exchange, or being moved")
        .contains("exitbrain LATE: 25 s behind the prices private stream unknown");
    assertThat(protectionOf(inspect("TEST", "--json")).get("exitbrain").get("behind_ms").asLong())
        .isEqualTo(25_000);

    redis.commands().del(NAMES.health("exitbrain"));
    assertThat(protectionLines()).contains("watched exitbrain MISSING");
  }

  @Test
  void feesThatHaveNotComeAndATrancheTakenInPart_areShown() {
    protectedPosition(
        "stop_state", "off", "fees_pending", "88937381063,88937381070", "partly", "4:0.0025");

    assertThat(protectionLines())
        .contains("990 off: not at the exchange")
        .contains("fees and profit of order 88937381063, 88937381070")
        .contains("level 4 taken in part, 0.0025 missing");
    JsonNode protection = protectionOf(inspect("TEST", "--json"));
    assertThat(protection.get("fees_pending").get(1).asLong()).isEqualTo(88937381070L);
    assertThat(protection.get("partly").get("level").asString()).isEqualTo("4");
    assertThat(protection.get("partly").get("missing").asString()).isEqualTo("0.0025");
  }

  @Test
  void positionThatOnlyHarvestBrainKnows_isNotSaidToBeProtected() {
    protectedPosition("source", "harvest_brain");

    assertThat(protectionLines())
        .contains("protection not apply-layer's: only harvest-brain knows this position");
    assertThat(protectionOf(inspect("TEST", "--json")).get("by_apply_layer").asBoolean()).isFalse();
  }

  @Test
  void garbledHashesAndKeysOfOtherTypes_areNamedAndHideNothingElse() {
    position(TEST, Map.of("side", "UP", "qty", "0.01", "entry_price", "1000", "position_id", "a"));
    redis.commands().set(NAMES.ledger(TEST), "text");
    redis.commands().hset(NAMES.marketStatePrefix() + TEST, "sigma", "abc\u001b[2J");
    redis.commands().lpush(NAMES.history(TEST), "x");
    redis.commands().hset(NAMES.health("harvest-brain"), "pid", "x");
    redis.commands().hset(NAMES.harvestConfig(TEST), "nonsense", "1");
    redis.commands().lpush(NAMES.priceUpdate(), "x");
    price(TEST, "1005", 0);

    Shown shown = inspect("TEST");

    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains("UNREADABLE: side='UP'")
        .contains("ledger     UNREADABLE: WRONGTYPE")
        .contains("1005 (ticker)")
        .contains("sigma='abc?[2J'")
        .contains("the overrides are refused: nonsense='1'")
        .doesNotContain("\u001b");
    assertThat(inspect("TEST", "--json").reasons())
        .contains("POSITION_UNREADABLE", "OVERRIDES_REFUSED", "SERVICE_DOWN");
  }

  @Test
  void everythingThereIs_fitsOnOneScreen() {
    testPosition();
    price(TEST, "1062", 0);
    evaluated(TEST, "aaaa", "1062", Map.of("levels_taken", "2", "flip_armed", "true"));
    market(
        TEST,
        new MarketState(0.0015, 0.05, 0.3, 0.3, 0.4),
        Optional.of(new MarketReferences(0.001, 0.06, 0.2, 0.4, -2)));
    redis
        .commands()
        .hset(
            NAMES.position(TEST),
            Map.of(
                "stop_state", "resting",
                "stop_order", "qs-0123456789abcdef-m5x2k9qz",
                "stop_since", EventTime.format(now - 180_000),
                "fees_pending", "88937381063",
                "partly", "4:0.0025"));
    health("exitbrain", Optional.of("live"), Optional.of(now), Optional.empty());
    health("apply-layer", Optional.empty(), Optional.empty(), Optional.of(400L));
    redis.commands().hset(NAMES.ledger(TEST), Ledger.EMPTY.encode());
    redis.commands().hset(NAMES.harvestConfig(TEST), Map.of("T1_R", "1", "min_r", "0.2"));
    redis
        .commands()
        .hset(
            NAMES.riskProposalPrefix() + TEST,
            Map.of(
                "stop_dist_pct", "0.005", "proposed_sl", "1050", "reason_codes", "trail_active"));
    for (int i = 0; i < 5; i++) {
      redis
          .commands()
          .zadd(
              NAMES.history(TEST),
              i,
              "{\"symbol\":\"TEST\",\"action\":\"PARTIAL_25\",\"status\":\"FILLED\",\"executed\":"
                  + "\"True\",\"filled_qty\":\"0.01\",\"price\":\"1021\",\"r_level\":\"2\","
                  + "\"timestamp\":\"17000000"
                  + i
                  + "0\"}");
    }
    redis.commands().set(NAMES.cooldown(TEST), EventTime.format(now));

    Shown shown = inspect("TEST");

    assertThat(shown.code()).isZero();
    assertThat(shown.lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
    assertThat(shown.lines())
        .allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(InspectScreen.WIDTH));
    assertThat(shown.out())
        .contains("overrides")
        .contains("T1_R=1")
        .contains("5 kept")
        .contains("taken in part");
  }

  @Test
  void overridesOfTheSymbol_countBeforeTheSettings() {
    testPosition();
    price(TEST, "1005", 0);
    redis.commands().hset(NAMES.harvestConfig(TEST), "T1_R", "1");
    assertThat(inspect("TEST").out()).containsPattern("levels +1 +PARTIAL_25 .* at 1011 ");
  }

  @Test
  void envFile_ofALadder_showsItsRungs() throws IOException {
    testPosition();
    price(TEST, "1004", 0);
    Path file = folder.resolve("harvest-brain.env");
    Files.writeString(file, "# mine\nHARVEST_POLICY=ladder\nHARVEST_MODE=\"live\"\n");

    Shown shown = inspect("TEST", "--env-file", file.toString());

    assertThat(shown.out())
        .contains("ladder policy   live")
        .containsPattern("levels +0.5 +PARTIAL_25 .* at 1005 ")
        .contains("breakeven at 1005")
        .contains("trail: the position has no ATR")
        .doesNotContain("shadow");
  }

  @Test
  void envFile_withAValueThatIsNotAllowed_isCode78ThatNamesIt_badUsageIs64() throws IOException {
    Path file = folder.resolve("bad.env");
    Files.writeString(file, "HARVEST_MIN_R=much\n");
    Shown shown = inspect("TEST", "--env-file", file.toString());
    assertThat(shown.code()).isEqualTo(78);
    assertThat(shown.err()).contains("HARVEST_MIN_R");
    assertThat(inspect("TEST", "--env-file", "/nowhere/x.env").code()).isEqualTo(78);
    assertThat(inspect("TEST", "--nonsense").code()).isEqualTo(64);
    assertThat(inspect("not a symbol").code()).isEqualTo(64);
    assertThat(inspect().code()).isEqualTo(64);
  }

  @Test
  void redisAway_isCode2() {
    assertThat(inspectAt("redis://127.0.0.1:1", "TEST").code()).isEqualTo(2);
  }

  @Test
  void userThatMayOnlyRead_seesEverything() {
    testPosition();
    price(TEST, "1005", 0);
    redis.xadd(NAMES.priceUpdate(), "symbol", "TEST");
    allRunning();
    redis
        .commands()
        .aclSetuser(
            "reader",
            io.lettuce.core.AclSetuserArgs.Builder.on()
                .addPassword("pw")
                .addCategory(io.lettuce.core.AclCategory.READ)
                .addCategory(io.lettuce.core.AclCategory.CONNECTION)
                .keyPattern("quantum:*"));
    String keysBefore = state();
    String uri = server.uri().replace("redis://", "redis://reader:pw@");

    Shown asReader = inspectAt(uri, "TEST", "--json");

    assertThat(asReader.code()).isZero();
    assertThat(asReader.reasons()).isEqualTo(inspect("TEST", "--json").reasons());
    assertThat(inspectAt(uri, "TEST").out()).doesNotContain("pw@").contains("***@");
    assertThat(state()).isEqualTo(keysBefore);
  }

  private String state() {
    return new java.util.TreeSet<>(redis.commands().keys("*")).toString()
        + redis.hash(NAMES.position(TEST));
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }
}
