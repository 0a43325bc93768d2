package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;

/**
 * Two apply layers for one account, each a process: whatever becomes of the one that acts, the
 * other one finishes what was begun, and at the exchange nothing happens twice.
 *
 * <p>{@code -Dstandby.rounds=20 -Dstandby.seed=1}
 */
class StandbyIT {
  private static final Duration TAKEOVER = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final int ROUNDS = Integer.getInteger("standby.rounds", 3);
  private static final long SEED = Long.getLong("standby.seed", System.nanoTime() % 1_000_000L);

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
  private ApplyRig rig;

  @BeforeEach
  void world() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    rig.close();
  }

  private Process launch() throws Exception {
    Map<String, String> env = rig.environment();
    env.put("APPLY_RECONCILE_SEC", "1");
    env.put("VENUE_READ_TIMEOUT_MS", "30000"); // no answer is given up while its reader is stopped
    Process process = RecoveryIT.launch(env, folder.resolve("out" + processes.size()));
    processes.add(process);
    return process;
  }

  private Process acting() throws Exception {
    Process process = launch();
    awaitActing(process, LONG);
    return process;
  }

  private Process standby() throws Exception {
    Process process = launch();
    awaitStandby(process);
    return process;
  }

  private void awaitActing(Process process, Duration within) {
    rig.probe.await(
        "it acts", () -> shows(rig.names.health("apply-layer"), process, "running"), within);
  }

  private void awaitStandby(Process process) throws Exception {
    try {
      rig.probe.await(
          "it stands by", () -> shows(rig.names.standby("apply-layer"), process, "standby"), LONG);
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage()
              + "; "
              + (process.isAlive() ? "it runs" : "it ended with " + process.exitValue())
              + " and said\n"
              + Files.readString(folder.resolve("out" + processes.indexOf(process))),
          e);
    }
  }

  private boolean shows(String key, Process process, String state) {
    Map<String, String> health = rig.probe.hash(key);
    return Long.toString(process.pid()).equals(health.get("pid"))
        && state.equals(health.get("state"));
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Test
  void holderKilledWithItsOrderAtTheExchange_isFollowed_andTheOrderIsFound() throws Exception {
    Process first = acting();
    Process second = standby();
    rig.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "20000");
    PlanId entry = rig.entry(BTC, "LONG", "0.08", "stop_loss", "98000");
    rig.probe.await("ordered", () -> rig.orders(BTC).size() == 1, SOON);
    first.destroyForcibly().waitFor();

    awaitActing(second, TAKEOVER);
    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    rig.awaitStop(BTC, "98000");
    rig.awaitNothingPending();
    assertThat(rig.results(entry)).hasSize(1);
    assertThat(rig.held(BTC)).isEqualTo("0.08");
  }

  /**
   * The worst moment: the record of the order stands in Redis, the order has been refused for its
   * time stamp and is about to be signed and sent again.
   */
  @Test
  void holderStoppedBetweenRecordAndOrder_sendsNothingWhenItWakes() throws Exception {
    Process first = acting();
    Process second = standby();
    rig.fault("POST /fapi/v1/order", "error_-1021");
    rig.fault("GET /fapi/v1/time", "delay", "millis", "3000");
    PlanId entry = rig.entry(BTC, "LONG", "0.08", "stop_loss", "98000");
    rig.probe.await(
        "recorded", () -> rig.probe.commands().exists(rig.names.applyInflight(entry)) > 0, SOON);
    rig.probe.await("refused once", () -> faults() == 0, SOON);
    signal(first, "STOP");

    awaitActing(second, TAKEOVER);
    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    signal(first, "CONT");
    awaitStandby(first);
    rig.awaitStop(BTC, "98000");
    rig.awaitNothingPending();
    assertThat(rig.held(BTC)).isEqualTo("0.08");
    assertThat(rig.results(entry)).hasSize(1);
  }

  /** What the exchange has still to do wrong. */
  private int faults() {
    return rig.control("GET", "/paper/faults").size();
  }

  @Test
  void holderStoppedAtAnyMoment_doesNothingTwice() throws Exception {
    System.out.println("standby.seed=" + SEED);
    Random random = new Random(SEED);
    Process acts = acting();
    Process waits = standby();
    PlanId entry = rig.entry(BTC, "LONG", "0.8", "stop_loss", "98000");
    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    rig.awaitPosition(BTC, "stop_state", "resting");
    String position = rig.position(BTC).get("position_id");
    for (int round = 0; round < ROUNDS; round++) {
      rig.tick(BTC);
      rig.plan(
          "PARTIAL_25",
          BTC,
          steps("10", "r_level", Integer.toString(round), "position_id", position));
      rig.plan(
          "UPDATE_SL",
          BTC,
          "stop_loss",
          Integer.toString(98_100 + 100 * round),
          "position_id",
          position);
      TimeUnit.MICROSECONDS.sleep(random.nextInt(60_000));
      signal(acts, "STOP");
      awaitActing(waits, TAKEOVER);
      signal(acts, "CONT");
      awaitStandby(acts);
      rig.probe.await("answered", this::isQuiet, LONG);
      Process woken = acts;
      acts = waits;
      waits = woken;
    }
    Audit audit = new Audit(rig, List.of(BTC), Set.of(entry));
    rig.probe.await("all as it should be", () -> audit.violations().isEmpty(), SOON);
  }

  private boolean isQuiet() {
    return rig.probe.pending(rig.names.applyPlan(), Names.GROUP_APPLY_LAYER) == 0
        && rig.probe.lag(rig.names.applyPlan(), Names.GROUP_APPLY_LAYER) == 0
        && "resting".equals(rig.position(BTC).get("stop_state"));
  }
}
