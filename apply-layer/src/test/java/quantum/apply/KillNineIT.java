package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;

/**
 * The process is killed at any moment of a stop's move, a tranche or a close, again and again: at
 * the exchange a stop rests all the while, and whoever comes next finishes what was begun, once.
 *
 * <p>{@code -Dkills=100 -Dkills.seed=1}
 */
class KillNineIT {
  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final long SEED = Long.getLong("kills.seed", System.nanoTime() % 1_000_000L);
  private static final long NAKED_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path folder;

  @Test
  void killedAgainAndAgain_isAlwaysProtected_andAllIsDoneOnce() throws Exception {
    System.out.println("kills.seed=" + SEED);
    Random random = new Random(SEED);
    List<String> naked = new ArrayList<>();
    AtomicBoolean looking = new AtomicBoolean(true);
    Set<PlanId> entries = new HashSet<>();
    try (ApplyRig rig = new ApplyRig(folder)) {
      Thread clock =
          Thread.ofVirtual()
              .start(
                  () -> {
                    long since = System.nanoTime();
                    while (looking.get()) {
                      rig.tick(BTC); // no two orders are of the same instant
                      since = look(rig, naked, since);
                    }
                  });
      Process process = launch(rig);
      try {
        int stop = 98_000;
        for (int kill = 0; kill < KILLS; kill++) {
          if (rig.position(BTC).isEmpty()) {
            stop = 98_000;
            rig.probe.commands().del(rig.names.cooldown(BTC));
            PlanId entry = rig.entry(BTC, "LONG", "0.08", "stop_loss", Integer.toString(stop));
            entries.add(entry);
            assertThat(rig.result(entry)).containsEntry("status", "FILLED");
            rig.awaitPosition(BTC, "stop_state", "resting");
          }
          String position = rig.position(BTC).get("position_id");
          switch (random.nextInt(4)) {
            case 0 ->
                rig.plan(
                    "PARTIAL_25",
                    BTC,
                    steps("25", "r_level", Integer.toString(kill), "position_id", position));
            case 1 -> rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", position);
            default -> {
              stop += 100;
              rig.plan(
                  "UPDATE_SL", BTC, "stop_loss", Integer.toString(stop), "position_id", position);
            }
          }
          TimeUnit.MICROSECONDS.sleep(random.nextInt(60_000));
          process.destroyForcibly();
          assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
          process = launch(rig);
          rig.probe.await("answered", () -> isQuiet(rig), LONG);
        }
        Audit audit = new Audit(rig, List.of(BTC), entries);
        try {
          rig.probe.await("all as it should be", () -> audit.violations().isEmpty(), SOON);
        } catch (AssertionError e) {
          assertThat(audit.violations()).isEmpty();
          throw e;
        }
      } finally {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        looking.set(false);
        clock.join();
      }
    }
    assertThat(naked).isEmpty();
  }

  private Process launch(ApplyRig rig) throws Exception {
    Map<String, String> env = rig.environment();
    env.put("APPLY_RECONCILE_SEC", "1");
    return RecoveryIT.launch(env, folder.resolve("out"));
  }

  private static boolean isQuiet(ApplyRig rig) {
    Map<String, String> hash = rig.position(BTC);
    return rig.probe.pending(rig.names.applyPlan(), Names.GROUP_APPLY_LAYER) == 0
        && rig.probe.lag(rig.names.applyPlan(), Names.GROUP_APPLY_LAYER) == 0
        && (hash.isEmpty() || "resting".equals(hash.get("stop_state")));
  }

  /**
   * Nobody is killed while an entry is under way, so there is always a stop.
   *
   * @param sinceNanos when it was seen last that all is covered
   * @return the same, as of now
   */
  private static long look(ApplyRig rig, List<String> naked, long sinceNanos) {
    long now = System.nanoTime();
    // between the two answers a fill may lie, therefore the position is asked for twice
    var before = Audit.amount(rig.control("GET", "/paper/account"), BTC.name());
    var algos = rig.control("GET", "/paper/algos");
    var amount = Audit.amount(rig.control("GET", "/paper/account"), BTC.name());
    if (before.signum() == 0
        || amount.signum() == 0
        || Audit.isCovered(algos, BTC.name(), amount)) {
      return now;
    }
    if (now - sinceNanos > NAKED_NANOS) {
      naked.add(amount + " without a stop");
    }
    return sinceNanos;
  }
}
