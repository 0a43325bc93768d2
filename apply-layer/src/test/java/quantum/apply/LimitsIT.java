package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.SOON;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.PlanId;
import quantum.runtime.testing.RedisServer;

/** An account of 100 000 USDT that may lose 1 000 a day, and holds 1 BTC at 100 000. */
class LimitsIT {
  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void world() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void start(String... settings) {
    List<String> all = new ArrayList<>(List.of("APPLY_RECONCILE_SEC", "1"));
    all.addAll(List.of(settings));
    rig.start(all.toArray(String[]::new));
    PlanId entry = rig.entry(BTC, "LONG", "1", "stop_loss", "90000");
    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    rig.awaitPosition(BTC, "stop_state", "resting");
    rig.probe.await("looked at", () -> !limits().isEmpty(), SOON);
  }

  private Map<String, String> limits() {
    return rig.probe.hash(rig.names.limits());
  }

  private Map<String, String> halt() {
    return rig.probe.hash(rig.names.halt());
  }

  private long alarms() {
    return rig.probe.entries(rig.names.alert()).stream()
        .filter(alert -> "LIMIT_REACHED".equals(alert.get("kind")))
        .count();
  }

  @Test
  void lossOfTheDay_haltsUntilMidnight_once_andExitsGoOn() {
    start("LIMIT_DAILY_LOSS_USDT", "1000");
    rig.price(BTC, "98900");
    rig.probe.await("halted", () -> !halt().isEmpty(), SOON);
    assertThat(halt().get("reason")).contains("LIMIT_DAILY_LOSS_USDT=1000");
    assertThat(Double.parseDouble(halt().get("until")) % 86_400).isZero();
    PlanId refused = rig.entry(ETH, "LONG", "1", "stop_loss", "2400");
    assertThat(rig.result(refused)).containsEntry("error", "SKIP_HALTED");
    rig.probe.await("noted", () -> "DAILY_LOSS".equals(limits().get("breached")), SOON);

    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(close)).containsEntry("status", "FILLED");
    assertThat(alarms()).isEqualTo(1);

    // resumed by hand: the same loss does not stop it again, another one does
    rig.probe.commands().del(rig.names.halt());
    rig.probe.await("accepted", () -> limits().get("breached").isEmpty(), SOON);
    assertThat(halt()).isEmpty();
    assertThat(Double.parseDouble(limits().get("accepted"))).isLessThan(-1_000);
  }

  @Test
  void drawdown_withFlatten_endsFlatAndHalted_alsoThroughARestart() {
    start("LIMIT_DRAWDOWN_PCT", "1", "LIMIT_ACTION", "flatten");
    rig.fault("POST /fapi/v1/order", "status_503_failed", "times", "8");
    rig.price(BTC, "98900");
    rig.probe.await("ordered", () -> !rig.probe.hash(rig.names.flatten()).isEmpty(), SOON);
    rig.stop();
    rig.start("APPLY_RECONCILE_SEC", "1", "LIMIT_DRAWDOWN_PCT", "1", "LIMIT_ACTION", "flatten");
    rig.probe.await("flat", () -> rig.held(BTC).equals("0"), SOON);
    rig.awaitNoStop(BTC, SOON);
    assertThat(halt().get("reason")).contains("LIMIT_DRAWDOWN_PCT=1");
  }

  /** The day is lost while nobody can write down that it is. */
  @Test
  void lossWhileRedisIsAway_isActedUpon_asSoonAsItIsBack() {
    rig.close();
    try (RedisServer own = RedisServer.start(RedisServer.Durability.EVERY_SECOND)) {
      rig = new ApplyRig(folder.resolve("own"), own);
      start("LIMIT_DAILY_LOSS_USDT", "1000", "LIMIT_ACTION", "flatten");
      own.kill9();
      rig.price(BTC, "98900");
      own.restart();
      rig.reconnect();
      rig.probe.await("flat", () -> rig.held(BTC).equals("0"), SOON);
      rig.awaitNoStop(BTC, SOON);
      assertThat(halt().get("reason")).contains("LIMIT_DAILY_LOSS_USDT=1000");
      rig.probe.await(
          "said to be done",
          () -> !rig.probe.hash(rig.names.flatten()).getOrDefault("ended", "").isEmpty(),
          SOON);
      rig.close();
    }
  }

  @Test
  void withoutLimits_nothingIsAskedNorWritten() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    PlanId entry = rig.entry(BTC, "LONG", "1", "stop_loss", "90000");
    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    assertThat(limits()).isEmpty();
  }
}
