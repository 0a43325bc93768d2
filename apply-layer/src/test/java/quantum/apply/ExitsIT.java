package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.RIVER;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.PlanId;

/** Nothing that others wait for keeps an exit, and one that cannot go out is told. */
class ExitsIT {
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

  private List<Map<String, String>> alerts(String kind) {
    return rig.probe.entries(rig.names.alert()).stream()
        .filter(alert -> kind.equals(alert.get("kind")))
        .toList();
  }

  /** Issue 11, row 4: 64 plans of one symbol that waited blocked all others for 12 s. */
  @Test
  void hundredPlansOfOneSymbolThatWait_holdBackNoExitOfAnother() {
    rig.start();
    for (var symbol : List.of(ETH, BTC)) {
      String stop = symbol.equals(BTC) ? "98000" : "2400";
      PlanId plan = rig.entry(symbol, "LONG", symbol.equals(BTC) ? "0.01" : "1", "stop_loss", stop);
      assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    }
    // one whose outcome nobody tells, and a hundred behind it
    rig.fault("POST /fapi/v1/order", "drop_after_accept");
    PlanId first = rig.plan("PARTIAL_25", ETH, steps("25"));
    rig.probe.await("it is on its way", () -> rig.control("GET", "/paper/faults").isEmpty(), SOON);
    rig.fault("GET /fapi/v1/order", "error_-1007", "times", "100000");
    for (int i = 0; i < 100; i++) {
      rig.plan("PARTIAL_25", ETH, steps("25"));
    }
    PlanId other = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(other)).containsEntry("status", "FILLED");
    assertThat(rig.results(first)).isEmpty();
    rig.heal();
    assertThat(rig.result(first)).containsEntry("status", "FILLED");
  }

  /** Issue 11, row 14: the service ended, and at the restart for good, with positions open. */
  @Test
  void keyThatIsRefusedOnce_isAnAlarm_andTheCloseGoesOutAfterwards() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000")))
        .containsEntry("status", "FILLED");
    rig.fault("POST /fapi/v1/order", "error_-2015");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    assertThat(alerts("KEY_REFUSED")).isNotEmpty();
    rig.probe.await(
        "its end is told",
        () ->
            alerts("KEY_REFUSED").stream().anyMatch(alert -> "true".equals(alert.get("resolved"))),
        SOON);
  }

  /** Issue 11, row 15: dust was asked for endlessly, and nobody was told. */
  @Test
  void dustBelowTheStep_isAnAlarm() {
    rig.start();
    assertThat(rig.result(rig.entry(RIVER, "LONG", "1", "stop_loss", "12")))
        .containsEntry("status", "FILLED");
    rig.stop();
    rig.byHand(RIVER, "0.004");
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.awaitPosition(RIVER, "qty", "0.004");
    for (int i = 0; i < 2; i++) {
      assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", RIVER)))
          .containsEntry("error", "SKIP_CLOSE_QTY_ZERO");
    }
    rig.probe.await("told", () -> !alerts("EXIT_FAILED").isEmpty(), SOON);
    assertThat(alerts("EXIT_FAILED").getFirst().get("text")).contains("exit failed 2 times");
  }
}
