package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole process under a service manager: what it tells, and what its log looks like. */
class SupervisionIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String WATCHDOG_MICROS = "400000";

  /** Several times what a fed watchdog is silent for. */
  private static final Duration SILENCE = Duration.ofMillis(1_500);

  @TempDir private Path folder;
  private NotifyReceiver receiver;
  private Optional<Process> started = Optional.empty();

  @BeforeEach
  void listen() {
    receiver = new NotifyReceiver(folder.resolve("notify").toString());
  }

  @AfterEach
  void close() {
    started.ifPresent(Process::destroyForcibly);
    receiver.close();
  }

  private Process start(String redisUri, Map<String, String> more) throws IOException {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            EchoService.class.getName());
    builder.environment().put("REDIS_URL", redisUri);
    builder.environment().put("QUANTUM_NAMESPACE", "t");
    builder.environment().put("NOTIFY_SOCKET", receiver.address());
    builder.environment().put("WATCHDOG_USEC", WATCHDOG_MICROS);
    builder.environment().putAll(more);
    Process process = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
    started = Optional.of(process);
    return process;
  }

  private Path log() {
    return folder.resolve("log");
  }

  private static boolean isReady(String message) {
    return message.startsWith("READY=1");
  }

  @Test
  void service_saysReadyWhenItsGroupExists_andStoppingWhenToldTo() throws Exception {
    try (var probe = new StreamProbe(RedisServer.shared())) {
      probe.flush();
      Process process = start(RedisServer.shared().uri(), Map.of());
      assertThat(receiver.await(SupervisionIT::isReady, SOON)).contains("STATUS=running");
      assertThat(probe.commands().xinfoGroups("t:in")).hasSize(1);
      receiver.await("WATCHDOG=1"::equals, SOON);
      process.destroy();
      receiver.await(message -> message.startsWith("STOPPING=1"), SOON);
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
  }

  @Test
  void hangingLoop_feedsTheWatchdogNoMore() throws Exception {
    try (var probe = new StreamProbe(RedisServer.shared())) {
      probe.flush();
      start(RedisServer.shared().uri(), Map.of());
      receiver.await("WATCHDOG=1"::equals, SOON);
      probe.xadd("t:in", "hang", "yes");
      probe.await("the entry is taken", () -> probe.pending("t:in", "echo") == 1, SOON);
      receiver.drain();
      Optional<String> first = receiver.next(SILENCE);
      // a beat may have been under way when the entry was taken
      assertThat(first.isEmpty() || receiver.next(SILENCE).isEmpty()).as("silent").isTrue();
    }
  }

  @Test
  void redisAway_notReadyAtOnce_standsAfterAWhileAndSaysWhy_aliveWhileRunning() throws Exception {
    try (var redis = RedisServer.processOnly()) {
      redis.kill9();
      start(redis.uri(), Map.of());
      receiver.await(message -> message.startsWith("STATUS=degraded: waits for Redis"), SOON);
      assertThat(receiver.next(SILENCE).filter(SupervisionIT::isReady))
          .as("ready without Redis")
          .isEmpty();
      assertThat(receiver.await(SupervisionIT::isReady, SOON))
          .contains("STATUS=degraded: waits for Redis");
      redis.restart();
      receiver.await("STATUS=running"::equals, SOON);
      redis.kill9();
      receiver.await(message -> message.startsWith("STATUS=degraded"), SOON);
      for (int i = 0; i < 3; i++) {
        receiver.await("WATCHDOG=1"::equals, SOON);
      }
      redis.restart();
      receiver.await("STATUS=running"::equals, SOON);
    }
  }

  @Test
  void stdoutIsTheJournal_linesHavePriorityAndNoTime_oneForEachEvent() throws Exception {
    Files.createFile(log());
    String stream =
        Files.getAttribute(log(), "unix:dev") + ":" + Files.getAttribute(log(), "unix:ino");
    try (var probe = new StreamProbe(RedisServer.shared())) {
      probe.flush();
      probe.xadd("t:in", "n", "1");
      Process process =
          start(RedisServer.shared().uri(), Map.of("JOURNAL_STREAM", stream, "ECHO_FAILS", "true"));
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.readAllLines(log()))
        .singleElement()
        .asString()
        .startsWith("<3>[ALARM] echo failed | java.lang.StackOverflowError: as asked | at ");
  }

  @Test
  void journalStreamInherited_stdoutElsewhere_linesAreForPeople() throws Exception {
    Process process =
        start(
            RedisServer.shared().uri(), Map.of("JOURNAL_STREAM", "9:12345", "ECHO_BATCH", "many"));
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(log())).containsPattern("^\\d\\d:\\d\\d:\\d\\d.\\d{3} ERROR ");
  }

  @Test
  void credentials_winOverTheEnvironment_andAreNotShown() throws Exception {
    Path credentials = Files.createDirectory(folder.resolve("credentials"));
    Files.writeString(credentials.resolve("quantum_ECHO_BATCH"), "hush\n");
    Files.writeString(credentials.resolve("quantum_ECHO_BACTH"), "7\n");
    Process process =
        start(
            "redis://127.0.0.1:1",
            Map.of("CREDENTIALS_DIRECTORY", credentials.toString(), "ECHO_BATCH", "5"));
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(78);
    assertThat(List.of(Files.readString(log())))
        .singleElement()
        .asString()
        .contains("ECHO_BATCH is '****'")
        .contains("unknown setting ECHO_BACTH; did you mean ECHO_BATCH?")
        .doesNotContain("hush");
  }
}
