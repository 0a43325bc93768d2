package quantum.brain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import quantum.contracts.Names;
import quantum.runtime.testing.StreamProbe;

/** The real harvest-brain as a process of its own. */
final class Brain implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final StreamProbe probe;
  private final Names names;
  private final Path log;
  private final Process process;

  private Brain(StreamProbe probe, Names names, Path log, Process process) {
    this.probe = probe;
    this.names = names;
    this.log = log;
    this.process = process;
  }

  /** Started; its settings are the defaults but for these, name, value, name, value … */
  static Brain start(StreamProbe probe, String redisUri, Names names, String... settings) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HarvestBrain.class.getName()));
    try {
      Path log = Files.createTempFile("brain-", ".log");
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      Map<String, String> env = builder.environment();
      env.keySet().removeIf(name -> name.startsWith("HARVEST_") || name.startsWith("STREAM_"));
      env.put("REDIS_URL", redisUri);
      env.put("QUANTUM_NAMESPACE", names.namespace());
      for (int i = 0; i < settings.length; i += 2) {
        env.put(settings[i], settings[i + 1]);
      }
      return new Brain(probe, names, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until everything that was added is decided on and acknowledged. */
  void settles() {
    try {
      for (String stream : List.of(names.applyResult(), names.priceUpdate())) {
        probe.await(stream + " is worked off", () -> isWorkedOff(stream), SOON);
      }
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the log says\n" + log(), e);
    }
  }

  private boolean isWorkedOff(String stream) {
    return process.isAlive()
        && probe.commands().exists(stream) == 1
        && !probe.commands().xinfoGroups(stream).isEmpty()
        && probe.lag(stream, Names.GROUP_HARVEST_BRAIN) == 0
        && probe.pending(stream, Names.GROUP_HARVEST_BRAIN) == 0;
  }

  /** Waits for the log to match: a line is written just after its commit. */
  void says(String regex) {
    Pattern wanted = Pattern.compile(regex);
    try {
      probe.await("a line like " + regex, () -> wanted.matcher(log()).find(), SOON);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the log says\n" + log(), e);
    }
  }

  /** Waits for this very text in the log. */
  void saysLiterally(String text) {
    says(Pattern.quote(text));
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9} does. */
  void kill9() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** By SIGTERM, in time and without a failure. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).as("stopped within 5 s").isTrue();
    assertThat(process.exitValue()).as(log()).isZero();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
