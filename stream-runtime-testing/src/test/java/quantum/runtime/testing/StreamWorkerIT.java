package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.runtime.BatchHandler;
import quantum.runtime.Commit;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.StreamEntry;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

class StreamWorkerIT {
  private static final String IN = "t:in";
  private static final String GROUP = "g";
  private static final StreamSource SOURCE = new StreamSource(IN, GROUP, "me", "0");
  private static final Duration SOON = Duration.ofSeconds(10);

  private final BlockingQueue<StreamEntry> handled = new LinkedBlockingQueue<>();
  private final AtomicInteger idles = new AtomicInteger();
  private final AtomicInteger begins = new AtomicInteger();
  private RedisServer server;
  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    server = RedisServer.processOnly(RedisServer.Durability.EVERY_SECOND);
    redis = Redis.connect(server.settings("t"), "worker-it");
    probe = new StreamProbe(server);
  }

  @AfterEach
  void disconnect() {
    probe.close();
    redis.close();
    server.close();
  }

  /** Publishes what it gets and acknowledges it, atomically. */
  private final class Copying implements BatchHandler {
    private final Commits commits = new Commits(redis);

    @Override
    public void handle(List<StreamEntry> batch) {
      var commit = new Commit();
      for (StreamEntry entry : batch) {
        commit.publish("t:out", 1_000_000, entry.fields()).ack(entry);
      }
      commits.execute(commit);
      handled.addAll(batch);
    }

    @Override
    public void idle() {
      idles.incrementAndGet();
    }

    @Override
    public void reconnected() {
      begins.incrementAndGet();
    }
  }

  private Loop running(StreamSource... sources) {
    return new Loop(
        new StreamWorker(
            redis,
            List.of(sources),
            100,
            new Copying(),
            new Health("worker-it", Clock.systemUTC())));
  }

  private StreamEntry next() throws InterruptedException {
    StreamEntry entry = handled.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(entry).as("an entry within " + SOON).isNotNull();
    return entry;
  }

  private void group(String start) {
    probe
        .commands()
        .xgroupCreate(StreamOffset.from(IN, start), GROUP, XGroupCreateArgs.Builder.mkstream());
  }

  @SuppressWarnings("unchecked")
  private void readAndDie(String consumer) {
    probe.commands().xreadgroup(Consumer.from(GROUP, consumer), StreamOffset.lastConsumed(IN));
  }

  private void awaitBlockedReader() {
    probe.await(
        "a blocked reader",
        () -> probe.commands().info("clients").contains("blocked_clients:1"),
        SOON);
  }

  @Test
  void newGroup_readsTheStreamFromItsBeginning() throws Exception {
    probe.xadd(IN, "n", "1");
    try (var _ = running(SOURCE)) {
      assertThat(next().fields()).containsEntry("n", "1");
      probe.xadd(IN, "n", "2");
      StreamEntry second = next();
      assertThat(second.fields()).containsEntry("n", "2");
      assertThat(second.redelivered()).isFalse();
    }
    assertThat(probe.pending(IN, GROUP)).isZero();
    assertThat(probe.lag(IN, GROUP)).isZero();
  }

  @Test
  void newGroupAtDollar_skipsWhatIsThere() throws Exception {
    probe.xadd(IN, "n", "old");
    try (var _ = running(new StreamSource(IN, GROUP, "me", "$"))) {
      awaitBlockedReader();
      probe.xadd(IN, "n", "new");
      assertThat(next().fields()).containsEntry("n", "new");
    }
  }

  @Test
  void entriesOfACrashedRun_comeFirstAndOnce() throws Exception {
    group("0");
    probe.xadd(IN, "n", "1");
    probe.xadd(IN, "n", "2");
    readAndDie("me");
    probe.xadd(IN, "n", "3");

    try (var _ = running(SOURCE)) {
      StreamEntry first = next();
      assertThat(first.redelivered()).isTrue();
      assertThat(first.fields()).containsEntry("n", "1");
      assertThat(next().redelivered()).isTrue();
      StreamEntry third = next();
      assertThat(third.redelivered()).isFalse();
      assertThat(third.fields()).containsEntry("n", "3");
    }
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).containsExactly("1", "2", "3");
    assertThat(probe.pending(IN, GROUP)).isZero();
  }

  @Test
  void entriesOfADeadConsumer_areClaimedAfterAMinute_othersAreNot() throws Exception {
    group("0");
    String old = probe.xadd(IN, "n", "old");
    probe.xadd(IN, "n", "in work elsewhere");
    readAndDie("other");
    probe
        .commands()
        .xclaim(IN, Consumer.from(GROUP, "other"), XClaimArgs.Builder.justid().idle(61_000), old);
    try (var _ = running(SOURCE)) {
      StreamEntry claimed = next();
      assertThat(claimed.id()).isEqualTo(old);
      assertThat(claimed.redelivered()).isTrue();
      probe.xadd(IN, "n", "new");
      assertThat(next().fields()).containsEntry("n", "new");
    }
    assertThat(probe.pending(IN, GROUP)).isEqualTo(1);
  }

  @Test
  void trimmedPendingEntry_becomesADeadLetter() throws Exception {
    group("0");
    String own = probe.xadd(IN, "n", "own");
    String dead = probe.xadd(IN, "n", "of a dead consumer");
    readAndDie("me");
    probe
        .commands()
        .xclaim(IN, Consumer.from(GROUP, "other"), XClaimArgs.Builder.justid().idle(61_000), dead);
    probe.commands().xtrim(IN, 0);
    probe.xadd(IN, "n", "new");

    try (var _ = running(SOURCE)) {
      assertThat(next().fields()).containsEntry("n", "new");
    }
    assertThat(probe.entries("t:stream:deadletter"))
        .allSatisfy(letter -> assertThat(letter.get("error")).contains("trimmed"))
        .extracting(letter -> letter.get("id"))
        .containsExactlyInAnyOrder(own, dead);
    assertThat(probe.pending(IN, GROUP)).isZero();
  }

  @Test
  void flushallWhileBlocked_readsOnFromTheBeginning() throws Exception {
    try (var _ = running(SOURCE)) {
      probe.xadd(IN, "n", "1");
      next();
      awaitBlockedReader();
      probe.flush();
      probe.xadd(IN, "n", "2");
      assertThat(next().fields()).containsEntry("n", "2");
    }
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).containsExactly("2");
    assertThat(begins.get()).isGreaterThan(1);
  }

  @Test
  void streamDeletedWhileBlocked_losesNothingThatCameMeanwhile() throws Exception {
    try (var _ = running(SOURCE)) {
      awaitBlockedReader();
      probe.commands().multi();
      probe.commands().del(IN);
      probe.commands().xadd(IN, "n", "1");
      probe.commands().xadd(IN, "n", "2");
      probe.commands().exec();
      next();
      next();
    }
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).containsExactly("1", "2");
  }

  @Test
  void groupDestroyedWhileBlocked_repeatsNothing() throws Exception {
    try (var _ = running(SOURCE)) {
      probe.xadd(IN, "n", "1");
      next();
      awaitBlockedReader();
      probe.commands().xgroupDestroy(IN, GROUP);
      probe.xadd(IN, "n", "2");
      assertThat(next().fields()).containsEntry("n", "2");
    }
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).containsExactly("1", "2");
  }

  @Test
  void groupDestroyedWhileABatchFails_losesNothingOfIt() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    var copying = new Copying();
    BatchHandler failing =
        batch -> {
          if (batch.getLast().fields().get("n").equals("2") && !failed.getAndSet(true)) {
            redis.commands().xgroupDestroy(IN, GROUP);
            throw new RedisUnavailable("no answer to the commit", null);
          }
          copying.handle(batch);
        };
    probe.xadd(IN, "n", "1");
    try (var _ =
        new Loop(
            new StreamWorker(
                redis,
                List.of(SOURCE),
                100,
                failing,
                new Health("worker-it", Clock.systemUTC())))) {
      next();
      probe.xadd(IN, "n", "2");
      assertThat(next().fields()).containsEntry("n", "2");
      probe.xadd(IN, "n", "3");
      next();
    }
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).containsExactly("1", "2", "3");
  }

  @Test
  void severalStreams_comeInTheOrderOfTheSources() throws Exception {
    probe.xadd("t:prices", "n", "price");
    probe.xadd("t:results", "n", "result");
    try (var _ =
        running(
            new StreamSource("t:results", GROUP, "me", "0"),
            new StreamSource("t:prices", GROUP, "me", "0"))) {
      assertThat(next().fields()).containsEntry("n", "result");
      assertThat(next().fields()).containsEntry("n", "price");
    }
  }

  @Test
  void backlogOfMoreThanHalfTheStream_isShownByHealth() {
    for (int i = 0; i < 60; i++) {
      probe.xadd(IN, "n", Integer.toString(i));
    }
    var health = new Health("worker-it", Clock.systemUTC());
    List<Map<String, String>> shown = new ArrayList<>();
    var worker =
        new StreamWorker(
            redis,
            List.of(new StreamSource(IN, GROUP, "me", "0", 100)),
            100,
            batch -> shown.add(health.fields()),
            health);
    try (var _ = new Loop(worker)) {
      probe.await("a batch", () -> !health.fields().get("last_event_ts").isEmpty(), SOON);
    }
    assertThat(shown.getFirst()).containsEntry("lag", "60").containsEntry("state", "degraded");
  }

  @Test
  void emptyStream_callsIdle() {
    try (var _ = running(SOURCE)) {
      probe.await("three idle calls", () -> idles.get() >= 3, SOON);
    }
  }

  @Test
  void redisKilledAndRestartedUnderLoad_losesAndRepeatsNothing() throws Exception {
    int entries = 4_000;
    List<String> numbers = IntStream.range(0, entries).mapToObj(Integer::toString).toList();
    numbers.forEach(n -> probe.commands().xadd(IN, "n", n));
    probe.commands().configSet("appendfsync", "always"); // what it answered is on disk
    try (var _ = running(SOURCE)) {
      probe.await("some progress", () -> handled.size() >= 500, SOON);
      server.kill9();
      server.restart();
      probe.await("all of it", () -> probe.length("t:out") >= entries, SOON);
    }
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).isEqualTo(numbers);
    assertThat(probe.pending(IN, GROUP)).isZero();
    assertThat(begins.get()).isGreaterThan(1);
  }

  @Test
  void redisAwayForAWhile_isWaitedFor() throws Exception {
    try (var _ = running(SOURCE)) {
      awaitBlockedReader();
      server.kill9();
      List<String> ids = new ArrayList<>();
      server.restart();
      probe.await("a connection", this::answers, SOON);
      ids.add(probe.xadd(IN, "n", "1"));
      assertThat(next().id()).isEqualTo(ids.getFirst());
    }
  }

  private boolean answers() {
    try {
      return probe.commands().ping().equals("PONG");
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void xadd_reachesTheHandlerWithinAMillisecond() throws Exception {
    List<Long> micros = new ArrayList<>();
    try (var _ = running(SOURCE)) {
      for (int i = 0; i < 400; i++) {
        long sent = System.nanoTime();
        probe.xadd(IN, "n", Integer.toString(i));
        next();
        micros.add((System.nanoTime() - sent) / 1_000);
      }
    }
    micros.sort(null);
    System.out.printf(
        "XADD to committed: median %d us, 99 %% %d us%n", micros.get(200), micros.get(396));
  }
}
