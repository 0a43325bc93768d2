package quantum.tradingbot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import quantum.bridge.decide.BridgeDecision;
import quantum.bridge.decide.BridgeRules;
import quantum.bridge.decide.IntentContext;
import quantum.bridge.decide.IntentDecider;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Cooldown;
import quantum.contracts.Decoded;
import quantum.contracts.Hand;
import quantum.contracts.Names;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.paper.PaperExchangeSettings;
import quantum.paper.PaperServer;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.Loop;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * The bot on the paper exchange and a real Redis, each test in a namespace of its own, as the user
 * that deploy/redis ships.
 */
class TradingBotIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int BARS = 300;
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");

  @TempDir static Path folder;
  private static PaperServer paper;

  private final String namespace = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final Names names = new Names(namespace);
  private final Map<String, String> env = new HashMap<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Redis redis;
  private StreamProbe probe;

  /** Five hours up to now: BTC rises in the last one, ETH falls, SOL does neither. */
  @BeforeAll
  static void exchange() throws Exception {
    candles(BTC, 100_000, 0.0003);
    candles(ETH, 2_500, -0.0003);
    candles(Symbol.of("SOLUSDT"), 150, 0);
    Settings settings =
        Settings.of(
            Map.of(
                "PAPER_PRICES_DIR",
                folder.toString(),
                "PAPER_API_KEY",
                "k",
                "PAPER_API_SECRET",
                "s"));
    paper =
        PaperServer.start(
            settings.complete("PAPER_", () -> PaperExchangeSettings.read(settings)),
            System::currentTimeMillis);
    control("POST", "/paper/advance?bars=" + BARS, "");
  }

  private static void candles(Symbol symbol, double start, double drift) throws IOException {
    Random random = new Random(7);
    long first = System.currentTimeMillis() / 60_000 * 60_000 - BARS * 60_000L;
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    double open = start;
    for (int i = 0; i < BARS; i++) {
      double close = open * Math.exp(0.0005 * random.nextGaussian() + (i >= BARS - 60 ? drift : 0));
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%.2f,%.2f,%.2f,%.2f,%d%n",
              first + i * 60_000L,
              open,
              Math.max(open, close),
              Math.min(open, close),
              close,
              i % 10)); // a minute without volume is a minute
      open = close;
    }
    Files.writeString(folder.resolve(symbol + "-1m.csv"), csv.toString());
  }

  private static void control(String method, String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + paper.port() + path))
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @AfterAll
  static void closeExchange() {
    paper.close();
  }

  @BeforeEach
  void connect() {
    env.put("QUANTUM_NAMESPACE", namespace);
    env.put("SYMBOLS", "BTCUSDT,ETHUSDT,SOLUSDT,NOSUCHUSDT");
    env.put("MARKET_REST_URL", "http://127.0.0.1:" + paper.port());
    env.put("BOT_POLL_SEC", "1");
    probe = new StreamProbe(RedisServer.shared());
    String uri =
        AclFile.enable(RedisServer.shared().uri(), probe, "quantum-trading-bot", namespace);
    redis = Redis.connect(new RedisSettings(uri, namespace), "trading-bot-it");
    probe.commands().aclLogReset();
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void disconnect() {
    logger().detachAppender(log);
    List<String> refused = AclFile.refused(probe);
    probe.close();
    redis.close();
    assertThat(refused).isEmpty();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("trading-bot");
  }

  private Loop running() {
    Settings settings = Settings.of(env);
    return new Loop(
        TradingBot.service(
            settings.complete("BOT_", () -> TradingBotSettings.read(settings)),
            redis,
            new Health("trading-bot", "test", Clock.systemUTC()),
            new BotLog()));
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void awaitLine(String part) {
    probe.await(part, () -> lines().stream().anyMatch(line -> line.contains(part)), SOON);
  }

  private List<Map<String, String>> intents() {
    return probe.entries(names.tradeIntent());
  }

  /** Until there is a line about each symbol: that an entry was sent, or why not. */
  private void runUntilAllAreDecided() {
    log.list.clear();
    try (var _ = running()) {
      for (String symbol : List.of("SOLUSDT", "BTCUSDT", "ETHUSDT")) {
        awaitLine(" " + symbol + " ");
      }
    }
  }

  @Test
  void defaults_sendBothSidesAsADryRun() {
    runUntilAllAreDecided();
    assertThat(intents())
        .extracting(intent -> intent.get("symbol") + ' ' + intent.get("side"))
        .containsExactlyInAnyOrder("BTCUSDT BUY", "ETHUSDT SELL");
    assertThat(intents())
        .allSatisfy(
            intent ->
                assertThat(intent)
                    .containsEntry("dry_run", "true")
                    .containsEntry("leverage", "5")
                    .containsEntry("position_usd", "50")
                    .containsEntry("funding_rate", "0.0001")
                    .containsEntry("volatility_factor", "1")
                    .containsKeys(
                        "entry_price", "atr_value", "exchange_divergence", "regime", "confidence")
                    .doesNotContainKeys("stop_loss", "take_profit", "sl_pct", "tp_pct"));
    assertThat(lines())
        .anyMatch(line -> line.matches("\\[BOT] DRY_RUN BTCUSDT LONG @ \\S+ \\| z=\\d.*"))
        .anyMatch(line -> line.matches("\\[BOT] DRY_RUN ETHUSDT SHORT @ \\S+ \\| z=-\\d.*"))
        .anyMatch(line -> line.startsWith("[BOT] SOLUSDT no entry: WEAK"))
        .anyMatch(line -> line.startsWith("[BOT] NOSUCHUSDT no entry: UNKNOWN_SYMBOL"));
  }

  @Test
  void restart_keepsTheCooldown() {
    runUntilAllAreDecided();
    runUntilAllAreDecided();
    assertThat(intents()).hasSize(2);
    assertThat(lines()).anyMatch(line -> line.startsWith("[BOT] BTCUSDT no entry: COOLDOWN"));
    assertThat(probe.commands().ttl(names.botEntry(BTC))).isBetween(3_600L, 3_720L);
  }

  @Test
  void sameCandleWithoutCooldown_isSentOnce() {
    env.put("BOT_COOLDOWN_SEC", "0");
    runUntilAllAreDecided();
    runUntilAllAreDecided();
    assertThat(intents()).hasSize(2);
    assertThat(lines()).anyMatch(line -> line.startsWith("[BOT] BTCUSDT already sent"));
  }

  @Test
  void killSwitch_holdsEverythingBackAndStartsNoCooldown() {
    probe.commands().set(names.kill(), "1");
    runUntilAllAreDecided();
    assertThat(intents()).isEmpty();
    assertThat(probe.commands().exists(names.botEntry(BTC))).isZero();
    assertThat(lines()).anyMatch(line -> line.startsWith("[BOT] BTCUSDT no entry: KILL_SWITCH"));

    probe.commands().del(names.kill());
    runUntilAllAreDecided();
    assertThat(intents()).hasSize(2);
  }

  @Test
  void openPosition_isNotEnteredAgainAndTakesRoom() {
    env.put("BOT_MAX_OPEN_POSITIONS", "1");
    probe.commands().sadd(names.positionsOpen(), "BTCUSDT");
    runUntilAllAreDecided();
    assertThat(intents()).isEmpty();
    assertThat(lines())
        .anyMatch(line -> line.startsWith("[BOT] BTCUSDT no entry: POSITION_OPEN"))
        .anyMatch(line -> line.startsWith("[BOT] ETHUSDT no entry: MAX_POSITIONS"));
  }

  @Test
  void openPositionsUnreadable_enterNothing() {
    probe.commands().set(names.positionsOpen(), "no set");
    try (var _ = running()) {
      awaitLine("[BOT] " + names.positionsOpen() + " not used");
    }
    assertThat(intents()).isEmpty();
  }

  @Test
  void cooldownKeyOfTheWrongType_costsItsSymbolOnly() {
    probe.commands().hset(names.botEntry(BTC), "a", "b");
    try (var _ = running()) {
      awaitLine("[BOT] " + names.botEntry(BTC) + " not used");
      awaitLine("[BOT] DRY_RUN ETHUSDT");
    }
    assertThat(intents()).extracting(intent -> intent.get("symbol")).containsExactly("ETHUSDT");
  }

  @Test
  void cooldownKeyWithAnOperatorsMark_holdsItsSymbolBack() {
    probe.commands().set(names.botEntry(BTC), "not now");
    probe.commands().set(names.botEntry(ETH), new Cooldown(0).encode());
    runUntilAllAreDecided();
    assertThat(intents()).isEmpty();
  }

  @Test
  void venueThatBreaksOff_isAskedAgain() throws Exception {
    control(
        "POST",
        "/paper/faults",
        "{\"path\":\"GET /fapi/v1/klines\",\"kind\":\"truncated\",\"times\":3}");
    control(
        "POST",
        "/paper/faults",
        "{\"path\":\"GET /fapi/v1/premiumIndex\",\"kind\":\"html_502\",\"times\":1}");
    try (var _ = running()) {
      awaitLine("[BOT] DRY_RUN BTCUSDT");
      awaitLine("[BOT] DRY_RUN ETHUSDT");
    }
    assertThat(intents()).hasSize(2);
    assertThat(lines()).anyMatch(line -> line.contains("not told by the venue"));
  }

  @Test
  void liveEntry_passesTheBridgeAndGetsAdaptiveLevels() {
    env.put("BOT_DRY_RUN", "false");
    runUntilAllAreDecided();
    Map<String, String> fields =
        intents().stream().filter(i -> i.get("symbol").equals("BTCUSDT")).findFirst().orElseThrow();
    assertThat(fields).containsEntry("dry_run", "false");

    long now = System.currentTimeMillis();
    TradeIntent intent = decoded(fields, now + "-0");
    BridgeDecision decision =
        new IntentDecider(
                new BridgeRules(
                    Set.of(BTC), 0, 30, 0.06, 0.02, new BigDecimal("5"), new BigDecimal("0.1")))
            .decide(
                intent,
                new IntentContext(Optional.empty(), Optional.empty(), Hand.FREE, now, now + "-0"));

    assertThat(decision).isInstanceOf(BridgeDecision.Plan.class);
    ApplyPlan plan = ((BridgeDecision.Plan) decision).plan();
    Price entry = Price.of(fields.get("entry_price"));
    assertThat(plan.encode())
        .containsEntry("action", "ENTRY_PROPOSED")
        .containsEntry("atr_value", fields.get("atr_value"))
        .containsKeys("stop_loss", "take_profit", "tp1", "tp2", "tp3", "harvest_scheme");
    assertThat(Price.of(plan.encode().get("stop_loss"))).isLessThan(entry);
    assertThat(Price.of(plan.encode().get("tp1"))).isGreaterThan(entry);
  }

  private static TradeIntent decoded(Map<String, String> fields, String id) {
    return switch (TradeIntent.decode(fields, id)) {
      case Decoded.Ok<TradeIntent>(TradeIntent intent, _) -> intent;
      case Decoded.Bad<TradeIntent> bad -> throw new AssertionError(bad.reason());
    };
  }
}
