package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import quantum.contracts.MarketStateHash;
import quantum.contracts.Names;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.RollingReferences;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.ConnectionTiming;
import quantum.paper.PaperExchangeSettings;
import quantum.paper.PaperServer;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleFiles;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.Settings;
import quantum.runtime.settings.StatisticsSettings;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** From recorded candles through the paper exchange to the hash that the kernel is fed from. */
@Timeout(120)
class CandlesToStateIT {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int RECORDED = 2_400;

  /** Bars before the replay begins: more than decide about a state. */
  private static final int HISTORY = 2_000;

  private final Names names = new Names("quantum");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, MarketStatistics> computed = new HashMap<>();
  private List<Candle> candles;
  @TempDir private Path folder;
  private RedisServer server;
  private Redis redis;
  private StreamProbe probe;
  private PaperServer paper;
  private MarketFeed feed;
  private Thread thread;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start();
    redis = Redis.connect(server.settings("quantum"), "market-state-test");
    probe = new StreamProbe(server);
    lines.start();
    logger().addAppender(lines);
    try (var files = Files.list(sharedFolder().resolve("prices"))) {
      Path recording =
          files
              .filter(f -> f.getFileName().toString().startsWith("BTCUSDT"))
              .findFirst()
              .orElseThrow();
      candles = CandleFiles.read(recording).get(BTC).candles().subList(0, RECORDED);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    feed.stop();
    thread.join(10_000);
    logger().detachAppender(lines);
    assertThat(thread.isAlive()).isFalse();
    paper.close();
    http.shutdownNow();
    probe.close();
    redis.close();
    server.close();
  }

  @Test
  void warmedFromHistory_stateIsThatOfTheCandleFile() throws Exception {
    exchange(candles, HISTORY);
    run("BTCUSDT", false, 10);
    await(stateOf(HISTORY - 1)); // the last bar ends with the present price
    advance("ticks=1");
    await(stateOf(HISTORY));
  }

  @Test
  void lockstep_eachPrice_standsBesideTheMinutesBeforeIt() throws Exception {
    exchange(candles, HISTORY);
    run("BTCUSDT", true, 3600);
    for (int tick = 0; tick < 4 * 30; tick++) {
      advance("ticks=1");
      awaitTicker(tickTime(tick));
      assertThat(hash()).isEqualTo(stateOf(HISTORY + tick / 4));
    }
  }

  @Test
  void lockstep_cutBeforeEachPrice_standsBesideTheSameMinutes() throws Exception {
    exchange(candles, HISTORY);
    run("BTCUSDT", true, 3600);
    for (int tick = 0; tick < 4 * 4; tick++) {
      fault();
      advance("ticks=1");
      awaitTicker(tickTime(tick));
      assertThat(hash()).isEqualTo(stateOf(HISTORY + tick / 4));
    }
  }

  @Test
  void connectionCut_gapIsRefilledAndTheStateIsAsIfItHadNotBeen() throws Exception {
    exchange(candles, HISTORY);
    run("BTCUSDT", false, 10);
    await(stateOf(HISTORY - 1));
    advance("bars=3");
    fault();
    advance("bars=40");
    probe.await("connected again", () -> said(Level.INFO, "connected to") >= 2, LONG);
    advance("bars=5");
    advance("ticks=1");
    await(stateOf(HISTORY + 48));
  }

  @Test
  void longAbsence_isReadAnewAndTheStateIsAsIfItHadNotBeen() throws Exception {
    exchange(candles, 1_800);
    run("BTCUSDT", false, 10);
    await(stateOf(1_799));
    fault();
    advance("bars=400");
    probe.await("connected again", () -> said(Level.INFO, "connected to") >= 2, LONG);
    advance("bars=1");
    advance("ticks=1");
    await(stateOf(1_800 + 401));
  }

