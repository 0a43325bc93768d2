package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.PlanId;

/** SPEC §11.6: what the exchange answers of the time before is not believed. */
class BeliefIT {
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

  /** Nobody tells anything by itself: all is asked. */
  private void start() {
    rig.start("VENUE_STREAM_URL", "ws://127.0.0.1:9", "APPLY_RECONCILE_SEC", "1");
  }

  private PlanId entry() {
    rig.tick(BTC);
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    return plan;
  }

  private void stale(String path, long millis) {
    rig.fault(path, "stale", "millis", Long.toString(millis));
  }

  /** What the hash was, looked at without pause until so many comparisons were made. */
  private List<Map<String, String>> hashesFor(long millis) throws InterruptedException {
    List<Map<String, String>> seen = new ArrayList<>();
    long until = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < until) {
      seen.add(rig.position(BTC));
      Thread.sleep(20);
    }
    return seen;
  }

  /** Issue 11, row 6: SKIP_NO_POSITION, hash deleted, adopted again, stop loosened. */
  @Test
  void positionsOfFiveSecondsAgo_deleteNoHash_loosenNoStop_andTheTrancheIsTaken()
      throws InterruptedException {
    start();
    stale("GET /fapi/v3/positionRisk", 5_000);
    PlanId plan = entry();
    PlanId move = rig.plan("UPDATE_SL", BTC, "stop_loss", "99000");
    assertThat(rig.result(move)).containsEntry("status", "FILLED");

    assertThat(hashesFor(3_000))
        .isNotEmpty()
        .allSatisfy(
            hash ->
                assertThat(hash)
                    .containsEntry("position_id", plan.value())
                    .containsEntry("stop_loss", "99000")
                    .containsEntry("qty", "0.01"));
    PlanId tranche = rig.plan("PARTIAL_50", BTC, steps("50", "r_level", "2"));
    assertThat(rig.result(tranche))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.005");
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(whole))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.005");
    rig.heal();
    awaitSettled(plan);
  }

  /**
   * Issue 11, row 7: a ghost for 48 s, and the ledger closed 200 of 100. The longer lag is one that
   * being seen twice does not help against; the last run is the one that closed it, or the one
   * before.
   */
  @ParameterizedTest
  @ValueSource(longs = {800, 4_000})
  void positionThatWasClosed_isNoGhost(long lag) throws InterruptedException {
    start();
    PlanId plan = entry();
    Thread.sleep(lag + 500); // what is shown is of the time when it was open
    stale("GET /fapi/v3/positionRisk", lag);
    rig.tick(BTC); // no two orders are of the same instant
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(whole)).containsEntry("status", "FILLED");

    assertThat(hashesFor(lag + 1_500)).isNotEmpty().allSatisfy(hash -> assertThat(hash).isEmpty());
    rig.heal();
    awaitSettled(plan);
    assertThat(closed()).isEqualByComparingTo("0.01");
  }

  /** Nothing of its own fills is known to a process that has just begun. */
  @Test
  void positionThatAnEarlierRunClosed_isNoGhost() throws InterruptedException {
    start();
    PlanId plan = entry();
    Thread.sleep(5_500); // what is shown is of the time when it was open
    stale("GET /fapi/v3/positionRisk", 5_000);
    rig.tick(BTC); // no two orders are of the same instant
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(whole)).containsEntry("status", "FILLED");
    rig.stop();
    start();

    assertThat(hashesFor(5_000)).isNotEmpty().allSatisfy(hash -> assertThat(hash).isEmpty());
    rig.heal();
    awaitSettled(plan);
    assertThat(closed()).isEqualByComparingTo("0.01");
  }

  private BigDecimal closed() {
    return rig.results().stream()
        .filter(result -> "True".equals(result.get("reduceOnly")))
        .map(result -> new BigDecimal(result.getOrDefault("filled_qty", "0")))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private void awaitSettled(PlanId entry) {
    Audit audit = new Audit(rig, List.of(BTC), Set.of(entry));
    rig.probe.await("settled", () -> audit.violations().isEmpty(), SOON);
  }
}
