package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import quantum.contracts.Names;
import quantum.contracts.Ticker;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.ConnectionTiming;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.settings.StatisticsSettings;
import quantum.runtime.testing.FakeVenue;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** The feed between a venue on loopback and a real Redis. */
@Timeout(60)
class MarketFeedRedisIT {
  private static final long T = 1_770_155_882_463L;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Timing PATIENT = timing(Duration.ofMinutes(5), Duration.ofHours(23));
  private static final Timing IMPATIENT = timing(Duration.ofMillis(400), Duration.ofHours(23));

  private final Names names = new Names("quantum");
  private final FakeVenue venue = new FakeVenue();
  private final Health health = new Health("market-state", Clock.systemUTC());
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private RedisServer server;
  private Redis redis;
  private StreamProbe probe;
  private MarketFeed feed;
  private Thread thread;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    redis = Redis.connect(server.settings("quantum"), "market-state-test");
    probe = new StreamProbe(server);
    lines.start();
    logger().addAppender(lines);
    alarmLogger().addAppender(lines);
  }

  @AfterEach
  void stop() throws InterruptedException {
    feed.stop();
    thread.join(10_000);
    logger().detachAppender(lines);
    alarmLogger().detachAppender(lines);
    assertThat(thread.isAlive()).isFalse();
    venue.close();
    probe.close();
    redis.close();
    server.close();
  }

  @Test
  void price_ofTheSocket_reachesStreamAndTicker() {
    run(PATIENT, "BTCUSDT,ETHUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    assertThat(peer.awaitText())
        .isEqualTo(
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@markPrice@1s\",\"btcusdt@kline_1m\","
                + "\"ethusdt@markPrice@1s\",\"ethusdt@kline_1m\"],\"id\":1}");
    peer.price("BTCUSDT", "76916.95122464", T);
    assertThat(awaitPrice("76916.95122464"))
        .isEqualTo(
            Map.of(
                "symbol", "BTCUSDT",
                "status", "PRICE_UPDATE",
                "price", "76916.95122464",
                "timestamp", "1770155882.463"));
    assertThat(probe.hash(names.ticker(Symbol.of("BTCUSDT"))))
        .containsEntry("markPrice", "76916.95122464")
        .containsEntry("fundingRate", "0.0001")
        .containsEntry("timestamp", "1770155882.463");
  }

  @Test
  void prices_manyAtOnce_keepTheirOrder() {
    run(PATIENT, "BTCUSDT,ETHUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    peer.awaitText(); // a venue says nothing before it is asked to; the JDK's client trips over
    // more
    int count = 2_000;
    for (int i = 1; i <= count; i++) {
      peer.price(i % 2 == 0 ? "BTCUSDT" : "ETHUSDT", Integer.toString(i), T + i);
    }
    awaitPrice(Integer.toString(count));
    assertThat(prices())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList());
  }

  @Test
  void message_inTwoFrames_isOne() {
    run(PATIENT, "BTCUSDT");
    venue.awaitPeer().sayInTwoParts(FakeVenue.Peer.event("BTCUSDT", "123.4", T));
    awaitPrice("123.4");
  }

  @Test
  void badMessages_areNamedAndCostNothingElse() {
    run(PATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    peer.price("BTCUSDT", "0", T);
    peer.price("BTCUSDT", "abc", T);
    peer.say("{half");
    peer.say("{\"data\":{\"e\":\"markPriceUpdate\",\"E\":" + T + ",\"p\":\"1\"}}");
    peer.price("DOGEUSDT", "0.1", T);
    peer.price("BTCUSDT", "2", T);
    awaitPrice("2");
    assertThat(prices()).containsExactly("2");
    assertThat(linesAt(Level.WARN)).hasSize(1).first().asString().contains("price must be > 0");
  }

  @Test
  void positionOpened_itsSymbolIsWatchedToo() {
    run(PATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    peer.awaitText();
    probe.commands().sadd(names.positionsOpen(), "RIVERUSDT");
    assertThat(peer.awaitText())
        .isEqualTo(
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"riverusdt@markPrice@1s\","
                + "\"riverusdt@kline_1m\"],\"id\":2}");
    peer.price("RIVERUSDT", "21.68", T);
    awaitPrice("21.68");
    probe.commands().srem(names.positionsOpen(), "RIVERUSDT");
    assertThat(peer.awaitText()).contains("UNSUBSCRIBE").contains("riverusdt");
  }

  @Test
  void subscriptionConfirmed_missedPriceIsFetched() {
    venue.acknowledge(false);
    run(PATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    venue.awaitPoll(); // the first price is asked for at once
    venue.index(200, row("BTCUSDT", "12.32", T));
    peer.acknowledge(peer.awaitText());
    awaitPrice("12.32");
    assertThat(prices()).containsExactly("12.32");
  }

  @Test
  void nothingToWatch_waitsForTheFirstPosition() {
    run(PATIENT, "");
    probe.commands().sadd(names.positionsOpen(), "RIVERUSDT");
    assertThat(venue.awaitPeer().awaitText()).contains("SUBSCRIBE").contains("riverusdt@kline_1m");
  }

  @Test
  void lastPositionClosed_nothingIsMissingAnyMore() {
    run(IMPATIENT, "");
    probe.commands().sadd(names.positionsOpen(), "RIVERUSDT");
    probe.await("degraded", () -> health.fields().get("state").equals("degraded"), LONG);
    probe.commands().srem(names.positionsOpen(), "RIVERUSDT");
    probe.await("running", () -> health.fields().get("state").equals("running"), LONG);
  }

  /** The JDK's client misses one end of a connection in some dozens: then the silence tells. */
  @Test
  void connectionCut_isOpenedAgainAndTheMissedPriceFetched() {
    run(IMPATIENT, "BTCUSDT");
    FakeVenue.Peer first = venue.awaitPeer();
    first.price("BTCUSDT", "100", T);
    awaitPrice("100");
    venue.index(200, row("BTCUSDT", "103", T + 3000));
    first.cut();
    FakeVenue.Peer second = venue.awaitPeer();
    awaitPrice("103");
    second.price("BTCUSDT", "103", T + 3000);
    second.price("BTCUSDT", "104", T + 4000);
    awaitPrice("104");
    assertThat(prices()).containsExactly("100", "103", "104");
  }

  @Test
  void socketSilent_pollsUntilItSpeaksAgain() {
    venue.index(200, row("BTCUSDT", "200", T));
    run(IMPATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    awaitPrice("200");
    probe.await("silence", () -> said("no price of BTCUSDT"), LONG);
    probe.await("degraded", () -> "degraded".equals(health.fields().get("state")), LONG);
    venue.forgetPolls();
    for (int i = 0; i < 3; i++) {
      venue.awaitPoll();
    }
    assertThat(prices()).as("unchanged prices are not repeated").containsExactly("200");
    venue.index(200, row("BTCUSDT", "201", T + 1000));
    awaitPrice("201");

    peer.price("BTCUSDT", "202", T + 2000);
    awaitPrice("202");
    probe.await("degraded no more", () -> health.fields().get("state").equals("running"), LONG);
  }

  @Test
  void socketGone_pollsWhileItTriesToConnect() {
    run(IMPATIENT, "BTCUSDT");
    venue.awaitPeer().cut();
    venue.index(200, row("BTCUSDT", "300", T));
    awaitPrice("300");
  }

  @Test
  void pollsFail_goOnUntilOneSucceeds() {
    venue.index(502, "<html>");
    run(IMPATIENT, "BTCUSDT");
    venue.awaitPoll();
    venue.awaitPoll();
    venue.index(200, "[{\"symbol\":\"BTC");
    venue.forgetPolls();
    venue.awaitPoll();
    venue.index(200, row("BTCUSDT", "400", T));
    awaitPrice("400");
  }

  @Test
  void oneSymbolSilent_isAskedForAndSubscribedAgain_andAnAlarmWhileItsPositionIsOpen() {
    venue.index(200, row("ETHUSDT", "10", T));
    probe.commands().sadd(names.positionsOpen(), "ETHUSDT");
    run(IMPATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    awaitPrice("10"); // by REST; the stream of the one is silent, that of the other is not
    AtomicLong time = new AtomicLong(T);
    BooleanSupplier btcGoesOn =
        () -> {
          peer.price("BTCUSDT", "1", time.addAndGet(20));
          return false;
        };
    probe.await(
        "subscribed again",
        () -> btcGoesOn.getAsBoolean() || peer.repeats("ethusdt@markPrice@1s"),
        LONG);
    probe.await(
        "alarm",
        () -> btcGoesOn.getAsBoolean() || said("[ALARM] ETHUSDT: position open and no price for"),
        LONG);
    assertThat(health.fields()).containsEntry("state", "degraded");
    assertThat(said("BTCUSDT for")).as("the other is not silent").isFalse();
    peer.price("ETHUSDT", "11", time.get() + 1);
    probe.await(
        "its end",
        () -> btcGoesOn.getAsBoolean() || said("[RESOLVED] ETHUSDT: position open and no price"),
        LONG);
    assertThat(said("[MARKET] prices are back: ETHUSDT")).isTrue();
  }

  @Test
  void olderPrice_isPublishedFromNowhere_andResetsNothing() {
    run(PATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    peer.price("BTCUSDT", "100", T);
    awaitPrice("100");
    for (long behind : new long[] {1, 9_999, 10_001, 60_001, 3_600_000}) {
      peer.price("BTCUSDT", "90", T - behind);
    }
    peer.price("BTCUSDT", "101", T + 1);
    awaitPrice("101");
    assertThat(prices()).containsExactly("100", "101");
    assertThat(said("minutes are read anew")).isFalse();
    assertThat(said("a price older than the last one is not published")).isTrue();
  }

  @Test
  void priceOlderThanWhatAnEarlierRunPublished_isNotPublished() {
    probe
        .commands()
        .hset(
            names.ticker(Symbol.of("BTCUSDT")),
            new Ticker(Price.of("100"), Optional.empty(), T, T).encode());
    run(PATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    peer.price("BTCUSDT", "90", T - 20_000);
    peer.price("BTCUSDT", "101", T + 1);
    awaitPrice("101");
    assertThat(prices()).containsExactly("101");
  }

  @Test
  void restart_asksForTheMinutesSinceOnly_andOpenPositionsFirst() throws Exception {
    long minute = 60_000;
    // what is asked for depends on the minute: it is not to change in between
    probe.await(
        "a minute with time left", () -> System.currentTimeMillis() % minute < 50_000, LONG);
    long now = System.currentTimeMillis() / minute * minute;
    venue.candles(
        target -> {
          Matcher start = Pattern.compile("startTime=(\\d+)").matcher(target);
          Matcher limit = Pattern.compile("limit=(\\d+)").matcher(target);
          assertThat(limit.find()).isTrue();
          int count = Integer.parseInt(limit.group(1));
          long from = start.find() ? Long.parseLong(start.group(1)) : now - (count - 1L) * minute;
          return LongStream.iterate(from, open -> open <= now, open -> open + minute)
              .limit(count)
              .mapToObj(
                  open ->
                      "[%d,\"10\",\"10\",\"10\",\"10\",\"1\",%d]".formatted(open, open + 59_999))
              .collect(Collectors.joining(",", "[", "]"));
        });
    venue.index(200, row("BTCUSDT", "10", now + 100));
    run(PATIENT, "BTCUSDT");
    String key = names.minutes(venue.restBase().getAuthority(), Symbol.of("BTCUSDT"));
    probe.await("minutes in Redis", () -> probe.commands().llen(key) > 1_000, LONG);
    stopFeed();
    for (int seen = venue.candleRequestsSeen(); seen > 0; seen--) {
      venue.awaitCandleRequest();
    }
    probe.commands().sadd(names.positionsOpen(), "RIVERUSDT");
    run(
        PATIENT,
        IntStream.range(0, 30).mapToObj("A%02dUSDT"::formatted).collect(Collectors.joining(","))
            + ",BTCUSDT");
    List<String> asked = new ArrayList<>();
    // so many at once, in any order
    while (asked.size() < 8 || asked.stream().noneMatch(target -> target.contains("BTCUSDT"))) {
      asked.add(venue.awaitCandleRequest());
    }
    assertThat(asked.subList(0, 8))
        .as("the position first")
        .anyMatch(target -> target.contains("RIVERUSDT"));
    String btc = asked.stream().filter(target -> target.contains("BTCUSDT")).findFirst().get();
    assertThat(btc).contains("startTime=" + now).containsPattern("limit=[2-9]$");
    probe.await(
        "state of what was kept",
        () -> "ok".equals(probe.hash(names.marketStatePrefix() + "BTCUSDT").get("state")),
        LONG);
  }

  @Test
  void minutesOfAnotherType_orUnreadable_areAskedForAgain() {
    Symbol btc = Symbol.of("BTCUSDT");
    Symbol eth = Symbol.of("ETHUSDT");
    String venueName = venue.restBase().getAuthority();
    probe.commands().set(names.minutes(venueName, btc), "spoiled");
    probe.commands().rpush(names.minutes(venueName, eth), "60000:1", "soon:nan", "", "120000");
    run(PATIENT, "BTCUSDT,ETHUSDT");
    List<String> asked = List.of(venue.awaitCandleRequest(), venue.awaitCandleRequest());
    assertThat(asked).allMatch(target -> target.endsWith("limit=258"));
    venue.awaitPeer().price("BTCUSDT", "7", T);
    awaitPrice("7");
    assertThat(said("is no list: its minutes are asked for again")).isTrue();
  }

  @Test
  void connectionDeaf_isReplaced() {
    run(IMPATIENT, "BTCUSDT");
    venue.awaitPeer().deafen();
    venue.awaitPeer();
    assertThat(linesAt(Level.WARN)).anyMatch(line -> line.contains("no sign of life"));
  }

  @Test
  void connectionOld_isReplacedOnceItsSuccessorSpeaks() {
    venue.index(200, row("BTCUSDT", "1", T));
    Timing young = timing(Duration.ofMinutes(5), Duration.ofMillis(300));
    run(young, "BTCUSDT");
    FakeVenue.Peer first = venue.awaitPeer();
    first.price("BTCUSDT", "1", T);
    FakeVenue.Peer second = venue.awaitPeer();
    first.price("BTCUSDT", "2", T + 1000);
    awaitPrice("2");
    second.price("BTCUSDT", "2", T + 1000);
    second.price("BTCUSDT", "3", T + 2000);
    awaitPrice("3");
    assertThat(prices()).containsExactly("1", "2", "3");
    assertThat(linesAt(Level.WARN)).isEmpty();
  }

  @Test
  void redisRestarts_pricesWaitAndNoneIsLost() {
    run(PATIENT, "BTCUSDT");
    FakeVenue.Peer peer = venue.awaitPeer();
    peer.price("BTCUSDT", "1", T);
    awaitPrice("1");
    server.kill9();
    for (int i = 2; i <= 600; i++) {
      peer.price("BTCUSDT", Integer.toString(i), T + i);
    }
    server.restart();
    try (StreamProbe after = new StreamProbe(server)) {
      after.await(names.priceUpdate(), fields -> fields.get("price").equals("600"), LONG);
      List<String> told =
          after.entries(names.priceUpdate()).stream()
              .map(fields -> fields.get("price"))
              // repeated where the crash took the answer to its commit
              .filter(price -> !price.equals("1"))
              .distinct()
              .toList();
      assertThat(told)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(2, 600).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void tickerKeySpoiled_isWrittenAnew() {
    probe.commands().set(names.ticker(Symbol.of("BTCUSDT")), "spoiled");
    run(PATIENT, "BTCUSDT");
    venue.awaitPeer().price("BTCUSDT", "7", T);
    awaitPrice("7");
    assertThat(probe.hash(names.ticker(Symbol.of("BTCUSDT")))).isNotEmpty();
    assertThat(linesAt(Level.ERROR)).isEmpty();
  }

  @Test
  void priceStreamSpoiled_isAnAlarmAndPricesGoOnWhenItIsGone() {
    probe.commands().set(names.priceUpdate(), "spoiled");
    run(PATIENT, "BTCUSDT");
    var peer = venue.awaitPeer();
    peer.price("BTCUSDT", "7", T);
    probe.await(
        "the alarm",
        () -> linesAt(Level.ERROR).stream().anyMatch(line -> line.startsWith("[ALARM]")),
        LONG);
    probe.commands().del(names.priceUpdate());
    peer.price("BTCUSDT", "8", T + 1);
    awaitPrice("8");
  }

  // ---- building blocks

  private void stopFeed() throws InterruptedException {
    feed.stop();
    thread.join(10_000);
    venue.peers().forEach(FakeVenue.Peer::cut);
  }

  private void run(Timing timing, String symbols) {
    Set<Symbol> always = quantum.runtime.Settings.of(Map.of("SYMBOLS", symbols)).symbols("SYMBOLS");
    MarketStateSettings settings =
        new MarketStateSettings(
            always,
            venue.socketBase(),
            venue.restBase(),
            10,
            false,
            100_000,
            10,
            false,
            StatisticsSettings.DEFAULTS);
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
    health.state(Health.State.RUNNING);
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
  }

  private static Timing timing(Duration silence, Duration renewal) {
    return new Timing(
        Duration.ofMillis(50),
        Duration.ofMillis(50),
        new ConnectionTiming(
            silence,
            renewal,
            Duration.ofMillis(300),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(200)));
  }

  /** premiumIndex of one symbol. */
  private static String row(String symbol, String price, long timeMillis) {
    String rows = FakeVenue.indexOf(symbol, price, timeMillis);
    return rows.substring(1, rows.length() - 1);
  }

  private boolean said(String text) {
    return List.copyOf(lines.list).stream()
        .anyMatch(event -> event.getFormattedMessage().contains(text));
  }

  private Map<String, String> awaitPrice(String price) {
    return probe.await(names.priceUpdate(), fields -> fields.get("price").equals(price), LONG);
  }

  private List<String> prices() {
    return probe.entries(names.priceUpdate()).stream().map(fields -> fields.get("price")).toList();
  }

  private List<String> linesAt(Level level) {
    return List.copyOf(lines.list).stream()
        .filter(event -> event.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("quantum");
  }

  private static Logger alarmLogger() {
    return (Logger) LoggerFactory.getLogger("market-state");
  }
}