  @Test
  void holeInTheRecording_isNamedOnceAndTheClosesThereAreCount() throws Exception {
    List<Candle> holed = new ArrayList<>(candles);
    holed.subList(HISTORY + 2, HISTORY + 5).clear();
    candles = List.copyOf(holed);
    exchange(candles, HISTORY);
    run("BTCUSDT", true, 3600);
    advance("bars=12");
    advance("ticks=1");
    await(stateOf(HISTORY + 12 - 3));
    assertThat(said(Level.WARN, "no candle for 3 minutes")).isEqualTo(1);
  }

  @Test
  void minutesWithoutTrades_areCloses() throws Exception {
    Candle last = candles.get(HISTORY);
    List<Candle> still = new ArrayList<>(candles);
    for (int i = HISTORY + 1; i < HISTORY + 20; i++) {
      still.set(
          i,
          new Candle(
              candles.get(i).openTimeMillis(),
              last.close(),
              last.close(),
              last.close(),
              last.close(),
              BigDecimal.ZERO));
    }
    candles = List.copyOf(still);
    exchange(candles, HISTORY);
    run("BTCUSDT", true, 3600);
    advance("bars=19");
    advance("ticks=1");
    await(stateOf(HISTORY + 19));
  }

  @Test
  void tooFewCloses_warmsUpWithoutNumbersAndThenHasThem() throws Exception {
    probe.commands().hset(key(), Map.of("sigma", "0.5", "state", "ok", "sigma_ref", "0.4"));
    exchange(candles, 250);
    run("BTCUSDT", true, 10);
    advance("ticks=1");
    Map<String, String> warmingUp =
        MarketStateHash.warmingUp(250, 257, candles.get(249).openTimeMillis() + 59_999);
    await(warmingUp);
    advance("bars=6");
    await(MarketStateHash.warmingUp(255, 257, candles.get(254).openTimeMillis() + 59_999));
    advance("bars=1");
    advance("ticks=1");
    await(stateOf(257));
  }

  @Test
  void symbolTheVenueDoesNotKnow_isNamedAndCostsNoOther() throws Exception {
    exchange(candles, HISTORY);
    run("BTCUSDT,NOPEUSDT", false, 10);
    await(stateOf(HISTORY - 1));
    probe.await("named", () -> said(Level.WARN, "NOPEUSDT: the venue does not know") == 1, LONG);
    assertThat(probe.hash(names.marketStatePrefix() + "NOPEUSDT")).isEmpty();
  }

  @Test
  void historyRefusedAtFirst_isAskedForAgain() throws Exception {
    exchange(candles, HISTORY);
    for (String kind : List.of("html_502", "truncated", "drop_before_accept")) {
      post("/paper/faults", "{\"path\":\"GET /fapi/v1/klines\",\"kind\":\"%s\"}".formatted(kind));
    }
    run("BTCUSDT", false, 10);
    await(stateOf(HISTORY - 1));
  }

  // ---- building blocks

  /** The whole hash from the first {@code count} candles, computed minute by minute. */
  private Map<String, String> stateOf(int count) {
    RollingReferences usual = new RollingReferences(ReferenceParameters.DEFAULTS);
    int first = Math.max(257, count - ReferenceParameters.DEFAULTS.window() + 1);
    for (int end = first; end <= count; end++) {
      usual.add(statistics(end).toMarketState(), candles.get(end - 1).close().doubleValue());
    }
    Candle last = candles.get(count - 1);
    long updatedAt = last.openTimeMillis() + 59_999;
    return MarketStateHash.of(
            statistics(count), usual.references(), new Price(last.close()), updatedAt)
        .encode();
  }

  private MarketStatistics statistics(int count) {
    return computed.computeIfAbsent(
        count,
        end ->
            MarketStatistics.of(
                candles.subList(end - 257, end).stream()
                    .mapToDouble(candle -> candle.close().doubleValue())
                    .toArray()));
  }

