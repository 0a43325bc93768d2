package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.contracts.LeaseRecord;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Lease;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

class LeaseIT {
  private static final String KEY = "t:lease:echo";
  private static final Duration SOON = Duration.ofSeconds(20);

  private static Redis redis;
  private static StreamProbe probe;

  private final AtomicInteger losses = new AtomicInteger();
  private final Lease first = new Lease(redis, "echo", losses::incrementAndGet);
  private final Lease second = new Lease(redis, "echo", () -> {});

  @BeforeAll
  static void connect() {
    redis = Redis.connect(RedisServer.shared().settings("t"), "lease-it");
    probe = new StreamProbe(RedisServer.shared());
  }

  @AfterAll
  static void disconnect() {
    probe.close();
    redis.close();
  }

  @BeforeEach
  void empty() {
    probe.flush();
  }

  private static void runOut() {
    probe.commands().hset(KEY, "until", "1");
  }

  private static CommitOutcome write(Lease lease, String value) {
    return new Commits(redis.under(lease)).execute(new Commit().hset("t:h", Map.of("f", value)));
  }

  private static void assertWrites(Lease lease) {
    assertThat(write(lease, lease.token())).isInstanceOf(CommitOutcome.Done.class);
    assertThat(probe.hash("t:h")).containsEntry("f", lease.token());
  }

  private static void assertWritesNothing(Lease lease) {
    Map<String, String> before = probe.hash("t:h");
    assertThatThrownBy(() -> write(lease, "stale")).isInstanceOf(RedisUnavailable.class);
    assertThat(probe.hash("t:h")).isEqualTo(before);
  }

  @Test
  void take_whileAnotherHolds_isRefused_andNamesWhoHolds() {
    assertThat(first.isOurs()).isFalse();
    assertThat(first.take()).isEmpty();
    assertThat(first.isOurs()).isTrue();

    Optional<LeaseRecord> held = second.take();
    assertThat(held)
        .hasValueSatisfying(
            record -> {
              assertThat(record.token()).hasToString(first.token());
              assertThat(record.pid()).isEqualTo(ProcessHandle.current().pid());
              assertThat(record.host()).isNotEmpty();
              assertThat(record.untilMillis() - record.sinceMillis()).isEqualTo(6_000);
            });
    assertThat(second.isOurs()).isFalse();
    assertWrites(first);
    assertWritesNothing(second);
  }

  @Test
  void renewedLease_keepsItsTokenAndItsBeginning() {
    first.take();
    Map<String, String> before = probe.hash(KEY);
    runOut();
    assertThat(first.renew()).isTrue();
    assertThat(probe.hash(KEY))
        .containsEntry("token", before.get("token"))
        .containsEntry("since", before.get("since"))
        .doesNotContainEntry("until", "1");
  }

  @Test
  void superseded_writesNothing_andIsToldOnce() {
    first.take();
    runOut();
    assertThat(second.take()).isEmpty();
    assertThat(Long.parseLong(second.token())).isGreaterThan(Long.parseLong(first.token()));

    assertWrites(second);
    assertWritesNothing(first);
    assertWritesNothing(first);
    assertThat(first.renew()).isFalse();
    assertThat(first.isOurs()).isFalse();
    assertThat(losses).hasValue(1);
    first.release(); // what is not ours is not given back
    assertThat(second.renew()).isTrue();
    assertWrites(second);
  }

  @Test
  void givenBack_isFreeAtOnce() {
    first.take();
    first.release();
    assertThat(first.isOurs()).isFalse();
    assertThat(second.take()).isEmpty();
    assertWrites(second);
    assertWritesNothing(first);
  }

  @Test
  void keyThatIsGone_orOfAnotherType_isMadeAnew_andTheCommitHappens() {
    first.take();
    probe.commands().del(KEY);
    assertWrites(first);
    probe.commands().del(KEY);
    probe.commands().rpush(KEY, "no lease");
    assertWrites(first);
    assertThat(probe.hash(KEY)).containsEntry("token", first.token());
    assertThat(losses).hasValue(0);
  }

  /** The taking of the second is what a Redis that comes back has forgotten. */
  @Test
  void redisThatCameBackYounger_knowsTheHighestTokenAgain() {
    first.take();
    Map<String, String> younger = probe.hash(KEY);
    runOut();
    second.take();
    probe.commands().hset(KEY, younger);

    assertWrites(second);
    assertWritesNothing(first);
    assertThat(second.renew()).isTrue();
    assertThat(probe.hash(KEY)).containsEntry("token", second.token());
  }

  @Test
  void emptyRedis_givesNoTokenTwice() {
    first.take();
    probe.flush();
    assertThat(second.take()).isEmpty();
    assertThat(Long.parseLong(second.token())).isGreaterThan(Long.parseLong(first.token()));
    assertWritesNothing(first);
  }

  @Test
  void holderOfThisMachineThatHasEnded_isNotWaitedFor() {
    first.take();
    String own = probe.hash(KEY).get("process");
    String ended = own.substring(0, own.lastIndexOf('/')) + "/1"; // that pid began at another time
    probe.commands().hset(KEY, "process", ended);
    assertThat(second.take()).isEmpty();
  }

  @Test
  void holderOfAnotherMachine_isWaitedFor() {
    first.take();
    probe.commands().hset(KEY, "process", "another-boot/pid:[1]/0/1/1");
    assertThat(second.take()).isPresent();
  }

  /** A process that was stopped goes on in the middle of what it was doing. */
  @Test
  void signOfLife_ofOneThatHasLostItsLease_doesNotOverwriteThatOfTheNext() {
    first.take();
    try (Health health = new Health("echo", Clock.systemUTC())) {
      health.reportTo(redis.under(first));
      probe.await("sign of life", () -> !probe.hash("t:health:echo").isEmpty(), SOON);
      runOut();
      second.take();
      probe.commands().hset("t:health:echo", "pid", "next");
      health.state(Health.State.RUNNING); // written at once
      probe.await("lost", () -> losses.get() == 1, SOON);
      assertThat(probe.hash("t:health:echo")).containsEntry("pid", "next");
    }
  }
}
