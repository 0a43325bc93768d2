package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.RIVER;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.apply.venue.Venue;
import quantum.contracts.Cooldown;
import quantum.contracts.ExitPlanId;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.runtime.testing.StreamProbe;
import tools.jackson.databind.JsonNode;

class ApplyLayerIT {
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

  @Test
  void workedExample_entryThenStopThenPartialThenFull_eachWithOneResult() {
    rig.start();
    PlanId entry =
        rig.entry(
            RIVER,
            "BUY",
            "1.83",
            "stop_loss",
            "12.0736",
            "take_profit",
            "20",
            "tp1",
            "13",
            "tp2",
            "14",
            "tp3",
            "15",
            "harvest_scheme",
            "0.3,0.3,0.4",
            "atr_value",
            "0.4",
            "volatility_factor",
            "2");

    Map<String, String> opened = rig.result(entry);
    assertThat(opened)
        .containsEntry("status", "FILLED")
        .containsEntry("executed", "True")
        .containsEntry("reduceOnly", "False")
        .containsEntry("side", "BUY")
        .containsEntry("position_side", "LONG")
        .containsEntry("filled_qty", "1.83")
        .containsEntry("price", "12.32")
        .containsEntry("entry_price", "12.32")
        .containsEntry("position_id", entry.value())
        .containsEntry("client_order_id", "qh-" + entry + "-0")
        .containsEntry("source", "apply_layer");
    assertThat(new BigDecimal(opened.get("commission"))).isEqualByComparingTo("0.00901824");
    assertThat(rig.position(RIVER))
        .containsEntry("symbol", "RIVERUSDT")
        .containsEntry("side", "LONG")
        .containsEntry("qty", "1.83")
        .containsEntry("initial_qty", "1.83")
        .containsEntry("entry_price", "12.32")
        .containsEntry("entry_risk", "0.2464")
        .containsEntry("leverage", "5")
        .containsEntry("stop_loss", "12.0736")
        .containsEntry("take_profit", "20")
        .containsEntry("tp3", "15")
        .containsEntry("harvest_scheme", "0.3,0.3,0.4")
        .containsEntry("atr_value", "0.4")
        .containsEntry("volatility_factor", "2")
        .containsEntry("position_id", entry.value())
        .containsEntry("source", "apply_layer")
        .containsKeys("opened_at", "tick_size", "last_trade_id");
    assertThat(rig.probe.commands().ttl(rig.names.position(RIVER))).isBetween(86_000L, 86_400L);
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).containsOnly("RIVERUSDT");
    assertThat(rig.probe.commands().ttl(rig.names.cooldown(RIVER))).isBetween(170L, 180L);

    rig.price(RIVER, "21.68");
    PlanId lock = rig.plan("UPDATE_SL", RIVER, "stop_loss", "12.34464");
    assertThat(rig.result(lock))
        .containsEntry("status", "FILLED")
        .containsEntry("executed", "True")
        .containsEntry("filled_qty", "0")
        .containsEntry("stop_loss", rig.position(RIVER).get("stop_loss"));
    assertThat(new BigDecimal(rig.position(RIVER).get("stop_loss")))
        .isLessThanOrEqualTo(new BigDecimal("12.34464"))
        .isGreaterThan(new BigDecimal("12.34"));
    assertThat(rig.position(RIVER)).containsEntry("entry_risk", "0.2464");
    PlanId loosened = rig.plan("UPDATE_SL", RIVER, "stop_loss", "12.1");
    assertThat(rig.result(loosened))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_NOT_TIGHTER");

    PlanId partial =
        rig.plan("PARTIAL_75", RIVER, steps("75", "r_level", "6", "position_id", entry.value()));
    Map<String, String> closed = rig.result(partial);
    assertThat(closed)
        .containsEntry("status", "FILLED")
        .containsEntry("reduceOnly", "True")
        .containsEntry("side", "SELL")
        .containsEntry("position_side", "LONG")
        .containsEntry("close_pct", "75")
        .containsEntry("close_qty", "1.37")
        .containsEntry("filled_qty", "1.37")
        .containsEntry("position_qty_after", "0.46")
        .containsEntry("r_level", "6");
    assertThat(new BigDecimal(closed.get("realized_pnl"))).isEqualByComparingTo("12.8232");
    assertThat(rig.position(RIVER))
        .containsEntry("qty", "0.46")
        .containsEntry("initial_qty", "1.83")
        .containsEntry("harvested", "6");