  private long tickTime(int tick) {
    long[] offset = {0, 20_000, 40_000, 59_999};
    return candles.get(HISTORY + tick / 4).openTimeMillis() + offset[tick % 4];
  }

  private void exchange(List<Candle> recording, int history) throws IOException {
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    for (Candle c : recording) {
      csv.append(c.openTimeMillis()).append(',').append(c.open()).append(',').append(c.high());
      csv.append(',').append(c.low()).append(',').append(c.close()).append(',').append(c.volume());
      csv.append('\n');
    }
    Path prices = Files.createDirectories(folder.resolve("prices"));
    Files.writeString(prices.resolve("BTCUSDT-1m.csv"), csv);
    Map<String, String> env = new HashMap<>();
    env.put("PAPER_PRICES_DIR", prices.toString());
    env.put("PAPER_API_KEY", "k");
    env.put("PAPER_API_SECRET", "s");
    env.put("PAPER_START", Long.toString(recording.get(history).openTimeMillis()));
    Settings settings = Settings.of(env);
    paper =
        PaperServer.start(
            settings.complete("PAPER_", () -> PaperExchangeSettings.read(settings)),
            System::currentTimeMillis);
  }

  private void run(String symbols, boolean lockstep, int intervalSec) {
    Set<Symbol> always = Settings.of(Map.of("SYMBOLS", symbols)).symbols("SYMBOLS");
    MarketStateSettings settings =
        new MarketStateSettings(
            always,
            URI.create("ws://127.0.0.1:" + paper.port()),
            URI.create("http://127.0.0.1:" + paper.port()),
            10,
            true,
            100_000,
            intervalSec,
            lockstep,
            StatisticsSettings.DEFAULTS);
    Health health = new Health("market-state", Clock.systemUTC());
    Timing timing =
        new Timing(
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            new ConnectionTiming(
                Duration.ofMinutes(5),
                Duration.ofHours(23),
                Duration.ofSeconds(5),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(200)));
    feed =
        new MarketFeed(
            settings,
            timing,
            new OpenPositions(redis, names, always, health.alarms()),
            new PriceWriter(new Commits(redis), names, 100_000, health, Clock.systemUTC()),
            redis,
            health,
            Clock.systemUTC(),
            () -> System.nanoTime() / 1_000_000);
    thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    feed.run();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    probe.await("connected", () -> said(Level.INFO, "connected to") >= 1, LONG);
  }

  private void await(Map<String, String> state) {
    Map<String, String> wanted = new TreeMap<>(state);
    try {
      probe.await("state", () -> wanted.equals(hash()), LONG);
    } catch (AssertionError e) {
      assertThat(hash()).isEqualTo(wanted); // says what differs
      throw e;
    }
  }

  private void awaitTicker(long timeMillis) {
    String time = new BigDecimal(timeMillis).movePointLeft(3).stripTrailingZeros().toPlainString();
    probe.await("ticker", () -> time.equals(probe.hash(names.ticker(BTC)).get("timestamp")), LONG);
  }

  private Map<String, String> hash() {
    return new TreeMap<>(probe.hash(key()));
  }

  private String key() {
    return names.marketStatePrefix() + BTC;
  }

  private void advance(String what) throws Exception {
    post("/paper/advance?" + what, "");
  }

  /** Cuts the market connections. */
  private void fault() throws Exception {
    post("/paper/faults", "{\"path\":\"WS /market\",\"kind\":\"ws_drop\"}");
  }

  private void post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + paper.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private long said(Level level, String part) {
    return List.copyOf(lines.list).stream()
        .filter(event -> event.getLevel() == level)
        .filter(event -> event.getFormattedMessage().contains(part))
        .count();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("quantum");
  }

  private static Path sharedFolder() {
    String named = System.getProperty("shared.dir");
    if (named != null) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("shared/SPEC.md"))) {
        return at.resolve("shared");
      }
    }
    throw new AssertionError("no folder 'shared' beside the project; name it with -Dshared.dir");
  }
}
