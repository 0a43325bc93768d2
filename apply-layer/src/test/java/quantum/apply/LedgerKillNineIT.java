package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.steps;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.PlanId;

/**
 * The process is killed at any moment around a booking, a funding or an end: whoever comes next
 * books what was not, and nothing twice.
 *
 * <p>{@code -Dledger.kills=50 -Dledger.seed=1}
 */
class LedgerKillNineIT {
  private static final int KILLS = Integer.getInteger("ledger.kills", 4);
  private static final long SEED = Long.getLong("ledger.seed", System.nanoTime() % 1_000_000L);
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path folder;

  @Test
  void killedAroundWhateverIsBooked_booksItOnce() throws Exception {
    System.out.println("ledger.kills=" + KILLS + " ledger.seed=" + SEED);
    Random random = new Random(SEED);
    try (ApplyRig rig = new ApplyRig(folder)) {
      LedgerAudit audit = new LedgerAudit(rig, List.of(BTC));
      Process process = launch(rig);
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          rig.tick(BTC);
          rig.probe.commands().del(rig.names.cooldown(BTC));
          PlanId entry = rig.entry(BTC, "BUY", "0.02", "stop_loss", "90000");
          assertThat(rig.result(entry)).containsEntry("status", "FILLED");
          rig.tick(BTC);
          if (random.nextBoolean()) {
            rig.plan("PARTIAL_50", BTC, steps("50", "r_level", "2"));
          }
          rig.control("POST", "/paper/funding?now=true&rate=0.0001");
          switch (random.nextInt(3)) {
            case 0 -> rig.plan("FULL_CLOSE_PROPOSED", BTC, steps("100", "reason", "by_test"));
            case 1 -> rig.byHand(BTC, "0");
            default -> {
              TimeUnit.MILLISECONDS.sleep(random.nextInt(400)); // the list is asked for meanwhile
              rig.plan("FULL_CLOSE_PROPOSED", BTC, steps("100", "reason", "by_test"));
            }
          }
          TimeUnit.MICROSECONDS.sleep(random.nextInt(80_000));
          process.destroyForcibly();
          assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
          process = launch(rig);
          int ends = kill + 1;
          rig.probe.await("ended", () -> audit.closed().size() >= ends, LONG);
          rig.probe.await("flat", () -> rig.held(BTC).equals("0"), LONG);
          rig.awaitNothingPending();
        }
        audit.assertBooks();
        assertThat(audit.closed()).hasSize(KILLS);
      } finally {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private Process launch(ApplyRig rig) throws Exception {
    Map<String, String> env = rig.environment();
    env.put("APPLY_RECONCILE_SEC", "1");
    return RecoveryIT.launch(env, folder.resolve("out"));
  }
}
