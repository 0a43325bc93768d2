package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import quantum.apply.ApplyLayer;
import quantum.harvestproposal.HarvestProposalPublisher;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** {@code quantum prove-publisher} and the real process, as the user that deploy/redis ships. */
@Timeout(120)
class ProvePublisherIT {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java") + "";

  private final RedisServer server = RedisServer.start();
  private final StreamProbe probe = new StreamProbe(server);
  private final List<Process> started = new ArrayList<>();

  private record Ended(int exitCode, String output) {}

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      process.waitFor();
    }
    probe.close();
    server.close();
  }

  private void start(String redisUrl) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                JAVA,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HarvestProposalPublisher.class.getName(),
                "--symbols",
                "BTCUSDT,ETHUSDT",
                "--position-source",
                "synthetic")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("HARVEST_"));
    builder.environment().put("REDIS_URL", redisUrl);
    started.add(builder.start());
  }

  private Ended proofs(String... options) {
    List<String> words = new ArrayList<>(List.of("prove-publisher", "--redis-url", server.uri()));
    words.addAll(List.of(options));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = Quantum.run(out, out, words.toArray(String[]::new));
    return new Ended(code, said.toString(StandardCharsets.UTF_8));
  }

  private void market(String symbol) {
    probe
        .commands()
        .hset(
            "quantum:marketstate:" + symbol,
            Map.of(
                "sigma", "0.01", "ts", "0.35", "p_trend", "0.5", "p_mr", "0.3", "p_chop", "0.2"));
  }

  @Test
  void runningPublisher_isProved() throws Exception {
    String user = AclFile.enable(server, probe, "quantum-harvest-proposal");
    market("BTCUSDT");
    market("ETHUSDT");
    probe.commands().hset("quantum:risk:proposal:BTCUSDT", Map.of("stop_dist_pct", "0.0123"));
    start(user);
    probe.await(
        "a running publisher",
        () ->
            "running".equals(probe.hash("quantum:health:harvest-proposal-publisher").get("state"))
                && !probe.hash("quantum:harvest:proposal:ETHUSDT").isEmpty(),
        LONG);

    Ended proofs = proofs("--no-systemd", "--symbols", "BTCUSDT,ETHUSDT");

    assertThat(proofs.output().lines().filter(line -> line.contains("| PASS |")))
        .as(proofs.output())
        .hasSize(7);
    assertThat(proofs.exitCode()).isZero();
    assertThat(proofs.output().replaceAll("\\s+", " "))
        .contains("Redis refuses trade.intent to quantum-harvest-proposal")
        .contains("BTCUSDT risk proposal 0.0123; ETHUSDT no risk proposal, measured by 0.02");
  }

  @Test
  void nothingRunning_failsWhatCannotBeProved() throws Exception {
    Ended proofs = proofs("--no-systemd", "--symbols", "BTCUSDT");
    assertThat(proofs.exitCode()).isEqualTo(1);
    assertThat(proofs.output())
        .containsPattern("calc-only imports +\\| PASS")
        .containsPattern("unit active +\\| FAIL \\| .*state=none")
        .containsPattern("market state +\\| FAIL \\| BTCUSDT has no market state")
        .containsPattern("proposals published +\\| FAIL \\| BTCUSDT has no proposal")
        .containsPattern("--once +\\| PASS");
  }

  @Test
  void publisherThatTrades_isFoundOut(@TempDir Path classes) throws Exception {
    // a class that speaks to the exchange, under the publisher's name
    Path named = classes.resolve(fileOf(HarvestProposalPublisher.class));
    Files.createDirectories(named.getParent());
    try (InputStream acting =
        getClass().getClassLoader().getResourceAsStream(fileOf(ApplyLayer.class))) {
      Files.copy(acting, named);
    }

    Ended proofs = proofs("--no-systemd", "--symbols", "BTCUSDT", "--classpath", classes + "");

    assertThat(proofs.exitCode()).isEqualTo(1);
    assertThat(proofs.output())
        .containsPattern("calc-only imports +\\| FAIL \\| found: .*quantum/apply/");
  }

  private static String fileOf(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }
}
