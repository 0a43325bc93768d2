package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.SOON;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.PlanId;

/** The exchange is the truth: how Redis follows it. */
class ReconcileIT {
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
  void positionOfTheExchange_isAdoptedAtStart_underTheSameIdEachTime() {
    rig.byHand(BTC, "-0.02");
    rig.start();
    rig.probe.await("adopted", () -> !rig.position(BTC).isEmpty(), SOON);
    Map<String, String> first = rig.position(BTC);
    assertThat(first)
        .containsEntry("side", "SHORT")
        .containsEntry("qty", "0.02")
        .containsEntry("entry_price", "100000")
        .containsEntry("source", "apply_layer")
        .containsKeys("position_id", "tick_size", "last_trade_id");
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).containsOnly("BTCUSDT");
    rig.stop();
    rig.probe.commands().del(rig.names.position(BTC));
    rig.start();
    rig.probe.await("adopted again", () -> !rig.position(BTC).isEmpty(), SOON);
    assertThat(rig.position(BTC)).isEqualTo(first);

    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
        .containsEntry("status", "FILLED")
        .containsEntry("side", "BUY")
        .containsEntry("position_id", first.get("position_id"));
  }

  @Test
  void tradesByHand_areBookedOnce_andTheHashFollows() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.result(entry);
    rig.price(BTC, "102000");
    rig.byHand(BTC, "0.006");
    rig.probe.await("followed", () -> "0.006".equals(rig.position(BTC).get("qty")), SOON);
    assertThat(rig.position(BTC))
        .containsEntry("position_id", entry.value())
        .containsEntry("entry_risk", "2000")
        .containsEntry("initial_qty", "0.01");
    Map<String, String> reduced = rig.result(fields -> "CLOSE".equals(fields.get("action")));
    assertThat(reduced)
        .containsEntry("source", "reconcile")
        .containsEntry("filled_qty", "0.004")
        .containsEntry("position_qty_after", "0.006");
    assertThat(new BigDecimal(reduced.get("realized_pnl"))).isEqualByComparingTo("8");

    rig.byHand(BTC, "0");
    rig.probe.await("flat", () -> rig.position(BTC).isEmpty(), SOON);
    assertThat(rig.results()).hasSize(3);
    assertThat(rig.results().stream().map(result -> result.get("trade_ids")).distinct()).hasSize(3);
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).isEmpty();
    assertThat(rig.probe.commands().exists(rig.names.cooldown(BTC))).isOne();
  }

  @Test
  void positionTurnedByHand_isClosedInTheBooksAndAnotherOneBegins() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.result(entry);
    rig.price(BTC, "101000");
    rig.byHand(BTC, "-0.005");
    rig.probe.await("turned", () -> "SHORT".equals(rig.position(BTC).get("side")), SOON);

    assertThat(rig.position(BTC))
        .containsEntry("qty", "0.005")
        .containsEntry("entry_price", "101000")
        .doesNotContainKey("stop_loss")
        .doesNotContainEntry("position_id", entry.value());
    assertThat(rig.results().stream().skip(1))
        .extracting(result -> result.get("action") + ' ' + result.get("filled_qty"))
        .containsExactly("CLOSE 0.01", "OPEN 0.005");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", entry.value())))
        .containsEntry("error", "SKIP_STALE_PLAN");
  }

  @Test
  void hashOfHarvestBrain_isNotTouched_whileNothingAtTheExchangeStandsBehindIt() {
    Map<String, String> foreign = foreign("0.01");
    rig.probe.commands().hset(rig.names.position(BTC), foreign);
    rig.probe.commands().sadd(rig.names.positionsOpen(), "BTCUSDT");
    rig.start("APPLY_RECONCILE_SEC", "1");
    PlanId other = rig.entry(ETH, "LONG", "1");
    rig.result(other);

    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
        .containsEntry("error", "SKIP_NO_POSITION");
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "99500")))
        .containsEntry("error", "SKIP_NO_POSITION");
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01")))
        .containsEntry("error", "SKIP_OPEN_DUPLICATE");
    rig.awaitNothingPending();
    assertThat(rig.position(BTC)).isEqualTo(foreign);
    assertThat(rig.orders(BTC)).isEmpty();
  }

  @Test
  void hashOfHarvestBrain_isTakenOver_onceTheExchangeHoldsThePosition() {
    rig.probe.commands().hset(rig.names.position(BTC), foreign("0.01"));
    rig.probe.commands().sadd(rig.names.positionsOpen(), "BTCUSDT");
    rig.byHand(BTC, "0.01");
    rig.start();
    rig.probe.await(
        "taken over", () -> "apply_layer".equals(rig.position(BTC).get("source")), SOON);
    assertThat(rig.position(BTC))
        .containsEntry("position_id", "foreign-1")
        .containsEntry("stop_loss", "99000")
        .containsEntry("entry_risk", "1000")
        .containsEntry("current_price", "100001");
  }

  @Test
  void openPosition_isRenewed() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.probe.commands().expire(rig.names.position(BTC), 100);
    rig.probe.await(
        "renewed", () -> rig.probe.commands().ttl(rig.names.position(BTC)) > 80_000, SOON);
  }

  @Test
  void failingPositionQuery_isNeverReadAsFlat() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    for (String kind : new String[] {"html_502", "truncated", "status_503_failed"}) {
      rig.fault("GET /fapi/v3/positionRisk", kind, "times", "2");
      assertThat(rig.result(rig.plan("PARTIAL_25", BTC, ApplyRig.steps("20"))))
          .as(kind)
          .containsEntry("status", "FILLED");
    }
    rig.probe.await("faults used up", () -> rig.control("GET", "/paper/faults").isEmpty(), SOON);
    assertThat(rig.position(BTC)).containsKey("qty");
    assertThat(rig.results()).noneMatch(result -> "reconcile".equals(result.get("source")));
  }

  private static Map<String, String> foreign(String qty) {
    Map<String, String> hash = new HashMap<>();
    hash.put("symbol", "BTCUSDT");
    hash.put("side", "LONG");
    hash.put("qty", qty);
    hash.put("initial_qty", qty);
    hash.put("entry_price", "100000");
    hash.put("stop_loss", "99000");
    hash.put("entry_risk", "1000");
    hash.put("position_id", "foreign-1");
    hash.put("opened_at", "1795255020");
    hash.put("source", "harvest_brain");
    hash.put("current_price", "100001");
    return hash;
  }
}
