package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.contracts.Decoded;
import quantum.contracts.Hand;
import quantum.contracts.Oddity;
import quantum.kernel.value.Symbol;
import quantum.runtime.AtomicBatches;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.Message;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

class AtomicBatchesIT {
  private static final String IN = "t:in";
  private static final String DEAD = "t:stream:deadletter";
  private static final String KILL = "t:kill";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Health health = new Health("batches-it", Clock.systemUTC());
  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    redis = Redis.connect(RedisServer.shared().settings("t"), "batches-it");
    probe = new StreamProbe(RedisServer.shared());
    probe.flush();
  }

  @AfterEach
  void disconnect() {
    probe.close();
    redis.close();
  }

  record Order(String symbol, long qty) {}

  /**
   * Sums {@code qty} per symbol; publishes each sum unless killed. The state is the number of
   * entries decided so far, which the output repeats, so a test sees where it began.
   */
  private static class Summing implements BatchDecider<Integer, Order> {
    final List<Boolean> killSeen = new ArrayList<>();
    final List<String> decoded = new ArrayList<>();

    @Override
    public Decoded<Order> decode(StreamEntry entry) {
      decoded.add(entry.id());
      String qty = entry.fields().get("qty");
      if (!qty.matches("\\d+")) {
        return new Decoded.Bad<>("qty", qty, "must be a count");
      }
      return new Decoded.Ok<>(new Order(entry.fields().get("symbol"), Long.parseLong(qty)));
    }

    @Override
    public Integer prepare(Integer state, List<Message<Order>> batch) {
      return state;
    }

    @Override
    public Integer decide(Integer state, Message<Order> message, Hand hand, Commit commit) {
      boolean killed = hand.killed();
      killSeen.add(killed);
      String sums = "t:sum:" + message.value().symbol();
      commit.hincrBy(sums, "entries", 1).hincrBy(sums, "qty", message.value().qty());
      if (message.value().qty() == 13) {
        throw new IllegalArgumentException("qty='13': brings bad luck");
      }
      if (!killed) {
        commit.publish("t:out", 1_000, Map.of("nr", Integer.toString(state + 1)));
      }
      return state + 1;
    }
  }

  private AtomicBatches<Integer, Order> batches(BatchDecider<Integer, Order> decider) {
    return new AtomicBatches<>(redis, KILL, decider, 0, health);
  }

  private Loop running(BatchDecider<Integer, Order> decider) {
    return new Loop(
        new StreamWorker(
            redis, List.of(new StreamSource(IN, "g", "me", "0")), 100, batches(decider), health));
  }

  private void send(String symbol, String qty) {
    probe.xadd(IN, "symbol", symbol, "qty", qty);
  }

  private void runUntilAllHandled(BatchDecider<Integer, Order> decider) {
    try (var _ = running(decider)) {
      probe.await("the group", () -> probe.commands().exists(IN) == 1 && idle(), SOON);
    }
  }

  private boolean idle() {
    try {
      return probe.lag(IN, "g") == 0 && probe.pending(IN, "g") == 0;
    } catch (AssertionError noGroupYet) {
      return false;
    }
  }

  private List<String> published() {
    return probe.entries("t:out").stream().map(entry -> entry.get("nr")).toList();
  }

  @Test
  void poisonousEntry_isDeadLetteredWithoutItsEffects_othersAreHandled() {
    send("A", "1");
    send("A", "abc");
    send("A", "2");

    runUntilAllHandled(new Summing());

    assertThat(probe.hash("t:sum:A")).isEqualTo(Map.of("entries", "2", "qty", "3"));
    assertThat(published()).containsExactly("1", "2");
    assertThat(probe.entries(DEAD))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter).containsEntry("qty", "abc").containsEntry("stream", IN);
              assertThat(letter.get("error")).contains("abc");
            });
  }

  @Test
  void keyOfWrongType_costsOnlyTheEntriesThatNeedIt() {
    probe.commands().set("t:sum:B", "a string");
    for (String symbol : List.of("A", "A", "B", "C", "A", "B", "C")) {
      send(symbol, "1");
    }

    runUntilAllHandled(new Summing());

    assertThat(probe.hash("t:sum:A")).containsEntry("qty", "3");
    assertThat(probe.hash("t:sum:C")).containsEntry("qty", "2");
    assertThat(published()).containsExactly("1", "2", "3", "4", "5");
    assertThat(probe.entries(DEAD))
        .extracting(letter -> letter.get("symbol"))
        .containsExactly("B", "B");
    assertThat(probe.commands().get("t:sum:B")).isEqualTo("a string");
  }

  @Test
  void batchThatIsHalvedAndRepeated_isDecodedOnce() throws Exception {
    var decider = new Summing();
    var batches = batches(decider);
    batches.reconnected();
    probe.commands().set(KILL, "1");
    probe.commands().set("t:sum:B", "a string");

    batches.handle(
        List.of(entry("1-1", "A", "1"), entry("1-2", "B", "1"), entry("1-3", "A", "abc")));

    assertThat(decider.decoded).containsExactly("1-1", "1-2", "1-3");
    assertThat(decider.killSeen).hasSizeGreaterThan(4);
    assertThat(probe.length(DEAD)).isEqualTo(2);
  }

  @Test
  void stateThatIsAskedFor_isAsItIsWhenTheEffectsHappen_andIsForgottenWhenItIsOver() {
    var decider = new Pausing();
    var batches = batches(decider);
    batches.reconnected();
    probe.commands().hset("t:pause:AUSDT", "reason", "news");

    batches.handle(List.of(entry("1-1", "AUSDT", "1"), entry("1-2", "BUSDT", "1")));
    assertThat(probe.entries("t:out")).containsExactly(Map.of("of", "BUSDT"));

    probe.commands().del("t:pause:AUSDT");
    batches.idle();
    assertThat(probe.entries("t:out")).contains(Map.of("idle", "AUSDT"));
    batches.handle(List.of(entry("1-3", "AUSDT", "1")));
    assertThat(probe.entries("t:out")).contains(Map.of("of", "AUSDT"));
  }

  /** Publishes what is not paused; by the clock for A. */
  private static final class Pausing extends Summing {
    @Override
    public Integer decide(Integer state, Message<Order> message, Hand hand, Commit commit) {
      Symbol symbol = Symbol.of(message.value().symbol());
      if (!hand.paused(symbol)) {
        commit.publish("t:out", 1_000, Map.of("of", symbol.name()));
      }
      return state;
    }

    @Override
    public Integer idle(Integer state, Hand hand, Commit commit) {
      if (!hand.paused(Symbol.of("AUSDT"))) {
        commit.publish("t:out", 1_000, Map.of("idle", "AUSDT"));
      }
      return state;
    }
  }

  @Test
  void outputOfOtherType_isWaitedForAndNothingIsLost() {
    probe.commands().set("t:out", "a string");
    send("A", "1");
    send("A", "2");
    try (var _ = running(new Summing())) {
      probe.await("degraded", () -> health.fields().get("state").equals("degraded"), SOON);
      assertThat(probe.commands().exists("t:sum:A")).isZero();
      probe.commands().del("t:out");
      probe.await("all handled", () -> published().size() == 2 && idle(), SOON);
    }
    assertThat(published()).containsExactly("1", "2");
    assertThat(probe.commands().exists(DEAD)).isZero();
  }

  @Test
  void sourceOfOtherType_othersAreReadAndItIsReadWhenItIsAStreamAgain() {
    probe.commands().set(IN, "a string");
    probe.xadd("t:prices", "symbol", "P", "qty", "1");
    var worker =
        new StreamWorker(
            redis,
            List.of(
                new StreamSource(IN, "g", "me", "0"), new StreamSource("t:prices", "g", "me", "0")),
            100,
            batches(new Summing()),
            health);
    try (var _ = new Loop(worker)) {
      probe.await("the price", () -> published().size() == 1, SOON);
      assertThat(health.fields()).containsEntry("state", "degraded");
      probe.commands().del(IN);
      send("A", "1");
      probe.await("the other", () -> published().size() == 2, SOON);
      probe.await("running", () -> health.fields().get("state").equals("running"), SOON);

      probe.commands().set("t:prices", "a string"); // while it is read
      send("A", "1");
      probe.await("the third", () -> published().size() == 3, SOON);
    }
  }

  @Test
  void oddFields_areCounted() throws Exception {
    var decider =
        new Summing() {
          @Override
          public Decoded<Order> decode(StreamEntry entry) {
            return new Decoded.Ok<>(
                new Order("A", 1), List.of(new Oddity("", "tp", "nan", "must be a number")));
          }
        };
    batches(decider).handle(List.of(entry("1-1"), entry("1-2")));

    assertThat(health.fields()).containsEntry("odd_fields", "2");
    assertThat(published()).hasSize(2);
  }

  @Test
  void exceptionOfADecision_isADeadLetterWithoutItsEffects() throws Exception {
    batches(new Summing()).handle(List.of(entry("1-1", "A", "13"), entry("1-2", "A", "2")));

    assertThat(probe.hash("t:sum:A")).isEqualTo(Map.of("entries", "1", "qty", "2"));
    assertThat(probe.entries(DEAD))
        .singleElement()
        .satisfies(letter -> assertThat(letter.get("error")).contains("bad luck"));
  }

  @Test
  void failureInPrepare_costsOnlyTheEntryThatCausesIt() {
    var decider =
        new Summing() {
          @Override
          public Integer prepare(Integer state, List<Message<Order>> batch) {
            batch.forEach(order -> redis.commands().hgetall("t:sum:" + order.value().symbol()));
            return state;
          }
        };
    probe.commands().set("t:sum:B", "a string");
    send("A", "1");
    send("B", "1");
    send("A", "1");

    runUntilAllHandled(decider);

    assertThat(published()).containsExactly("1", "2");
    assertThat(probe.length(DEAD)).isEqualTo(1);
  }

  @Test
  void killSetBetweenTwoBatches_isDecidedAgainAndPublishesNothing() throws Exception {
    var decider = new Summing();
    var batches = batches(decider);
    batches.reconnected();
    probe.commands().set(KILL, "1");

    batches.handle(List.of(entry("1-1")));

    assertThat(decider.killSeen).containsExactly(false, true);
    assertThat(published()).isEmpty();
    assertThat(probe.hash("t:sum:A")).containsEntry("qty", "1");

    probe.commands().del(KILL);
    batches.handle(List.of(entry("1-2")));
    assertThat(published()).containsExactly("2");
  }

  @Test
  void killSetWhileBatchesRun_nothingIsPublishedAfterIt() {
    for (int i = 0; i < 3_000; i++) {
      send("A", "1");
    }
    try (var _ = running(new Summing())) {
      probe.await("some output", () -> probe.length("t:out") > 0, SOON);
      probe.commands().multi();
      probe.commands().set(KILL, "1");
      probe.commands().xlen("t:out");
      long atKill = probe.commands().exec().get(1);
      probe.await("all handled", this::idle, SOON);
      assertThat(probe.length("t:out")).isEqualTo(atKill);
    }
    assertThat(probe.hash("t:sum:A")).containsEntry("qty", "3000");
  }

  @Test
  void afterAnOutage_stateBeginsAgain() throws Exception {
    var batches = batches(new Summing());
    batches.handle(List.of(entry("1-1"), entry("1-2")));
    batches.reconnected();
    batches.handle(List.of(entry("1-3")));

    assertThat(published()).containsExactly("1", "2", "1");
  }

  @Test
  void idleWork_isCommittedOnlyIfThereIsAny() throws Exception {
    var decider =
        new Summing() {
          @Override
          public Integer idle(Integer state, Hand hand, Commit commit) {
            if (state > 0) {
              commit.publish("t:timer", 10, Map.of("after", Integer.toString(state)));
            }
            return 0;
          }
        };
    var batches = batches(decider);

    batches.idle();
    assertThat(probe.commands().exists("t:timer")).isZero();

    batches.handle(List.of(entry("1-1")));
    batches.idle();
    batches.idle();
    assertThat(probe.entries("t:timer")).containsExactly(Map.of("after", "1"));
  }

  private static StreamEntry entry(String id) {
    return entry(id, "A", "1");
  }

  private static StreamEntry entry(String id, String symbol, String qty) {
    return new StreamEntry(IN, "g", "me", id, Map.of("symbol", symbol, "qty", qty), false);
  }
}
