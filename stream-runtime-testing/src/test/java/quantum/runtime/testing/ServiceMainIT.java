package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KillArgs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceMainIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private StreamProbe probe;

  @BeforeEach
  void connect() {
    probe = new StreamProbe(RedisServer.shared());
    probe.flush();
  }

  @AfterEach
  void disconnect() {
    probe.close();
  }

  private static Process start(String redisUri, Map<String, String> env, String... arguments)
      throws IOException {
    return EchoService.process(redisUri, env, arguments);
  }

  private static void assertEnds(Process process, int code, String... said) throws Exception {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
    String output = outputOf(process);
    assertThat(process.exitValue()).as(output).isEqualTo(code);
    assertThat(output).contains(said);
  }

  private static String outputOf(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void assertStopsWithin5s(Process process) throws Exception {
    long asked = System.nanoTime();
    process.destroy(); // SIGTERM
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).as("stopped within 5 s").isTrue();
    assertThat(process.exitValue()).isZero();
    System.out.printf("Stopped in %d ms%n", (System.nanoTime() - asked) / 1_000_000);
  }

  @Test
  void sigtermUnderLoad_exits0InTimeAndLosesNothing() throws Exception {
    List<String> numbers = IntStream.range(0, 20_000).mapToObj(Integer::toString).toList();
    probe.xaddAll("t:in", numbers.stream().map(n -> Map.of("n", n)).toList());
    Process first = start(RedisServer.shared().uri(), Map.of());
    probe.await("some output", () -> probe.length("t:out") > 100, SOON);
    assertStopsWithin5s(first);
    assertThat(probe.pending("t:in", "echo")).isZero();
    assertThat(probe.length("t:out")).isLessThan(numbers.size());

    Process second = start(RedisServer.shared().uri(), Map.of("ECHO_BATCH", "500"));
    probe.await("all of it", () -> probe.length("t:out") >= numbers.size(), SOON);
    assertStopsWithin5s(second);
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).isEqualTo(numbers);
  }

  @Test
  void runningService_showsItsHealth() throws Exception {
    Process process = start(RedisServer.shared().uri(), Map.of());
    probe.await("health", () -> "running".equals(probe.hash("t:health:echo").get("state")), SOON);
    assertThat(probe.hash("t:health:echo"))
        .containsEntry("pid", Long.toString(process.pid()))
        .containsKeys("version", "started_at", "last_event_ts", "lag");
    assertThat(probe.commands().ttl("t:health:echo")).isBetween(20L, 30L);
    assertStopsWithin5s(process);
    assertThat(probe.hash("t:health:echo")).containsEntry("state", "stopping");
  }

  @Test
  void runningService_showsWhatItRunsWith_andRepairsIt() throws Exception {
    Process process = start(RedisServer.shared().uri(), Map.of("ECHO_BATCH", "17"));
    String key = "t:settings:echo";
    probe.await("settings", () -> !probe.hash(key).isEmpty(), SOON);

    Map<String, String> shown = probe.hash(key);
    assertThat(shown)
        .containsEntry("ECHO_BATCH", "17")
        .containsEntry("ECHO_FAILS", "false")
        .containsEntry("LOG_LEVEL", "INFO")
        .containsKey("REDIS_URL");
    probe.await("an end", () -> probe.commands().ttl(key) >= 20, SOON);
    assertThat(probe.commands().ttl(key)).isLessThanOrEqualTo(30L);

    probe.commands().del(key);
    probe.await("again", () -> probe.hash(key).equals(shown), SOON);
    probe.commands().del(key);
    probe.commands().rpush(key, "of another type");
    probe.await("a hash", () -> "hash".equals(probe.commands().type(key)), SOON);
    assertThat(probe.hash(key)).isEqualTo(shown);
    assertStopsWithin5s(process);
  }

  @Test
  void serviceThatMayNotShowItsSettings_worksAllTheSame() throws Exception {
    String everythingElse = "+@all ~t:in ~t:out ~t:kill ~t:health:* ~t:lease:* ~t:stream:*";
    Process process =
        start(AclFile.create(RedisServer.shared(), probe, "echo", everythingElse), Map.of());
    probe.await("health", () -> "running".equals(probe.hash("t:health:echo").get("state")), SOON);
    probe.xadd("t:in", "n", "1");
    probe.await("output", () -> probe.length("t:out") == 1, SOON);
    assertStopsWithin5s(process);
    assertThat(probe.hash("t:settings:echo")).isEmpty();
  }

  @Test
  void badSettings_areListedTogether_exit78() throws Exception {
    Process process =
        start(
            "redis://127.0.0.1:1",
            Map.of("ECHO_BATCH", "many", "ECHO_BACTH", "7", "LOG_LEVEL", "loud"));
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(78);
    assertThat(outputOf(process))
        .contains("3 settings are wrong")
        .contains("LOG_LEVEL is 'loud'")
        .contains("ECHO_BATCH is 'many'")
        .contains("ECHO_BACTH; did you mean ECHO_BATCH?");
  }

  @Test
  void failureInTheLoop_isAnAlarmAndExit1() throws Exception {
    probe.xadd("t:in", "n", "1");
    Process process = start(RedisServer.shared().uri(), Map.of("ECHO_FAILS", "true"));
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(outputOf(process)).contains("ERROR [ALARM] echo failed");
    assertThat(probe.entries("t:stream:alert"))
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert)
                    .containsEntry("kind", "SERVICE_FAILED")
                    .containsEntry("service", "echo"));
    assertThat(probe.pending("t:in", "echo")).isEqualTo(1);
  }

  @Test
  void redisThatComesLater_isWaitedFor_sigtermMeanwhileExits0() throws Exception {
    try (var later = RedisServer.processOnly()) {
      later.kill9();
      Process waiting = start(later.uri(), Map.of());
      try (var lines = waiting.inputReader()) {
        assertThat(lines.readLine()).contains("WARN").contains("waits for Redis");
        assertStopsWithin5s(waiting);
      }

      Process patient = start(later.uri(), Map.of());
      try (var lines = patient.inputReader()) {
        assertThat(lines.readLine()).contains("waits for Redis");
        later.restart();
        try (var there = new StreamProbe(later)) {
          there.xadd("t:in", "n", "1");
          there.await("t:out", entry -> true, SOON);
        }
        assertStopsWithin5s(patient);
      }
    }
  }

  @Test
  void questions_areAnswered_andUnknownArgumentsRefused_withoutRedis() throws Exception {
    try (var redis = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "redis://bot:hunter2@127.0.0.1:" + redis.getLocalPort() + "/0";
      assertEnds(start(uri, Map.of(), "--help"), 0, "Usage: echo", "--batch N", "ECHO_FAILS=false");
      assertEnds(start(uri, Map.of(), "--version"), 0, "echo development");
      assertEnds(start(uri, Map.of(), "--bogus"), 64, "unknown argument '--bogus'", "--help");
      assertEnds(
          start(uri, Map.of("ECHO_FAILS", "yes"), "--check", "--batch", "7"),
          0,
          "ECHO_BATCH=7",
          "ECHO_FAILS=yes",
          "REDIS_URL=redis://****@127.0.0.1");
      assertEnds(
          start(uri, Map.of("ECHO_BACTH", "7"), "--check", "--batch", "many"),
          78,
          "2 settings are wrong",
          "ECHO_BATCH is 'many'");
      redis.setSoTimeout(1);
      assertThatThrownBy(redis::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "redis://:right@, /0, running, ''",
    "redis://, /0, 78, NOAUTH",
    "redis://:wrong@, /0, 78, WRONGPASS",
    "redis://nobody:right@, /0, 78, WRONGPASS",
    "redis://:ri:ght@, /0, 78, percent-encoded",
    "redis://:right@, /99, 78, REDIS_DB"
  })
  void firstConnection_thatRedisRefuses_ends78_andSaysWhatToSet(
      String login, String database, String outcome, String said) throws Exception {
    try (var own = RedisServer.processOnly();
        var there = new StreamProbe(own)) {
      there.commands().configSet("requirepass", "right");
      Process process = start(login + "127.0.0.1:" + own.port() + database, Map.of());
      if (outcome.equals("running")) {
        there.await("health", () -> isRunning(there), SOON);
        assertStopsWithin5s(process);
      } else {
        assertEnds(process, 78, "cannot start", "REDIS_URL", said);
      }
    }
  }

  private static boolean isRunning(StreamProbe probe) {
    return "running".equals(probe.hash("t:health:echo").get("state"));
  }

  /** The password is changed under a running service, and the connections are cut. */
  @Test
  void passwordThatIsWrongLater_isWaitedFor_andAnAlarmAfter10sWithAPositionOpen() throws Exception {
    try (var own = RedisServer.processOnly();
        var there = new StreamProbe(own)) {
      there.commands().configSet("requirepass", "right");
      there.commands().sadd("t:positions:open", "BTCUSDT");
      Process process = start("redis://:right@127.0.0.1:" + own.port() + "/0", Map.of());
      there.await("health", () -> isRunning(there), SOON);
      there.commands().configSet("requirepass", "other");
      there.commands().clientKill(KillArgs.Builder.typeNormal().skipme(true));
      try (var lines = process.inputReader()) {
        assertThat(lines.lines().filter(line -> line.contains("[ALARM]")).findFirst())
            .hasValueSatisfying(
                line ->
                    assertThat(line)
                        .containsPattern("ERROR .*Redis is away for 1\\d s with 1 pos"));
        assertThat(process.isAlive()).isTrue();
        there.commands().configSet("requirepass", "right");
        assertThat(
                lines.lines().filter(line -> line.contains("[RESOLVED] Redis is away")).findFirst())
            .isPresent();
        assertStopsWithin5s(process);
      }
    }
  }

  @Test
  void redisThatKeepsNothing_isAWarning_andTheServiceDegraded() throws Exception {
    try (var own = RedisServer.processOnly(RedisServer.Durability.NONE);
        var there = new StreamProbe(own)) {
      there.commands().configSet("maxmemory-policy", "allkeys-lru");
      Process process = start(own.uri(), Map.of());
      try (var lines = process.inputReader()) {
        assertThat(lines.lines().filter(line -> line.contains("WARN  Redis")).limit(2))
            .anyMatch(line -> line.contains("keeps no append-only file"))
            .anyMatch(line -> line.contains("evicts keys"));
        there.await(
            "degraded", () -> "degraded".equals(there.hash("t:health:echo").get("state")), SOON);
        assertStopsWithin5s(process);
      }
    }
  }
}