    PlanId full = rig.plan("FULL_CLOSE_PROPOSED", RIVER);
    assertThat(rig.result(full))
        .containsEntry("status", "FILLED")
        .containsEntry("position_qty_after", "0")
        .containsEntry("position_id", entry.value());
    assertThat(rig.position(RIVER)).isEmpty();
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).isEmpty();
    assertThat(rig.held(RIVER)).isEqualTo("0");
    rig.awaitNothingPending();
    assertThat(rig.results()).hasSize(5);
    assertThat(rig.orders()).hasSize(3);
    assertThat(rig.probe.commands().keys(rig.names.applyInflightPrefix() + "*")).isEmpty();
  }

  @Test
  void samePlanAddedTwiceAtOnce_isExecutedOnce_andAnsweredTwice() {
    rig.start();
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    rig.result(entry);
    PlanId close = PlanId.ofEntry("twice");
    rig.xadd(close, "PARTIAL_50", BTC, steps("50", "r_level", "4"));
    rig.xadd(close, "PARTIAL_50", BTC, steps("50", "r_level", "4"));
    rig.awaitNothingPending();

    assertThat(rig.results(close))
        .extracting(result -> result.get("status"))
        .containsExactly("FILLED", "SKIPPED");
    assertThat(rig.results(close).getLast()).containsEntry("error", "SKIP_DUPLICATE");
    assertThat(rig.held(BTC)).isEqualTo("0.005");

    PlanId sameLevel = rig.plan("PARTIAL_50", BTC, steps("50", "r_level", "4"));
    assertThat(rig.result(sameLevel)).containsEntry("error", "SKIP_DUPLICATE");
    assertThat(rig.held(BTC)).isEqualTo("0.005");
  }

  @Test
  void closeOfLostReply_isAskedForAndNeverSentAgain() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.fault("POST /fapi/v1/order", "drop_after_accept");

    PlanId close = rig.plan("PARTIAL_50", BTC, steps("50"));

    assertThat(rig.result(close))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.005");
    assertThat(rig.orders(BTC)).hasSize(2);
    assertThat(rig.held(BTC)).isEqualTo("0.005");
  }

  @Test
  void orderThatNeverArrived_isSentAgainOnceThatIsCertain() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.fault("POST /fapi/v1/order", "drop_before_accept");

    PlanId close = rig.plan("PARTIAL_50", BTC, steps("50"));

    assertThat(rig.result(close)).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isEqualTo("0.005");
    assertThat(rig.orders(BTC).stream().filter(o -> !o.path("outcome").asString().equals("LOST")))
        .hasSize(2);
  }

  @Test
  void unknownAnswersOfTheExchange_endInOneFill() {
    rig.start();
    for (String kind : new String[] {"status_503_unknown", "error_-1007", "truncated"}) {
      PlanId entry = null;
      rig.fault("POST /fapi/v1/order", kind);
      entry = rig.entry(ETH, "SHORT", "1");
      assertThat(rig.result(entry)).as(kind).containsEntry("status", "FILLED");
      assertThat(rig.held(ETH)).as(kind).isEqualTo("-1");
      PlanId close = rig.plan("FULL_CLOSE_PROPOSED", ETH);
      assertThat(rig.result(close)).as(kind).containsEntry("status", "FILLED");
      rig.probe.commands().del(rig.names.cooldown(ETH));
    }
    assertThat(rig.orders(ETH)).hasSize(6);
  }

  @Test
  void failedForSure_isTriedAgain() {
    rig.start();
    rig.fault("POST /fapi/v1/order", "status_503_failed");
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isEqualTo("0.01");
  }

  @Test
  void pauseOfTheExchange_holdsEverything_thenClosesGoFirst() {
    rig.start("APPLY_MAX_CONCURRENT", "1");
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.fault("GET /fapi/v3/positionRisk", "status_429", "millis", "2000");
    rig.entry(ETH, "LONG", "1");
    rig.probe.await(
        "the pause was told", () -> rig.control("GET", "/paper/faults").isEmpty(), SOON);
    PlanId river = rig.entry(RIVER, "LONG", "5");
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    rig.result(river);
    rig.result(close);
    rig.awaitNothingPending();

    assertThat(rig.orders())
        .extracting(order -> order.path("symbol").asString())
        .containsExactly("BTCUSDT", "BTCUSDT", "ETHUSDT", "RIVERUSDT");
  }

  @Test
  void positionClosedByHandBeforeThePost_isSkippedAndBookedFromItsTrades() {
    rig.start("APPLY_RECONCILE_SEC", "3600");
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    rig.result(entry);
    rig.price(BTC, "101000");
    rig.byHand(BTC, "0");

    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);

    assertThat(rig.result(close))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_NO_POSITION");
    Map<String, String> byHand = rig.result(fields -> "reconcile".equals(fields.get("source")));
    assertThat(byHand)
        .containsEntry("action", "CLOSE")
        .containsEntry("status", "FILLED")
        .containsEntry("reduceOnly", "True")
        .containsEntry("filled_qty", "0.01")
        .containsEntry("position_qty_after", "0")
        .containsEntry("position_id", entry.value());
    assertThat(new BigDecimal(byHand.get("realized_pnl"))).isEqualByComparingTo("10");
    assertThat(rig.position(BTC)).isEmpty();
    assertThat(rig.results()).hasSize(3);
  }

  @Test
  void reduceOnlyRefused_positionFlat_isSkippedNotAnError() {
    rig.start("APPLY_RECONCILE_SEC", "3600");
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    // the order waits at the exchange while somebody closes by hand
    rig.fault("POST /fapi/v1/order", "delay", "millis", "700");
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    rig.probe.await(
        "the order is on its way", () -> rig.control("GET", "/paper/faults").isEmpty(), SOON);
    rig.byHand(BTC, "0");

    assertThat(rig.result(close))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_NO_POSITION");
    assertThat(rig.position(BTC)).isEmpty();
  }

  @Test
  void partialFill_isReported_andTheRestGetsANewPlan() {
    rig.start();
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    rig.result(entry);
    rig.fault("POST /fapi/v1/order", "partial_fill", "fraction", "0.5");
    PositionId position = new PositionId(entry.value());
    PlanId first = ExitPlanId.fullClose(position, 0);
    rig.xadd(first, "FULL_CLOSE_PROPOSED", BTC, "position_id", position.value());

    assertThat(rig.result(first))
        .containsEntry("status", "PARTIAL_FILL")
        .containsEntry("filled_qty", "0.005")
        .containsEntry("position_qty_after", "0.005");
    assertThat(rig.position(BTC)).containsEntry("qty", "0.005").containsEntry("attempts", "1");
    PlanId second = ExitPlanId.fullClose(position, 1);
    rig.xadd(second, "FULL_CLOSE_PROPOSED", BTC, "position_id", position.value());
    assertThat(rig.result(second)).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isEqualTo("0");
  }

  @Test
  void partiallyFilledEntry_opensWhatWasFilled() {
    rig.start();
    rig.fault("POST /fapi/v1/order", "partial_fill", "fraction", "0.5");
    PlanId entry = rig.entry(BTC, "SHORT", "0.01", "stop_loss", "102000");
    assertThat(rig.result(entry))
        .containsEntry("status", "PARTIAL_FILL")
        .containsEntry("filled_qty", "0.005");
    assertThat(rig.position(BTC))
        .containsEntry("qty", "0.005")
        .containsEntry("side", "SHORT")
        .containsEntry("entry_risk", "2000");
  }

  @Test
  void errorOfTheExchange_leavesNoDoneMark_andRaisesAttempts() {
    rig.start();
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    rig.result(entry);
    rig.fault("POST /fapi/v1/order", "error_-4131");
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);

    assertThat(rig.result(close)).containsEntry("status", "ERROR");
    assertThat(rig.result(close).get("error")).startsWith("-4131");
    assertThat(rig.position(BTC)).containsEntry("attempts", "1");
    assertThat(rig.probe.commands().exists(rig.names.applyDone(close))).isZero();
  }

  @Test
  void refusedEntry_isRejectedForGood() {
    rig.start();
    PlanId tooMuch = rig.entry(BTC, "LONG", "100");
    assertThat(rig.result(tooMuch)).containsEntry("status", "REJECTED");
    assertThat(rig.result(tooMuch).get("error")).startsWith("-2019");
    assertThat(rig.probe.commands().exists(rig.names.applyDone(tooMuch))).isOne();
    assertThat(rig.position(BTC)).isEmpty();
  }

  @Test
  void entries_areHeldBackByEachGate_andAnsweredWithItsCode() {
    rig.start("APPLY_ALLOWLIST", "BTCUSDT,ETHUSDT");
    assertThat(rig.result(rig.entry(RIVER, "LONG", "5")))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_NOT_ALLOWED");
    rig.probe.commands().set(rig.names.kill(), "1");
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01")))
        .containsEntry("error", "SKIP_KILL_SWITCH");
    rig.probe.commands().del(rig.names.kill());
    assertThat(
            rig.result(
                rig.entry(
                    BTC,
                    "LONG",
                    "0.01",
                    "timestamp",
                    Long.toString(System.currentTimeMillis() / 1000 - 3600))))
        .containsEntry("error", "SKIP_STALE_ENTRY");
    rig.probe
        .commands()
        .set(rig.names.cooldown(BTC), new Cooldown(System.currentTimeMillis()).encode());
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01")))
        .containsEntry("error", "SKIP_OPEN_COOLDOWN");
    rig.probe.commands().del(rig.names.cooldown(BTC));
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01"))).containsEntry("status", "FILLED");
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01")))
        .containsEntry("error", "SKIP_OPEN_DUPLICATE");
    assertThat(rig.result(rig.entry(BTC, "SHORT", "0.01")))
        .containsEntry("error", "SKIP_OPEN_OPPOSITE");
    assertThat(rig.orders()).hasSize(1);
  }

  @Test
  void killSwitch_holdsBackNoExit() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.probe.commands().set(rig.names.kill(), "1");
    assertThat(rig.result(rig.plan("PARTIAL_25", BTC, steps("25"))))
        .containsEntry("status", "FILLED");
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "99000")))
        .containsEntry("status", "FILLED");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
  }

  @Test
  void halt_opensNothing_andHoldsBackNoExit_untilItIsCleared() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.02"));
    rig.probe.commands().hset(rig.names.halt(), Map.of("reason", "news", "by", "ann@desk"));
    assertThat(rig.result(rig.entry(ETH, "LONG", "0.1"))).containsEntry("error", "SKIP_HALTED");
    assertThat(rig.result(rig.plan("PARTIAL_50", BTC, steps("50"))))
        .containsEntry("status", "FILLED");
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "99000")))
        .containsEntry("status", "FILLED");
    rig.probe.commands().del(rig.names.halt());
    assertThat(rig.result(rig.entry(ETH, "LONG", "0.1"))).containsEntry("status", "FILLED");
  }

  /** Of kill, halt and pause each: in force since the gates were passed, and before the order. */
  @ParameterizedTest
  @ValueSource(strings = {"SKIP_KILL_SWITCH", "SKIP_HALTED", "SKIP_PAUSED"})
  void stateThatComesBetweenTheGatesAndTheOrder_stopsTheOrder(String code) {
    Map<String, String> keys =
        Map.of(
            "SKIP_KILL_SWITCH", rig.names.kill(),
            "SKIP_HALTED", rig.names.halt(),
            "SKIP_PAUSED", rig.names.pause(BTC));
    rig.start(
        rig.server().settings(rig.names.namespace()),
        venue ->
            (Venue)
                java.lang.reflect.Proxy.newProxyInstance(
                    Venue.class.getClassLoader(),
                    new Class<?>[] {Venue.class},
                    (proxy, method, args) -> {
                      if (method.getName().equals("leverage")) {
                        // a connection of its own: the test waits on the other
                        try (StreamProbe hand = new StreamProbe(rig.server())) {
                          hand.commands().hset(keys.get(code), "reason", "just now");
                        }
                      }
                      return method.invoke(venue, args);
                    }));
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01"))).containsEntry("error", code);
    assertThat(rig.orders()).isEmpty();
  }

  @Test
  void pause_leavesTheSymbolUntouched_saveItsProtectionAndTheTrader() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.04", "stop_loss", "98000"));
    rig.result(rig.entry(ETH, "LONG", "0.4"));
    rig.probe.commands().hset(rig.names.pause(BTC), Map.of("by", "ann@desk"));
    for (PlanId harvest :
        List.of(
            rig.plan("PARTIAL_25", BTC, steps("25")),
            rig.plan("UPDATE_SL", BTC, "stop_loss", "99000"),
            rig.plan("FULL_CLOSE_PROPOSED", BTC, "reason", "kill_score_triggered,regime_flip"))) {
      assertThat(rig.result(harvest))
          .containsEntry("status", "SKIPPED")
          .containsEntry("error", "SKIP_PAUSED");
    }
    assertThat(rig.held(BTC)).isEqualTo("0.04");
    rig.awaitStop(BTC, "98000");
    assertThat(rig.result(rig.plan("PARTIAL_50", ETH, steps("50"))))
        .containsEntry("status", "FILLED");
    assertThat(rig.result(rig.plan("PARTIAL_50", BTC, steps("50", "source", "trader"))))
        .containsEntry("status", "FILLED");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC, "reason", "stop_hit")))
        .containsEntry("status", "FILLED");
    rig.probe.commands().del(rig.names.cooldown(BTC));
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01"))).containsEntry("error", "SKIP_PAUSED");
  }

  @Test
  void positionTheExchangeHoldsButRedisDoesNot_isNotOpenedAgain() {
    rig.byHand(BTC, "0.02");
    rig.start("APPLY_RECONCILE_SEC", "3600");
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    assertThat(rig.result(entry)).containsEntry("error", "SKIP_OPEN_DUPLICATE");
    assertThat(rig.held(BTC)).isEqualTo("0.02");
  }

  @Test
  void malformedPlans_goToTheDeadLetters_andLaterOnesAreExecuted() {
    rig.start();
    String[][] bad = {
      {"symbol", "BTCUSDT"},
      {
        "action",
        "ENTRY_PROPOSED",
        "symbol",
        "BTCUSDT",
        "side",
        "LONG",
        "qty",
        "abc",
        "entry_price",
        "1"
      },
      {
        "action",
        "ENTRY_PROPOSED",
        "symbol",
        "BTCUSDT",
        "side",
        "LONG",
        "qty",
        "1e400",
        "entry_price",
        "1"
      },
      {
        "action",
        "ENTRY_PROPOSED",
        "symbol",
        "BTCUSDT",
        "side",
        "LONG",
        "qty",
        "-1",
        "entry_price",
        "1"
      },
      {"payload", "{broken"},
    };
    for (String[] fields : bad) {
      rig.probe.xadd(rig.names.applyPlan(), fields);
    }
    PlanId unknown = rig.plan("REBALANCE", BTC);
    PlanId hold = rig.plan("HOLD", BTC);
    PlanId good = rig.entry(BTC, "buy", "0.01");

    assertThat(rig.result(good)).containsEntry("status", "FILLED");
    rig.awaitNothingPending();
    assertThat(rig.probe.entries(rig.names.deadLetter()))
        .hasSize(bad.length)
        .allSatisfy(letter -> assertThat(letter.get("error")).isNotBlank());
    assertThat(rig.result(unknown))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_UNKNOWN_ACTION");
    assertThat(rig.results(hold)).isEmpty();
  }

  @Test
  void slowSymbol_delaysNoOther() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.result(rig.entry(ETH, "LONG", "1"));
    // the reply about BTC stays out longer than we wait, so its lane asks on and on
    rig.fault("POST /fapi/v1/order", "drop_after_accept");
    rig.fault("GET /fapi/v1/order", "status_503_unknown", "times", "5");
    PlanId slow = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    rig.probe.await("the order of BTC is out", () -> rig.orders(BTC).size() == 2, SOON);
    PlanId quick = rig.plan("FULL_CLOSE_PROPOSED", ETH);

    assertThat(rig.result(quick)).containsEntry("status", "FILLED");
    assertThat(rig.results(slow)).isEmpty();
    assertThat(rig.result(slow)).containsEntry("status", "FILLED");
    assertThat(rig.orders(BTC)).hasSize(2);
  }

  @Test
  void planOfAnEarlierPosition_isSkipped() {
    rig.start();
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    rig.result(entry);
    for (String action : new String[] {"PARTIAL_50", "FULL_CLOSE_PROPOSED", "UPDATE_SL"}) {
      PlanId stale = rig.plan(action, BTC, "position_id", "earlier", "stop_loss", "99000");
      assertThat(rig.result(stale)).containsEntry("error", "SKIP_STALE_PLAN");
    }
    assertThat(rig.held(BTC)).isEqualTo("0.01");
  }

  @Test
  void closeBelowOneStep_isSkipped() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.003"));
    PlanId close = rig.plan("PARTIAL_25", BTC, steps("25"));
    assertThat(rig.result(close)).containsEntry("error", "SKIP_CLOSE_QTY_ZERO");
  }

  @Test
  void fillBeyondItsOwnStop_isClosedAtOnce_withAResultOfItsOwn() {
    rig.start();
    String seen = rig.price(BTC);
    rig.price(BTC, "97000");
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "entry_price", seen, "stop_loss", "98000");

    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    PlanId close = ExitPlanId.fullClose(new PositionId(entry.value()), 0);
    assertThat(rig.result(close))
        .containsEntry("action", "FULL_CLOSE_PROPOSED")
        .containsEntry("status", "FILLED")
        .containsEntry("position_qty_after", "0");
    assertThat(rig.held(BTC)).isEqualTo("0");
    assertThat(rig.orders(BTC))
        .extracting((JsonNode order) -> order.path("reduceOnly").asBoolean())
        .containsExactly(false, true);
  }
}
