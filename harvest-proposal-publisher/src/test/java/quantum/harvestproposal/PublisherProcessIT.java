package quantum.harvestproposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** The real process, as an operator starts it. */
@Timeout(120)
class PublisherProcessIT {
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
