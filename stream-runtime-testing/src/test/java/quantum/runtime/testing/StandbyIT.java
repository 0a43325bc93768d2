package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances of one service, each a process: one acts, the other one waits for its end. */
class StandbyIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** What is promised of a takeover. */
  private static final Duration TAKEOVER = Duration.ofSeconds(10);

  private static final int MANY = 20_000;

  private final List<Process> processes = new ArrayList<>();
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    probe = new StreamProbe(RedisServer.shared());
    probe.flush();
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    probe.close();
  }

  private Process start() throws IOException {
    Process process = EchoService.process(RedisServer.shared().uri(), Map.of());
    processes.add(process);
    return process;
  }

  private Process running() throws IOException {
    Process process = start();
    probe.await("running", () -> acts(process), SOON);
    return process;
  }

  private Process standby() throws IOException {
    Process process = start();
    probe.await("standby", () -> standsBy(process), SOON);
    return process;
  }

  private boolean acts(Process process) {
    return shows("t:health:echo", process, "running");
  }

  private boolean standsBy(Process process) {
    return shows("t:standby:echo", process, "standby");
  }

  private boolean shows(String key, Process process, String state) {
    Map<String, String> health = probe.hash(key);
    return Long.toString(process.pid()).equals(health.get("pid"))
        && state.equals(health.get("state"));
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private List<String> numbers(int count) {
    List<String> numbers = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    probe.xaddAll("t:in", numbers.stream().map(n -> Map.of("n", n)).toList());
    return numbers;
  }

  private List<String> copied() {
    return probe.entries("t:out").stream().map(entry -> entry.get("n")).toList();
  }

  @Test
  void secondInstance_standsBy_saysWhoActs_andReadsNothing() throws Exception {
    Process first = running();
    standby();

    assertThat(probe.hash("t:standby:echo").get("reason"))
        .contains("pid " + first.pid() + " acts since 2");
    assertThat(acts(first)).isTrue();
    probe.xadd("t:in", "n", "1");
    probe.await("output", () -> probe.length("t:out") == 1, SOON);
    assertThat(probe.hash("t:lease:echo")).containsEntry("pid", Long.toString(first.pid()));
  }

  @Test
  void holderThatIsKilled_isFollowed_andNothingComesTwice() throws Exception {
    Process first = running();
    Process second = standby();
    List<String> numbers = numbers(MANY);
    probe.await("some output", () -> probe.length("t:out") > 100, SOON);
    first.destroyForcibly().waitFor();

    probe.await("takeover", () -> acts(second), TAKEOVER);
    probe.await("all of it", () -> probe.length("t:out") >= numbers.size(), SOON);
    assertThat(copied()).isEqualTo(numbers);
    assertThat(probe.hash("t:standby:echo")).isEmpty();
  }

  /** Its process is there all the time, so nothing but its silence tells of it. */
  @Test
  void holderThatStandsStill_isFollowed_andWakesAsStandby() throws Exception {
    Process first = running();
    Process second = standby();
    List<String> numbers = numbers(MANY);
    probe.await("some output", () -> probe.length("t:out") > 100, SOON);
    signal(first, "STOP");

    probe.await("takeover", () -> acts(second), TAKEOVER);
    signal(first, "CONT");
    probe.await("back as standby", () -> standsBy(first), SOON);
    probe.await("all of it", () -> probe.length("t:out") >= numbers.size(), SOON);
    probe.await("acknowledged", () -> probe.pending("t:in", "echo") == 0, SOON);
    // what the first was given as it woke up comes later
    assertThat(copied()).containsExactlyInAnyOrderElementsOf(numbers);

    second.destroyForcibly().waitFor();
    probe.await("the first acts again", () -> acts(first), TAKEOVER);
    probe.xadd("t:in", "n", "last");
    probe.await("it works", () -> probe.length("t:out") > numbers.size(), SOON);
    assertThat(copied()).last().isEqualTo("last");
  }

  @Test
  void holderThatStandsStill_withoutAStandby_goesOnUnderTheSameToken() throws Exception {
    Process only = running();
    String token = probe.hash("t:lease:echo").get("token");
    signal(only, "STOP");
    probe.await("run out", () -> until() < redisSeconds(), SOON);
    signal(only, "CONT");
    probe.xadd("t:in", "n", "1");
    probe.await("output", () -> probe.length("t:out") == 1, SOON);
    assertThat(probe.hash("t:lease:echo")).containsEntry("token", token);
  }

  /**
   * An instance that wakes up may ask for entries once more before it sees that it acts no more: it
   * is given what only the instance acting by then can carry out.
   */
  @Test
  @SuppressWarnings("unchecked") // one offset, in the array that Lettuce wants
  void entriesGivenToAnInstanceThatWokeUp_areTakenUpByTheOneThatActs() throws Exception {
    Process acting = running();
    signal(acting, "STOP");
    TimeUnit.MILLISECONDS.sleep(500); // it waits for nothing any more
    probe.xadd("t:in", "n", "1");
    probe.xadd("t:in", "n", "2");
    assertThat(
            probe
                .commands()
                .xreadgroup(
                    Consumer.from("echo", "echo-1"),
                    XReadArgs.Builder.count(1),
                    StreamOffset.lastConsumed("t:in")))
        .hasSize(1);
    signal(acting, "CONT");
    probe.await("both", () -> probe.length("t:out") == 2, SOON);
    assertThat(copied()).containsExactlyInAnyOrder("1", "2");
    probe.await("acknowledged", () -> probe.pending("t:in", "echo") == 0, SOON);
  }

  private double until() {
    return Double.parseDouble(probe.hash("t:lease:echo").get("until"));
  }

  private double redisSeconds() {
    return Double.parseDouble(probe.commands().time().getFirst());
  }

  @Test
  void holderThatIsStopped_givesTheLeaseBack() throws Exception {
    Process first = running();
    Process second = standby();
    first.destroy(); // SIGTERM
    assertThat(first.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isZero();
    probe.await("takeover", () -> acts(second), SOON);

    second.destroy();
    assertThat(second.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(until()).isZero();
  }

  /** Its process lives and answers; only the loop that does the work has stopped. */
  @Test
  void holderWhoseLoopHangs_keepsTheLeaseNoMore() throws Exception {
    running();
    Process second = standby();
    probe.xadd("t:in", "hang", "yes");
    probe.await(
        "takeover",
        () -> Long.toString(second.pid()).equals(probe.hash("t:lease:echo").get("pid")),
        Duration.ofSeconds(60));
  }

  @Test
  void redisThatRestarts_leavesOneThatActs_andNothingComesTwice() throws Exception {
    try (var own = RedisServer.processOnly();
        var there = new StreamProbe(own)) {
      processes.add(EchoService.process(own.uri(), Map.of()));
      processes.add(EchoService.process(own.uri(), Map.of()));
      there.await("a standby", () -> !there.hash("t:standby:echo").isEmpty(), SOON);
      List<String> numbers = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
      there.xaddAll("t:in", numbers.stream().map(n -> Map.of("n", n)).toList());
      there.await("half", () -> there.length("t:out") == numbers.size(), SOON);
      own.kill9();
      own.restart();
      try (var again = new StreamProbe(own)) {
        again.xadd("t:in", "n", "200");
        again.await("all", () -> again.length("t:out") > numbers.size(), SOON);
        again.await(
            "one of each",
            () ->
                "running".equals(again.hash("t:health:echo").get("state"))
                    && "standby".equals(again.hash("t:standby:echo").get("state"))
                    && !again
                        .hash("t:health:echo")
                        .get("pid")
                        .equals(again.hash("t:standby:echo").get("pid")),
            SOON);
        List<String> out = again.entries("t:out").stream().map(entry -> entry.get("n")).toList();
        assertThat(out).hasSize(201).doesNotHaveDuplicates();
      }
    }
  }

  /** As under the quantum.acl of a release that knew of no lease. */
  @Test
  void userWhoMayNotUseTheLease_actsWithoutOne_andSaysSo() throws Exception {
    String everythingElse = "+@all ~t:in ~t:out ~t:kill ~t:health:* ~t:settings:* ~t:stream:*";
    processes.add(
        EchoService.process(
            AclFile.create(RedisServer.shared(), probe, "old", everythingElse), Map.of()));
    probe.xadd("t:in", "n", "1");
    probe.await("output", () -> probe.length("t:out") == 1, SOON);
    probe.await(
        "degraded",
        () ->
            probe.hash("t:health:echo").getOrDefault("reason", "").contains("may not use t:lease"),
        SOON);
    assertThat(probe.hash("t:health:echo")).containsEntry("state", "degraded");
  }

  @Test
  void standbyThatIsStopped_leavesAtOnce_andNoSignOfLife() throws Exception {
    Process first = running();
    Process second = standby();
    second.destroy();
    assertThat(second.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
    assertThat(probe.hash("t:standby:echo")).isEmpty();
    assertThat(acts(first)).isTrue();
  }
}
