package quantum.harvestproposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.RedisCli;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** The operators' script and the real process, as the user that deploy/redis ships. */
@Timeout(120)
class ProofPackIT {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java") + "";
  private static final String CLASSPATH = System.getProperty("java.class.path");

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

  private Process start(String redisUrl, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("HARVEST_"));
    builder.environment().put("REDIS_URL", redisUrl);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    RedisCli.provide(builder.environment());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Ended run(String redisUrl, List<String> command) throws Exception {
    Process process = start(redisUrl, command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static List<String> publisher(String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CLASSPATH,
                HarvestProposalPublisher.class.getName()));
    command.addAll(List.of(options));
    return command;
  }

  private static List<String> proofs(String... options) {
    List<String> command =
        new ArrayList<>(List.of("bash", script().toString(), "--classpath", CLASSPATH));
    command.addAll(List.of(options));
    return command;
  }

  private static Path script() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path script = folder.resolve("ops/proof_pack_harvest_proposal.sh");
      if (Files.exists(script)) {
        return script;
      }
    }
    throw new UncheckedIOException(new IOException("no script above"));
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
    Process service =
        start(user, publisher("--symbols", "BTCUSDT,ETHUSDT", "--position-source", "synthetic"));
    service.getOutputStream().close();
    probe.await(
        "a running publisher",
        () ->
            "running".equals(probe.hash("quantum:health:harvest-proposal-publisher").get("state"))
                && !probe.hash("quantum:harvest:proposal:ETHUSDT").isEmpty(),
        LONG);

    Ended proofs = run(server.uri(), proofs("--no-systemd", "--symbols", "BTCUSDT,ETHUSDT"));

    assertThat(proofs.output().lines().filter(line -> line.contains("| PASS |")))
        .as(proofs.output())
        .hasSize(7);
    assertThat(proofs.exitCode()).isZero();
    assertThat(proofs.output())
        .contains("Redis refuses trade.intent to quantum-harvest-proposal")
        .contains("BTCUSDT risk proposal 0.0123; ETHUSDT no risk proposal, measured by 0.02");
  }

  @Test
  void nothingRunning_failsWhatCannotBeProved() throws Exception {
    Ended proofs = run(server.uri(), proofs("--no-systemd", "--symbols", "BTCUSDT"));
    assertThat(proofs.exitCode()).isEqualTo(1);
    assertThat(proofs.output())
        .containsPattern("calc-only imports +\\| PASS")
        .containsPattern("unit active +\\| FAIL \\| .*state=none")
        .containsPattern("market state +\\| FAIL \\| BTCUSDT has no market state")
        .containsPattern("proposals published +\\| FAIL \\| BTCUSDT has no proposal")
        .containsPattern("--once +\\| PASS");
  }

  @Test
  void once_endsWithZero_andWrongSettingsWith78() throws Exception {
    Ended once = run(server.uri(), publisher("--once", "--symbols", "BTCUSDT", "--enable-stream"));
    assertThat(once.exitCode()).isZero();
    assertThat(once.output())
        .contains("Published harvest for BTCUSDT: action=PARTIAL_25")
        .contains("Single cycle complete");
    assertThat(probe.length("quantum:stream:harvest.proposal")).isEqualTo(1);
    assertThat(probe.hash("quantum:health:harvest-proposal-publisher")).isEmpty();

    Ended setting = run(server.uri(), publisher("--once", "--fallback-stop-pct", "2"));
    assertThat(setting.exitCode()).isEqualTo(78);
    assertThat(setting.output()).contains("FALLBACK_STOP_PCT is '2'");
    Ended option = run(server.uri(), publisher("--onec"));
    assertThat(option.exitCode()).isEqualTo(64);
    assertThat(option.output()).contains("unknown argument '--onec'");
  }
}
