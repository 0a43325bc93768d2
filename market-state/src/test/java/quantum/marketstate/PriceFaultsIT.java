package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.marketdata.ConnectionTiming;
import quantum.marketstate.MisbehavingVenue.Rest;
import quantum.marketstate.MisbehavingVenue.Subscribing;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.settings.StatisticsSettings;
import quantum.runtime.testing.FakeVenue;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * Random sequences of what a venue does wrong, by a clock of the test's, through real HTTP,
 * WebSocket and Redis. After each second: no price went back; no price is older than it may be
 * while the venue answers; each long silence of an open position has its alarm, and the alarm its
 * end.
 *
 * <p>{@code -Dprices.sequences=N -Dprices.seed=S} for more of them, or the same again.
 */
class PriceFaultsIT {
  private static final long EVENT_ZERO = 1_770_000_000_000L;
  private static final int SECONDS = 30;
  private static final long OLDEST_MILLIS = 12_000;
  private static final long ALARM_MILLIS = 33_000;
  private static final List<String> SYMBOLS =
      List.of("BTCUSDT", "ETHUSDT", "RIVERUSDT", "SOLUSDT", "1000PEPEUSDT", "币安人生USDT");
  private static final Pattern LINE =
      Pattern.compile("\\[(ALARM|RESOLVED)] (\\S+): position open and no price for .*");

  private final AtomicLong monotonic = new AtomicLong(1_000_000);
  private final Clock clock = new VirtualClock();
  private final Names names = new Names("quantum");
  private final FakeVenue wire = new FakeVenue();
  private final MisbehavingVenue venue = new MisbehavingVenue(this::eventTime);
  private final Set<String> alarmed = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> publishedTime = new HashMap<>();
  private final Map<String, Long> openSince = new HashMap<>();
  private final Map<String, Long> watchedSince = new HashMap<>();
  private final Map<String, Long> answeringSince = new HashMap<>();
  private final Map<String, Integer> speaking = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private RedisServer server;
  private Redis redis;
  private StreamProbe probe;
  private MarketFeed feed;
  private Thread thread;
  private String lastId = "0-0";
  private long restBadUntil;
  private long begunAt;
  private boolean twice;
  private boolean disordered;
  private long worstAge;
  private int published;

  private final class VirtualClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(eventTime());
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @Test
  void everyPrice_survivesWhatTheVenueDoes() throws Exception {
    int sequences = Integer.getInteger("prices.sequences", 500);
    long seed = Long.getLong("prices.seed", System.nanoTime());
    System.out.println("prices.seed=" + seed + " prices.sequences=" + sequences);
    server = RedisServer.start();
    redis = Redis.connect(server.settings("quantum"), "market-state-test");
    probe = new StreamProbe(server);
    AppenderBase<ILoggingEvent> lines = listener();
    logger().addAppender(lines);
    wire.behave(venue);
    SYMBOLS.forEach(venue::list);
    try {
      begin();
      for (int sequence = 0; sequence < sequences; sequence++) {
        Random random = new Random(seed + sequence);
        for (int second = 0; second < SECONDS; second++) {
          if (random.nextInt(4) == 0) {
            disturb(random);
          }
          step("prices.seed=" + (seed + sequence) + " second " + second);
        }
        if (random.nextBoolean()) {
          calm();
        }
      }
      System.out.printf(
          "%d sequences of %d s: %d prices published, the oldest while the venue answered %d s%n",
          sequences, SECONDS, published, worstAge / 1000);
    } finally {
      logger().detachAppender(lines);
      end();
      wire.close();
      probe.close();
      redis.close();
      server.close();
    }
  }

  // ---- what goes wrong

  private void disturb(Random random) throws Exception {
    String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
    List<FakeVenue.Peer> peers = wire.peers();
    Optional<FakeVenue.Peer> peer =
        peers.isEmpty() ? Optional.empty() : Optional.of(peers.get(random.nextInt(peers.size())));
    switch (random.nextInt(17)) {
      case 0 -> venue.muteUntilAskedAgain(symbol);
      case 1 -> venue.mute(symbol, eventTime() + 1000L * random.nextInt(90));
      case 2 -> venue.subscribing(Subscribing.values()[random.nextInt(3)]);
      case 3 -> peer.ifPresent(FakeVenue.Peer::cut);
      case 4 -> peers.forEach(FakeVenue.Peer::cut);
      case 5 ->
          peer.ifPresent(p -> venue.silence(p, eventTime() + 1000L * (1 + random.nextInt(60))));
      case 6 -> venue.upgrade(List.of(101, 429, 431, 503).get(random.nextInt(4)));
      case 7, 8 -> rest(Rest.values()[random.nextInt(5)]);
      case 9 -> {
        if (random.nextBoolean()) {
          venue.unlist(symbol);
        } else {
          venue.list(symbol);
        }
      }
      case 10 -> twice = random.nextBoolean();
      case 11 -> disordered = random.nextBoolean();
      case 12, 13 -> {
        if (open.remove(symbol)) {
          openSince.remove(symbol);
          probe.commands().srem(names.positionsOpen(), symbol);
        } else {
          open.add(symbol);
          openSince.put(symbol, now());
          watchedSince.putIfAbsent(symbol, now());
          probe.commands().sadd(names.positionsOpen(), symbol);
        }
      }
      case 14 -> {
        // all is dark: no price by any way
        peers.forEach(p -> venue.silence(p, eventTime() + 45_000));
        rest(random.nextBoolean() ? Rest.BAD_GATEWAY : Rest.OLD_ROWS);
        venue.upgrade(503);
      }
      case 15 -> calm();
      default -> {
        end();
        alarmed.clear();
        calm(); // from old rows alone nobody could tell that they are old
        begin();
        settle();
      }
    }
  }

