package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.contracts.Names;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** {@code quantum test-brain} as a process, against the real service. */
class BrainTestIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String OTHERS = "BTCUSDT";

  private final Names names = new Names("ops" + COUNT.incrementAndGet());
  private StreamProbe probe;

  private record Run(int exitCode, String output) {}

  @BeforeEach
  void connect() {
    probe = new StreamProbe(RedisServer.shared());
    probe.commands().set(names.namespace() + ":dedup:harvest:" + OTHERS + ":X:1:1", "theirs");
    probe.commands().hset(names.namespace() + ":position:ledger:" + OTHERS, "fills", "1");
  }

  @AfterEach
  void disconnect() {
    probe.close();
  }

  private Brain brain(String... settings) throws IOException {
    Brain brain = Brain.start(probe, names, settings);
    probe.await("health", () -> probe.commands().exists(names.health("harvest-brain")) == 1, SOON);
    return brain;
  }

  private Process quantum(String... options) throws IOException {
    List<String> command = java(Quantum.class.getName());
    command.add("test-brain");
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    environment(builder.environment(), names);
    return builder.start();
  }

  private static List<String> java(String main) {
    return new ArrayList<>(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main));
  }

  private static void environment(Map<String, String> env, Names names) {
    env.keySet().removeIf(name -> name.startsWith("HARVEST_") || name.startsWith("STREAM_"));
    env.put("REDIS_URL", RedisServer.shared().uri());
    env.put("QUANTUM_NAMESPACE", names.namespace());
  }

  /** The real harvest-brain as a process of its own. */
  private record Brain(StreamProbe probe, Process process, Path logFile) implements AutoCloseable {
    static Brain start(StreamProbe probe, Names names, String... settings) throws IOException {
      Path log = Files.createTempFile("brain-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(java("quantum.brain.HarvestBrain"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      environment(builder.environment(), names);
      for (int i = 0; i < settings.length; i += 2) {
        builder.environment().put(settings[i], settings[i + 1]);
      }
      return new Brain(probe, builder.start(), log);
    }

    String log() throws IOException {
      return Files.readString(logFile);
    }

    void saysLiterally(String text) {
      probe.await(
          "a line with " + text,
          () -> {
            try {
              return log().contains(text);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          },
          SOON);
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      Files.deleteIfExists(logFile);
    }
  }

  private Run run(String... options) throws IOException, InterruptedException {
    Process process = quantum(options);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
    return new Run(process.exitValue(), output);
  }

  private void assertNothingOfTheTestIsLeft() {
    assertThat(probe.commands().keys(names.namespace() + ":*TEST*")).isEmpty();
    assertThat(probe.commands().smembers(names.positionsOpen()))
        .allMatch(symbol -> !symbol.startsWith("TEST"));
    assertThat(probe.commands().keys(names.namespace() + ":*" + OTHERS + "*")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "kernel, shadow, HARVEST_PARTIAL_25:2:21",
    "ladder, shadow, HARVEST_PARTIAL:0.5:5",
    "kernel, live, HARVEST_PARTIAL_25:2:21",
    "ladder, live, HARVEST_PARTIAL:0.5:5"
  })
  void runningService_passes_andIsLeftAsItWas(String policy, String mode, String mark)
      throws Exception {
    probe.commands().set(names.kill(), "0");
    // settings that would spoil the figures, had the test symbol not its own
    try (Brain brain =
        brain(
            "HARVEST_POLICY",
            policy,
            "HARVEST_MODE",
            mode,
            "HARVEST_LADDER",
            "0.1:0.1",
            "HARVEST_THETA",
            "T1_R=0.3")) {
      Run run = run("--policy", policy, "--mode", mode, "--yes-live");
      assertThat(run.exitCode()).as(run.output() + brain.log()).isZero();
      assertThat(run.output())
          .contains("all passed", names.namespace() + ":dedup:harvest:TESTUSDT:" + mark + " = ")
          .doesNotContain("FAIL");
      assertThat(run.output().lines().filter(line -> line.contains("| PASS |"))).hasSize(21);
      assertThat(probe.commands().get(names.kill())).isEqualTo("0");
      assertThat(probe.commands().ttl(names.kill())).isEqualTo(-1);
      assertNothingOfTheTestIsLeft();
      assertThat(
              probe.length(mode.equals("live") ? names.harvestSuggestions() : names.tradeIntent()))
          .isZero();
      brain.saysLiterally("[HARVEST] TESTUSDT override applied: {");
      brain.saysLiterally("[HARVEST] Kill-switch active");
      brain.saysLiterally("[HARVEST] Duplicate detected: ");
    }
  }

  @Test
  void policyAndMode_areThoseThatTheServiceRunsWith() throws Exception {
    try (Brain brain = brain("HARVEST_POLICY", "ladder")) {
      probe.await(
          "settings", () -> probe.commands().exists(names.settings("harvest-brain")) == 1, SOON);
      Run run = run();
      assertThat(run.exitCode()).as(run.output() + brain.log()).isZero();
      assertThat(run.output()).contains("policy ladder, mode shadow");
    }
  }

  @Test
  void otherPolicyThanTheServices_fails_andCleansUp() throws Exception {
    try (Brain brain = brain("HARVEST_POLICY", "ladder")) {
      Run run = run("--policy", "kernel", "--mode", "shadow", "--timeout", "2");
      assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
      assertThat(run.output()).contains("| FAIL |").contains(" FAILED");
      assertNothingOfTheTestIsLeft();
      assertThat(brain.log()).contains("New position: TESTUSDT");
    }
  }

  @Test
  void killSwitchOfItsOwn_isTheOneThatIsTried() throws Exception {
    String another = names.namespace() + ":another";
    try (Brain brain = brain("HARVEST_KILL_SWITCH_KEY", another)) {
      Run run = run("--policy", "kernel", "--mode", "shadow");
      assertThat(run.exitCode()).as(run.output() + brain.log()).isZero();
      assertThat(run.output()).contains(another + " is as it was");
      assertThat(probe.commands().exists(names.kill(), another)).isZero();
      assertNothingOfTheTestIsLeft();
    }
  }

  @Test
  void terminatedHalfWay_leavesNothing() throws Exception {
    try (Brain brain = brain()) {
      Process process = quantum("--policy", "kernel", "--mode", "shadow");
      probe.await("the switch", () -> probe.commands().exists(names.kill()) == 1, SOON);
      process.toHandle().destroy(); // leaves its output to be read
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output + brain.log()).isEqualTo(143);
      assertThat(probe.commands().exists(names.kill())).isZero();
      assertNothingOfTheTestIsLeft();
    }
  }

  @Test
  void readerThatLeaves_leavesNothing() throws Exception {
    try (Brain brain = brain()) {
      Process process = quantum("--policy", "kernel", "--mode", "shadow");
      probe.await("the switch", () -> probe.commands().exists(names.kill()) == 1, SOON);
      process.getInputStream().close();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(brain.log()).isNotZero();
      assertThat(probe.commands().exists(names.kill())).isZero();
      assertNothingOfTheTestIsLeft();
    }
  }

  @Test
  void whatMustNotBeTouched_isRefused_withNothingChanged() throws Exception {
    assertThat(run("--policy", "kernel", "--mode", "shadow"))
        .isEqualTo(
            new Run(
                2,
                "test-brain: harvest-brain is not running: "
                    + names.health("harvest-brain")
                    + " does not exist\n"));
    try (Brain brain = brain()) {
      probe.commands().hset(names.namespace() + ":position:TESTUSDT", "position_id", "theirs");
      assertRefused(run("--policy", "kernel", "--mode", "shadow"), "has a position");
      probe.commands().del(names.namespace() + ":position:TESTUSDT");
      assertRefused(run("--policy", "kernel", "--mode", "live"), "--yes-live");
      assertThat(run("--symbol", OTHERS).exitCode()).isEqualTo(64);
      assertThat(run("--frobnicate").exitCode()).isEqualTo(64);
      probe.commands().set(names.kill(), "1");
      assertRefused(run("--policy", "kernel", "--mode", "shadow"), "clear it first");
      assertThat(probe.commands().get(names.kill())).isEqualTo("1");
      assertThat(brain.log()).doesNotContain("New position");
      assertNothingOfTheTestIsLeft();
    }
    assertThat(run("--help").exitCode()).isZero();
  }

  private static void assertRefused(Run run, String why) {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
    assertThat(run.output()).contains(why);
  }
}
