package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.RIVER;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import io.lettuce.core.Consumer;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;

/** Facts of the exchange, of Redis and of plans that are not as they should be. */
class OddFactsIT {
  private static final String POSITIONS = "GET /fapi/v3/positionRisk";
  private static final String TRADES = "GET /fapi/v1/userTrades";
  private static final String RULES = "GET /fapi/v1/exchangeInfo";

  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  // ---- one unreadable part

  @ParameterizedTest
  @CsvSource({
    "qty, nan, true",
    "side, ?, true",
    "entry_price, 0, true",
    "volatility_factor, nan, true",
    "take_profit, None, true",
    "tp1, n/a, true",
    "initial_qty, nan, true",
    "attempts, None, true",
    "entry_risk, nan, false",
    "position_id, '', true"
  })
  void unreadableFieldOfTheHash_costsNothingElseOfIt(String field, String value, boolean risk) {
    rig.start("APPLY_RECONCILE_SEC", "1");
    PlanId entry = rig.entry(BTC, "LONG", "0.02", "stop_loss", "98000");
    rig.result(entry);
    rig.price(BTC, "106000");
    rig.result(rig.plan("PARTIAL_25", BTC, steps("25", "r_level", "2")));
    rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "100200"));
    rig.probe.commands().hset(rig.names.position(BTC), field, value);

    rig.byHand(BTC, "0.010");

    rig.probe.await("followed", () -> "0.01".equals(rig.position(BTC).get("qty")), SOON);
    assertThat(rig.position(BTC))
        .containsEntry("side", "LONG")
        .containsEntry("stop_loss", "100200")
        .containsEntry("harvested", "2")
        .containsEntry("entry_price", "100000")
        .containsEntry("plan_id", entry.value());
    if (risk) {
      assertThat(rig.position(BTC)).containsEntry("entry_risk", "2000");
    }
    Map<String, String> byHand = rig.result(r -> "reconcile".equals(r.get("source")));
    assertThat(byHand).containsEntry("filled_qty", "0.005").containsEntry("action", "CLOSE");
    assertThat(rig.result(rig.plan("PARTIAL_25", BTC, steps("25", "r_level", "2"))))
        .containsEntry("error", "SKIP_DUPLICATE");
    assertThat(rig.held(BTC)).isEqualTo("0.01");
  }

  @ParameterizedTest
  @CsvSource({"qty, nan", "side, ?", "entry_price, None"})
  void positionClosedByHandWhileItsHashIsUnreadable_isBooked(String field, String value) {
    rig.start();
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.result(entry);
    rig.stop();
    rig.price(BTC, "101000");
    rig.probe.commands().hset(rig.names.position(BTC), field, value);
    rig.byHand(BTC, "0");

    rig.start("APPLY_RECONCILE_SEC", "1");

    Map<String, String> booked = rig.result(r -> "reconcile".equals(r.get("source")));
    assertThat(booked)
        .containsEntry("action", "CLOSE")
        .containsEntry("filled_qty", "0.01")
        .containsEntry("position_id", entry.value());
    assertThat(new BigDecimal(booked.get("realized_pnl"))).isEqualByComparingTo("10");
    rig.probe.await("closed", () -> rig.position(BTC).isEmpty(), SOON);
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "entryPrice, 0.0",
    "positionAmt, nan",
    "positionAmt,",
    "positionSide, SIDEWAYS",
    "symbol, ?!",
    "updateTime, soon"
  })
  void oddRowOfOneSymbol_keepsNoOtherFromBeingCompared_andIsNeverFlat(String field, String value) {
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000"));
    rig.result(rig.entry(ETH, "LONG", "1"));
    Map<String, String> before = rig.position(BTC);
    rig.odd(POSITIONS, BTC, field, value);

    rig.byHand(ETH, "0.5");

    rig.probe.await("compared", () -> "0.5".equals(rig.position(ETH).get("qty")), SOON);
    assertThat(rig.position(BTC)).isEqualTo(before);
    rig.heal();
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    assertThat(rig.results().stream().filter(r -> "reconcile".equals(r.get("source")))).hasSize(1);
  }

  @Test
  void entryPriceThatIsNone_holdsBackNoExit_andAHandMadePositionIsAdoptedAtWhatWasPaid() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.odd(POSITIONS, BTC, "entryPrice", "0.0");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isEqualTo("0");
    rig.odd(POSITIONS, ETH, "entryPrice", "nan");
    rig.byHand(ETH, "1");
    rig.probe.await("adopted", () -> !rig.position(ETH).isEmpty(), SOON);
    assertThat(rig.position(ETH)).containsEntry("entry_price", "2500");
  }

  // ---- keys of another type

  @ParameterizedTest
  @ValueSource(strings = {"string", "list", "set", "zset", "stream"})
  void keysOfAnotherType_endNothing_andTheCloseGoesOut(String type) {
    rig.start("APPLY_RECONCILE_SEC", "1", "APPLY_MAX_POSITIONS", "2");
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.result(entry);
    rig.result(rig.entry(ETH, "LONG", "1"));
    for (String key :
        new String[] {
          rig.names.ticker(BTC),
          rig.names.positionsOpen(),
          rig.names.position(BTC),
          rig.names.cooldown(BTC)
        }) {
      put(key, type);
    }
    if (!type.equals("string")) {
      put(rig.names.cooldown(RIVER), type); // a string is what belongs there
    }
    // the limit of positions holds although the index of them cannot be read
    assertThat(rig.result(rig.entry(RIVER, "LONG", "5")))
        .containsEntry("error", "SKIP_MAX_POSITIONS");
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", entry.value());

    assertThat(rig.result(close))
        .containsEntry("status", "FILLED")
        .containsEntry("position_qty_after", "0");
    rig.awaitNothingPending();
    assertThat(rig.held(BTC)).isEqualTo("0");
    assertThat(rig.position(BTC)).isEmpty();
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).containsOnly("ETHUSDT");
    assertThat(rig.probe.commands().get(rig.names.cooldown(BTC))).isNotBlank();
  }

  private void put(String key, String type) {
    rig.probe.commands().del(key);
    switch (type) {
      case "string" -> rig.probe.commands().set(key, "3000");
      case "list" -> rig.probe.commands().rpush(key, "3000");
      case "set" -> rig.probe.commands().sadd(key, "BTCUSDT", "ETHUSDT");
      case "zset" -> rig.probe.commands().zadd(key, 1, "3000");
      case "stream" -> rig.probe.xadd(key, "a", "b");
      default -> throw new IllegalArgumentException(type);
    }
  }

  @Test
  void positionsKeyOfAnotherType_isRebuiltByTheComparisonAlone_withItsStop() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.result(entry);
    put(rig.names.position(BTC), "string");
    put(rig.names.positionsOpen(), "string");
    rig.probe.await(
        "rebuilt",
        () ->
            rig.probe.commands().type(rig.names.position(BTC)).equals("hash")
                && rig.probe.commands().type(rig.names.positionsOpen()).equals("set"),
        SOON);
    assertThat(rig.position(BTC))
        .containsEntry("qty", "0.01")
        .containsEntry("side", "LONG")
        .containsEntry("stop_loss", "98000")
        .containsEntry("entry_risk", "2000")
        .containsEntry("position_id", entry.value());
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).containsOnly("BTCUSDT");
  }

  @Test
  void resultStreamOfAnotherType_waitsForTheOperator_andTheOrderIsNotSentTwice() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.probe.commands().rename(rig.names.applyResult(), rig.names.applyResult() + ":aside");
    rig.probe.commands().set(rig.names.applyResult(), "x");
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    rig.probe.await("the close went out", () -> rig.held(BTC).equals("0"), SOON);
    rig.probe.commands().del(rig.names.applyResult());

    assertThat(rig.result(close)).containsEntry("status", "FILLED");
    assertThat(rig.orders(BTC)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "string"})
  void orderRecordThatCannotBeRead_isAskedForAtTheExchange(String type) {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    PlanId done = rig.plan("PARTIAL_50", BTC, steps("50"));
    rig.result(done);
    rig.stop();
    PlanId sent = done;
    PlanId lost = PlanId.ofEntry("lost-" + rig.names.namespace());
    rig.probe.commands().del(rig.names.applyDone(sent));
    for (PlanId plan : new PlanId[] {sent, lost}) {
      if (type.equals("hash")) {
        rig.probe.commands().hset(rig.names.applyInflight(plan), "side", "?");
      } else {
        rig.probe.commands().set(rig.names.applyInflight(plan), "?");
      }
    }
    rig.xadd(sent, "PARTIAL_50", BTC, steps("50"));
    rig.xadd(lost, "FULL_CLOSE_PROPOSED", BTC);

    rig.start();

    assertThat(rig.result(lost)).containsEntry("status", "FILLED");
    assertThat(rig.results(sent)).extracting(r -> r.get("status")).contains("SKIPPED");
    assertThat(rig.orders(BTC)).hasSize(3);
    assertThat(rig.held(BTC)).isEqualTo("0");
    assertThat(rig.probe.commands().exists(rig.names.applyInflight(lost))).isZero();
  }

  // ---- plans

  @ParameterizedTest
  @ValueSource(strings = {"SKIP", "BLOCKED", "skip", "HOLD", "no"})
  void entryWithAnotherDecision_isNotExecuted_anExitIs(String decision) {
    rig.start();
    Map<String, String> result = rig.result(rig.entry(BTC, "LONG", "0.01", "decision", decision));
    assertThat(result).containsEntry("status", "SKIPPED").containsEntry("error", "SKIP_WITHHELD");
    assertThat(result.get("reason")).contains(decision);
    assertThat(rig.orders()).isEmpty();
    assertThat(rig.result(rig.entry(ETH, "LONG", "1", "decision", "execute")))
        .containsEntry("status", "FILLED");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", ETH, "decision", decision)))
        .containsEntry("status", "FILLED");
  }

  @Test
  void entryFromTheFuture_isStale_unlessAnyAgeGoes() {
    String ahead = Long.toString(System.currentTimeMillis() / 1000 + 3600);
    rig.start();
    Map<String, String> result = rig.result(rig.entry(BTC, "LONG", "0.01", "timestamp", ahead));
    assertThat(result).containsEntry("error", "SKIP_STALE_ENTRY");
    assertThat(result.get("reason")).contains("ahead");
    assertThat(
            rig.result(
                rig.entry(
                    ETH,
                    "LONG",
                    "1",
                    "timestamp",
                    Long.toString(System.currentTimeMillis() / 1000 + 2))))
        .containsEntry("status", "FILLED");
    rig.stop();
    rig.start("ENTRY_MAX_AGE_SEC", "0");
    assertThat(rig.result(rig.entry(RIVER, "LONG", "5", "timestamp", ahead)))
        .containsEntry("status", "FILLED");
  }

  @Test
  void entryPriceFarFromTheMark_isRefused_withBothPrices() {
    rig.start();
    Map<String, String> result = rig.result(rig.entry(BTC, "LONG", "0.01", "entry_price", "10000"));
    assertThat(result).containsEntry("status", "SKIPPED").containsEntry("error", "SKIP_INPUTS");
    assertThat(result.get("reason"))
        .contains("10000")
        .contains("100000")
        .contains("ENTRY_MAX_DEVIATION_PCT=5");
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01", "entry_price", "105001")))
        .containsEntry("error", "SKIP_INPUTS");
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01", "entry_price", "105000")))
        .containsEntry("status", "FILLED");
    rig.stop();
    rig.start("ENTRY_MAX_DEVIATION_PCT", "0");
    assertThat(rig.result(rig.entry(ETH, "LONG", "1", "entry_price", "250")))
        .containsEntry("status", "FILLED");
  }

  @Test
  void exitWhoseSideContradictsThePosition_isStale() {
    rig.start();
    rig.result(rig.entry(BTC, "SHORT", "0.01"));
    Map<String, String> old = rig.result(rig.plan("PARTIAL_50", BTC, steps("50", "side", "SELL")));
    assertThat(old).containsEntry("status", "SKIPPED").containsEntry("error", "SKIP_STALE_PLAN");
    assertThat(old.get("reason")).contains("SELL").contains("SHORT");
    assertThat(rig.held(BTC)).isEqualTo("-0.01");
    assertThat(rig.result(rig.plan("PARTIAL_50", BTC, steps("50", "side", "BUY"))))
        .containsEntry("status", "FILLED");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC, "side", "CLOSE")))
        .containsEntry("status", "FILLED");
  }

  @Test
  void stopBeyondThePresentPrice_isSkipped_unlessForced() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000"));
    Map<String, String> beyond = rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "100500"));
    assertThat(beyond)
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_WOULD_TRIGGER");
    assertThat(beyond.get("reason")).contains("100500").contains("100000");
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "100500", "force", "maybe")))
        .containsEntry("error", "SKIP_WOULD_TRIGGER");
    assertThat(rig.position(BTC)).containsEntry("stop_loss", "98000");
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "100500", "force", "true")))
        .containsEntry("status", "FILLED");
    assertThat(rig.position(BTC)).containsEntry("stop_loss", "100500");
  }

  @Test
  void trancheBelowTheLeastOrder_isRaisedToIt_orSkippedWithTheReason() {
    rig.odd(RULES, RIVER, "minQty", "10");
    rig.start();
    rig.result(rig.entry(RIVER, "LONG", "20"));
    assertThat(rig.result(rig.plan("PARTIAL_25", RIVER, steps("20"))))
        .containsEntry("error", "SKIP_CLOSE_QTY_ZERO")
        .hasEntrySatisfying("reason", why -> assertThat(why).contains("4").contains("10"));
    assertThat(rig.held(RIVER)).isEqualTo("20");
    assertThat(rig.result(rig.plan("PARTIAL_25", RIVER, steps("25"))))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "10")
        .containsEntry("position_qty_after", "10");
    assertThat(rig.result(rig.plan("PARTIAL_75", RIVER, steps("75"))))
        .containsEntry("filled_qty", "10")
        .containsEntry("position_qty_after", "0");
  }

  @Test
  void symbolThatIsNotTradedYet_isRefusedWithItsStatus_andCanBeClosed() {
    rig.odd(RULES, BTC, "status", "PENDING_TRADING");
    rig.byHand(BTC, "0.01");
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.probe.await("adopted", () -> !rig.position(BTC).isEmpty(), SOON);
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    rig.probe.commands().del(rig.names.cooldown(BTC));
    Map<String, String> result = rig.result(rig.entry(BTC, "LONG", "0.01"));
    assertThat(result).containsEntry("error", "SKIP_INPUTS");
    assertThat(result.get("reason")).contains("PENDING_TRADING");
  }

  // ---- money

  @Test
  void commissionInAnotherAsset_isBookedInUsd_alsoWhenFoundByReconciliation() {
    rig.start("VENUE_STREAM_URL", "ws://127.0.0.1:9", "APPLY_RECONCILE_SEC", "1");
    for (String asset : new String[] {"BNFCR", "USD1", "USDC", "FDUSD"}) {
      fee(ETH, asset, "0.7");
      Map<String, String> opened = rig.result(rig.entry(ETH, "LONG", "1"));
      assertThat(opened).containsEntry("commission", "0.7").containsEntry("error", "");
      rig.result(rig.plan("FULL_CLOSE_PROPOSED", ETH));
      rig.probe.commands().del(rig.names.cooldown(ETH));
    }
    fee(BTC, "BNB", "0.001");
    Map<String, String> bnb = rig.result(rig.entry(BTC, "LONG", "0.01"));
    assertThat(new BigDecimal(bnb.get("commission"))).isEqualByComparingTo("0.6");
    rig.byHand(BTC, "0.005");
    Map<String, String> byHand = rig.result(r -> "reconcile".equals(r.get("source")));
    assertThat(new BigDecimal(byHand.get("commission"))).isEqualByComparingTo("0.6");
  }

  @ParameterizedTest
  @CsvSource({"XYZ, 0.001, 0.001 XYZ", "BNB, None, cannot be read"})
  void commissionWithoutAPrice_isNeverSilentlyNothing(String asset, String fee, String told) {
    rig.start("VENUE_STREAM_URL", "ws://127.0.0.1:9", "APPLY_RECONCILE_SEC", "1");
    fee(BTC, asset, fee);
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01")))
        .containsEntry("status", "FILLED")
        .doesNotContainKey("commission")
        .hasEntrySatisfying("error", why -> assertThat(why).contains(told));
    rig.byHand(BTC, "0.005");
    assertThat(rig.result(r -> "reconcile".equals(r.get("source"))))
        .doesNotContainKey("commission")
        .hasEntrySatisfying("error", why -> assertThat(why).contains(told));
    assertThat(rig.position(BTC)).containsEntry("qty", "0.005");
  }

  private void fee(Symbol symbol, String asset, String amount) {
    rig.heal();
    rig.odd(TRADES, symbol, "commission", amount, "commissionAsset", asset);
  }

  // ---- the exchange's memory

  @Test
  void orderOfAnEarlierPlanWithTheSameId_isNotTheAnswer() {
    rig.start();
    PlanId constant = PlanId.ofEntry("constant-" + rig.names.namespace());
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.xadd(constant, "FULL_CLOSE_PROPOSED", BTC);
    rig.result(constant);
    rig.probe.commands().del(rig.names.cooldown(BTC));
    rig.result(rig.entry(BTC, "LONG", "0.02"));
    rig.stop();
    rig.probe.commands().del(rig.names.applyDone(constant));
    long later = System.currentTimeMillis() + 60_000;
    redelivered(constant, later, later);

    rig.start();

    rig.probe.await("answered", () -> rig.results(constant).size() == 2, SOON);
    assertThat(rig.results(constant).getLast())
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.02");
    assertThat(rig.held(BTC)).isEqualTo("0");
  }

  @Test
  void orderYoungerThanThePlan_isItsAnswer_thoughItsRecordIsLost() {
    rig.start();
    PlanId plan = PlanId.ofEntry("lost-record-" + rig.names.namespace());
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    long before = System.currentTimeMillis() - 120_000;
    rig.xadd(plan, "PARTIAL_50", BTC, steps("50", "timestamp", Long.toString(before / 1000)));
    rig.result(plan);
    rig.stop();
    rig.probe.commands().del(rig.names.applyDone(plan));
    redelivered(plan, before, System.currentTimeMillis() + 60_000);

    rig.start();

    rig.probe.await("answered", () -> rig.results(plan).size() == 2, SOON);
    assertThat(rig.results(plan).getLast()).containsEntry("error", "SKIP_DUPLICATE");
    assertThat(rig.held(BTC)).isEqualTo("0.005");
  }

  /** A plan that was handed to a process which died before it wrote anything. */
  @SuppressWarnings("unchecked")
  private void redelivered(PlanId plan, long timestampMillis, long idMillis) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("plan_id", plan.value());
    fields.put("action", "FULL_CLOSE_PROPOSED");
    fields.put("symbol", "BTCUSDT");
    fields.put("timestamp", Long.toString(timestampMillis / 1000));
    rig.probe.commands().xadd(rig.names.applyPlan(), new XAddArgs().id(idMillis + "-0"), fields);
    rig.probe
        .commands()
        .xreadgroup(
            Consumer.from(Names.GROUP_APPLY_LAYER, ApplyLayer.CONSUMER),
            StreamOffset.lastConsumed(rig.names.applyPlan()));
  }

  @Test
  void symbolThatTheExchangeListsNoMore_isClosedByReconciliation() {
    Symbol old = Symbol.of("OLDUSDT");
    Map<String, String> hash = new HashMap<>();
    hash.put("symbol", "OLDUSDT");
    hash.put("side", "LONG");
    hash.put("qty", "3");
    hash.put("entry_price", "10");
    hash.put("position_id", "p-old");
    hash.put("opened_at", "1795255020");
    hash.put("last_trade_id", "7");
    hash.put("source", "apply_layer");
    rig.probe.commands().hset(rig.names.position(old), hash);
    rig.probe.commands().sadd(rig.names.positionsOpen(), "OLDUSDT");
    rig.start("APPLY_RECONCILE_SEC", "1");

    rig.probe.await("closed", () -> rig.position(old).isEmpty(), SOON);

    assertThat(rig.result(r -> "OLDUSDT".equals(r.get("symbol"))))
        .containsEntry("source", "reconcile")
        .containsEntry("action", "CLOSE")
        .containsEntry("filled_qty", "3")
        .containsEntry("position_id", "p-old");
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).isEmpty();
  }
}