  private void rest(Rest how) {
    venue.rest(how);
    if (how == Rest.TOO_MANY) {
      restBadUntil = Long.MAX_VALUE;
    } else if (restBadUntil == Long.MAX_VALUE) {
      restBadUntil = now() + 4_000; // it asked for three seconds of peace
    }
  }

  private void calm() {
    venue.subscribing(Subscribing.DOES);
    venue.upgrade(101);
    rest(Rest.ANSWERS);
    SYMBOLS.forEach(venue::list);
  }

  // ---- a second

  private void step(String where) throws Exception {
    monotonic.addAndGet(1000);
    probe.commands().del(names.restWeight(wire.restBase().getAuthority()));
    List<FakeVenue.Peer> peers = wire.peers();
    venue.tick(peers, twice, disordered);
    peers.stream().filter(peer -> !venue.isSilent(peer)).forEach(FakeVenue.Peer::isHeard);
    settle();
    read(where);
    check(where);
  }

  private void settle() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
    while (System.nanoTime() < deadline) {
      var settled = new CompletableFuture<Boolean>();
      feed.wake(() -> settled.complete(feed.isSettled()));
      if (settled.get(20, TimeUnit.SECONDS)) {
        return;
      }
      LockSupport.parkNanos(200_000);
    }
  }

  private void read(String where) {
    List<StreamMessage<String, String>> fresh =
        probe
            .commands()
            .xrange(
                names.priceUpdate(),
                Range.from(Range.Boundary.excluding(lastId), Range.Boundary.unbounded()));
    for (StreamMessage<String, String> entry : fresh) {
      lastId = entry.getId();
      String symbol = entry.getBody().get("symbol");
      long time = Math.round(Double.parseDouble(entry.getBody().get("timestamp")) * 1000);
      assertThat(time)
          .as("%s: %s went back in time", where, symbol)
          .isGreaterThanOrEqualTo(publishedTime.getOrDefault(symbol, 0L));
      publishedTime.put(symbol, time);
      published++;
    }
  }

  private void check(String where) {
    long now = now();
    for (String symbol : SYMBOLS) {
      boolean answers = venue.answers(symbol) && now >= restBadUntil;
      if (answers) {
        answeringSince.putIfAbsent(symbol, now);
      } else {
        answeringSince.remove(symbol);
      }
      boolean watched = isAlways(symbol) || open.contains(symbol);
      if (!watched) {
        watchedSince.remove(symbol);
        continue;
      }
      long since = watchedSince.computeIfAbsent(symbol, _ -> now);
      long age = eventTime() - publishedTime.getOrDefault(symbol, 0L);
      if (answers && now - answeringSince.get(symbol) >= 3_000 && now - since >= OLDEST_MILLIS) {
        worstAge = Math.max(worstAge, age);
        assertThat(age)
            .as("%s: age of the price of %s", where, symbol)
            .isLessThanOrEqualTo(OLDEST_MILLIS);
      }
      if (open.contains(symbol)) {
        long newest = publishedTime.getOrDefault(symbol, EVENT_ZERO) - EVENT_ZERO;
        long silent = now - Math.max(newest, Math.max(begunAt, since));
        boolean known = now - openSince.get(symbol) > 3_000;
        if (silent >= ALARM_MILLIS && known) {
          assertThat(alarmed).as("%s: silent for %d ms", where, silent).contains(symbol);
        } else if (silent > 20_000) {
          speaking.remove(symbol);
        } else if (speaking.merge(symbol, 1, Integer::sum) > 3 && known) {
          assertThat(alarmed).as("%s: speaks, or not long silent", where).doesNotContain(symbol);
        }
      }
    }
  }

  private static boolean isAlways(String symbol) {
    return symbol.equals(SYMBOLS.get(0)) || symbol.equals(SYMBOLS.get(5));
  }

  // ---- building blocks

  private long now() {
    return monotonic.get();
  }

  private long eventTime() {
    return EVENT_ZERO + monotonic.get();
  }

  private void begin() {
    begunAt = now();
    watchedSince.replaceAll((_, _) -> now());
    Health health = new Health("market-state", clock);
    Set<Symbol> always = Set.of(Symbol.of(SYMBOLS.get(0)), Symbol.of(SYMBOLS.get(5)));
    var connections =
        new ConnectionTiming(
            Duration.ofSeconds(10),
            Duration.ofSeconds(45),
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofMillis(250),
            Duration.ofSeconds(30));
    feed =
        new MarketFeed(
            new MarketStateSettings(
                always,
                wire.socketBase(),
                wire.restBase(),
                10,
                false,
                100_000,
                10,
                false,
                StatisticsSettings.DEFAULTS),
            new Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), connections),
            new OpenPositions(redis, names, always, health.alarms()),
            new PriceWriter(new Commits(redis), names, 100_000, health, clock),
            redis,
            health,
            clock,
            monotonic::get);
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

  private void end() throws InterruptedException {
    feed.stop();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    wire.peers().forEach(FakeVenue.Peer::cut); // as the end of a process does
  }

  private AppenderBase<ILoggingEvent> listener() {
    AppenderBase<ILoggingEvent> lines =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            Matcher line = LINE.matcher(event.getFormattedMessage());
            if (line.matches()) {
              if (line.group(1).equals("ALARM")) {
                alarmed.add(line.group(2));
              } else {
                alarmed.remove(line.group(2));
              }
            }
          }
        };
    lines.start();
    return lines;
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("market-state");
  }
}
