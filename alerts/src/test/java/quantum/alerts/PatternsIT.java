package quantum.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.alerts.AlertsRig.NAMES;
import static quantum.alerts.AlertsRig.SOON;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.contracts.EventTime;
import quantum.contracts.HealthRecord;
import quantum.kernel.value.Symbol;

/** Each pattern, by the keys and entries that the services write. */
@Timeout(120)
class PatternsIT {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private final AlertsRig rig = new AlertsRig();
  private final long now = System.currentTimeMillis();

  @BeforeEach
  void webhook() {
    rig.webhook();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void told(String... parts) {
    rig.probe.await(
        String.join(" ", parts),
        () -> rig.texts("/hook").stream().anyMatch(text -> containsAll(text, parts)),
        SOON);
  }

  private static boolean containsAll(String text, String... parts) {
    for (String part : parts) {
      if (!text.contains(part)) {
        return false;
      }
    }
    return true;
  }

  private void position(String peak, String current) {
    rig.probe.commands().sadd(NAMES.positionsOpen(), "BTCUSDT");
    rig.probe
        .commands()
        .hset(
            NAMES.position(BTC),
            Map.ofEntries(
                Map.entry("symbol", "BTCUSDT"),
                Map.entry("side", "LONG"),
                Map.entry("qty", "1"),
                Map.entry("entry_price", "100"),
                Map.entry("entry_risk", "2"),
                Map.entry("stop_loss", "98"),
                Map.entry("position_id", "p1"),
                Map.entry("peak_price", peak),
                Map.entry("trough_price", "99"),
                Map.entry("current_price", current)));
  }

  private void health(String service, String state) {
    rig.probe
        .commands()
        .hset(
            NAMES.health(service),
            new HealthRecord(
                    1,
                    "v",
                    now,
                    java.util.Optional.empty(),
                    0,
                    0,
                    state,
                    "",
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty())
                .encode());
  }

  @Test
  void giveBack_aboveTheLimit_isTold_andOverWhenThePositionIsGone() {
    rig.start();
    position("110", "107"); // 5 R, 3.5 R: 1.5 R given back
    position("110", "105.8"); // 2.9 R: 2.1 R
    told("WARNING GIVE_BACK", "BTCUSDT: was at 5.00 R and is at 2.90 R");
    rig.probe.commands().del(NAMES.position(BTC), NAMES.positionsOpen());
    told("RESOLVED GIVE_BACK");
    assertThat(rig.receiver.got("/hook")).hasSize(2);
  }

  @Test
  void harvests_farMoreThanTheWeekHad_areTold() {
    position("101", "101");
    for (int hour = 2; hour < 100; hour += 5) { // one in five hours
      rig.probe
          .commands()
          .zadd(NAMES.history(BTC), now / 1000.0 - hour * 3600, "{\"old\":\"" + hour + "\"}");
    }
    rig.start();
    for (int i = 0; i < 5; i++) {
      rig.probe.commands().zadd(NAMES.history(BTC), now / 1000.0 - i, "{\"new\":\"" + i + "\"}");
    }
    rig.alert(quantum.contracts.Alarm.FORCED.of(BTC), false, "marks that five were looked at");
    told("marks that five");
    assertThat(rig.texts("/hook").toString()).doesNotContain("HARVEST_BURST");
    rig.probe.commands().zadd(NAMES.history(BTC), now / 1000.0, "{\"new\":\"6\"}");
    told("WARNING HARVEST_BURST", "BTCUSDT: 6 harvests within an hour");
  }

  @Test
  void correctionByTheComparison_isDrift_aFillIsNot() {
    rig.start();
    for (String source : new String[] {"apply_layer", "reconcile"}) {
      rig.probe.xadd(
          NAMES.applyResult(),
          ("symbol BTCUSDT action CLOSE status FILLED executed True reduceOnly True side SELL"
                  + " filled_qty 0.4 price 101 order_id 77 source "
                  + source
                  + " timestamp "
                  + EventTime.format(now))
              .split(" "));
    }
    told("ALARM DRIFT", "BTCUSDT: the books did not agree", "CLOSE SELL 0.4 @ 101");
    assertThat(rig.receiver.got("/hook")).hasSize(1);
    assertThat(rig.probe.entries(NAMES.alert())).hasSize(1);
  }

  @Test
  void serviceStoppedOrGone_isTold_andOverWhenItIsBack() {
    rig.env.put("ALERTS_REQUIRED", "exitbrain,apply-layer");
    health("exitbrain", "running");
    health("apply-layer", "degraded");
    rig.start();
    health("exitbrain", "stopping");
    told("ALARM SERVICE_SILENT", "exitbrain gives no sign of life");
    health("exitbrain", "running");
    told("RESOLVED SERVICE_SILENT", "exitbrain");
    rig.probe.commands().del(NAMES.health("apply-layer"));
    told("ALARM SERVICE_SILENT", "apply-layer gives no sign of life");
  }
}
