package quantum.brain;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import quantum.brain.decide.BrainState;
import quantum.contracts.EventTime;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.AtomicBatches;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.Settings;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;
import quantum.runtime.testing.FakeClock;
import quantum.runtime.testing.Loop;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** What the wall clock makes harvest-brain do, on a real Redis and a clock of our own. */
class WallClockIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final String ID = "00000000000000a1";

  private final String namespace = "w" + UUID.randomUUID().toString().substring(0, 8);
  private final Names names = new Names(namespace);
  private final Map<String, String> env = new HashMap<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final long now = System.currentTimeMillis();
  private final FakeClock clock = new FakeClock(now);
  private final Health health = new Health("harvest-brain", "test", clock);
  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    env.put("QUANTUM_NAMESPACE", namespace);
    env.put("HARVEST_MODE", "live");
    redis = Redis.connect(RedisServer.shared().settings(namespace), "harvest-brain-it");
    probe = new StreamProbe(RedisServer.shared());
    log.start();
    logger().setLevel(Level.INFO);
    logger().addAppender(log);
    probe
        .commands()
        .hset(
            names.position(BTC),
            Map.of(
                "symbol", "BTCUSDT",
                "side", "LONG",
                "qty", "8",
                "entry_price", "100",
                "entry_risk", "2",
                "stop_loss", "98",
                "position_id", ID,
                "tick_size", "0.01",
                "opened_at", EventTime.format(now - 60_000),
                "source", "apply_layer"));
    probe.commands().sadd(names.positionsOpen(), "BTCUSDT");
  }

  @AfterEach
  void disconnect() {
    logger().detachAppender(log);
    probe.close();
    redis.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("harvest-brain");
  }

  private Loop running() {
    Settings all = Settings.of(env);
    HarvestBrainSettings settings = all.complete("HARVEST_", () -> HarvestBrainSettings.read(all));
    List<StreamSource> sources =
        Stream.concat(settings.resultStreams().stream(), Stream.of(settings.priceStream()))
            .map(stream -> new StreamSource(stream, settings.group(), settings.consumer(), "0"))
            .toList();
    return new Loop(
        new StreamWorker(
            redis,
            sources,
            settings.batchSize(),
            new AtomicBatches<>(
                redis,
                settings.killKey(),
                new HarvestBrainPipeline(settings, redis, health, clock),
                new BrainState(),
                health),
            health));
  }

  private void price(String price, long atMillis) {
    probe.xadd(
        names.priceUpdate(),
        "symbol",
        "BTCUSDT",
        "price",
        price,
        "timestamp",
        EventTime.format(atMillis));
  }

  private List<Map<String, String>> intents() {
    return probe.entries(names.tradeIntent());
  }

  private void awaitIntents(int count) {
    probe.await(
        count + " intents",
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return intents().size() == count;
        },
        SOON);
  }

  private List<String> alarms() {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith("[ALARM]") || line.startsWith("[RESOLVED]"))
        .toList();
  }

  private String field(String name) {
    return probe.hash(names.position(BTC)).getOrDefault(name, "");
  }

  /** A plan that was trimmed, or an answer that was skipped: asked again as the same intent. */
  @Test
  void trancheAndStop_thatNobodyAnswers_areAskedForAgain_alsoAfterARestart() {
    try (var _ = running()) {
      price("104.2", now);
      probe.await("asked", () -> intents().size() == 2, SOON);
      assertThat(field("unanswered")).isEqualTo("PROFIT_LOCK_SL:100.2,HARVEST_PARTIAL_25:2:25");
      probe.commands().xtrim(names.priceUpdate(), 0);
      awaitIntents(4);
    }
    try (var _ = running()) {
      awaitIntents(6);
    }
    for (String same : List.of("intent_type", "trace_id", "attempt", "r_level", "stop_loss")) {
      List<String> said = intents().stream().map(intent -> "" + intent.get(same)).toList();
      assertThat(said.subList(2, 4)).as(same).isEqualTo(said.subList(0, 2));
      assertThat(said.subList(4, 6)).as(same).isEqualTo(said.subList(0, 2));
    }
    assertThat(alarms())
        .anyMatch(line -> line.startsWith("[ALARM] BTCUSDT: tranche 2 was asked for 2 times in"))
        .anyMatch(line -> line.startsWith("[ALARM] BTCUSDT: stop move was asked for 2 times in"));
  }

  @Test
  void answer_endsTheAlarm_andTheAsking() {
    try (var _ = running()) {
      price("104.2", now);
      probe.await("asked", () -> intents().size() == 2, SOON);
      awaitIntents(4);
      probe
          .commands()
          .hset(names.position(BTC), Map.of("stop_loss", "100.2", "harvested", "2", "qty", "6"));
      probe.await(
          "resolved",
          () -> {
            clock.advance(Duration.ofSeconds(1));
            return alarms().stream().filter(line -> line.startsWith("[RESOLVED]")).count() == 2;
          },
          SOON);
      int asked = intents().size();
      clock.advance(Duration.ofSeconds(60));
      price("104.3", now + 1);
      probe.await("no longer noted", () -> field("unanswered").isEmpty(), SOON);
      assertThat(intents()).hasSize(asked);
    }
  }

  @Test
  void pricesThatAllCountAsStale_areAnAlarm() {
    clock.advance(Duration.ofHours(1));
    try (var _ = running()) {
      price("104.2", now);
      probe.await("evaluated", () -> !field("peak_price").isEmpty(), SOON);
      clock.advance(Duration.ofSeconds(5));
      probe.await(
          "said",
          () ->
              alarms()
                  .contains(
                      "[ALARM] BTCUSDT: position open and all its prices count as stale, the newest"
                          + " is 3605 s behind the clock"),
          SOON);
    }
    assertThat(intents()).isEmpty();
  }

  /** Begun anew at 0 it would have overwritten what was earned. */
  @Test
  void ledgerWithABrokenSum_isLeftAlone_andThePositionIsJudgedAllTheSame() {
    probe.commands().hset(names.ledger(BTC), Map.of("gross_pnl", "12,5", "fills", "3"));
    try (var _ = running()) {
      probe.xadd(
          names.applyResult(),
          Map.of(
              "symbol", "BTCUSDT",
              "status", "FILLED",
              "action", "PARTIAL_25",
              "filled_qty", "1",
              "source", "apply_layer",
              "reduceOnly", "True",
              "side", "SELL",
              "realized_pnl", "1"));
      price("104.2", now);
      probe.await("asked", () -> intents().size() == 2, SOON);
      assertThat(probe.hash(names.ledger(BTC)))
          .containsExactlyInAnyOrderEntriesOf(Map.of("gross_pnl", "12,5", "fills", "3"));
      assertThat(probe.entries(names.deadLetter()))
          .singleElement()
          .satisfies(letter -> assertThat(letter.get("error")).contains("gross_pnl='12,5'"));
      assertThat(alarms())
          .anyMatch(
              line ->
                  line.startsWith(
                      "[ALARM] BTCUSDT: ledger cannot be read, its fills become dead letters:"));

      probe.commands().hset(names.ledger(BTC), "gross_pnl", "12.5");
      probe.xadd(
          names.applyResult(),
          Map.of(
              "symbol", "BTCUSDT",
              "status", "FILLED",
              "action", "PARTIAL_25",
              "filled_qty", "1",
              "source", "apply_layer",
              "reduceOnly", "True",
              "side", "SELL",
              "realized_pnl", "1"));
      probe.await(
          "booked", () -> "13.5".equals(probe.hash(names.ledger(BTC)).get("gross_pnl")), SOON);
    }
  }
}
