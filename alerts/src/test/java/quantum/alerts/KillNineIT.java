package quantum.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.alerts.AlertsRig.NAMES;
import static quantum.alerts.AlertsRig.SOON;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import quantum.contracts.Alarm;
import quantum.kernel.value.Symbol;

/**
 * The real process is killed while it hears, decides and sends, again and again: every alert
 * arrives, in order, and at most one message a kill and channel comes twice.
 *
 * <p>{@code -Dkills=30 -Dkills.seed=1}
 */
@Timeout(300)
class KillNineIT {
  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final long SEED = Long.getLong("kills.seed", System.nanoTime() % 1_000_000L);
  private static final int ALERTS_A_KILL = 4;
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final AlertsRig rig = new AlertsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "quantum.alerts.Alerts");
    Map<String, String> env = new HashMap<>(rig.env);
    env.put("REDIS_URL", rig.redisUri());
    env.put("ALERTS_MAX_PER_HOUR", "1000");
    builder.environment().putAll(env);
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
  }

  @Test
  void killedAgainAndAgain_everyAlertArrives_inOrder_atMostOneAKillTwice() throws Exception {
    System.out.println("kills.seed=" + SEED);
    Random random = new Random(SEED);
    rig.webhook().telegram();
    Process process = launch();
    int raised = 0;
    try {
      rig.awaitGroup();
      for (int kill = 0; kill < KILLS; kill++) {
        int before = rig.receiver.got("/hook").size();
        for (int i = 0; i < ALERTS_A_KILL; i++) {
          rig.alert(Alarm.FORCED.of(Symbol.of("N" + raised++ + "XUSDT")), false, "x");
        }
        rig.probe.await("it sends", () -> rig.receiver.got("/hook").size() > before, LONG);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        process = launch();
      }
      String last = "N" + (raised - 1) + "XUSDT";
      for (String path : List.of("/hook", "/bot")) {
        rig.probe.await(path, () -> rig.texts(path).toString().contains(last), LONG);
      }
      for (String channel : List.of("webhook", "telegram")) {
        rig.probe.await(
            "empty", () -> rig.probe.commands().exists(NAMES.alertsOutbox(channel)) == 0, SOON);
      }
    } finally {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    for (String path : List.of("/hook", "/bot")) {
      List<String> texts = rig.texts(path);
      List<String> once = texts.stream().distinct().toList();
      String all = String.join("\n", once);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < raised; i++) {
        expected.add("N" + i + "XUSDT");
      }
      assertThat(all).containsSubsequence(expected);
      assertThat(all.split("XUSDT", -1)).as("each once").hasSize(raised + 1);
      System.out.println(
          path + " messages " + once.size() + " repeats " + (texts.size() - once.size()));
      assertThat(texts.size() - once.size()).isLessThanOrEqualTo(KILLS);
    }
    Set<String> ids = new HashSet<>(rig.ids());
    assertThat(ids).hasSize((int) rig.texts("/hook").stream().distinct().count());
  }
}
