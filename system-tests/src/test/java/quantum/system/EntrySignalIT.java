package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quantum.demo.PriceFolder;
import quantum.demo.Suite;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;
import quantum.runtime.testing.StreamProbe;

/** From candles to a position: the suite lives without an outside signal. */
class EntrySignalIT {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Symbol RISING = Symbol.of("RISINGUSDT");
  private static final int BARS = 300;
  private static final int TICKS_PER_BAR = 4;

  @Test
  void momentum_live_opensAPositionWithAdaptiveLevels() throws Exception {
    Path folder = LockstepRun.folder("entry-signal");
    var prices = new TreeMap<Symbol, CandleSeries>();
    prices.put(RISING, CandleSeries.of(RISING, rising()));
    Path files = PriceFolder.write(prices, folder.resolve("prices"));
    var config =
        new Suite.Config(
            Suite.CHAIN, files, OptionalLong.empty(), prices.keySet(), false, folder, Map.of());
    try (Suite suite = Suite.start(config);
        StreamProbe probe = new StreamProbe(suite.redisUri())) {
      suite.paper().advance(BARS * TICKS_PER_BAR);
      Process bot = bot(suite);
      try {
        Map<String, String> result =
            probe.await(
                suite.names().applyResult(),
                fields -> "ENTRY_PROPOSED".equals(fields.get("action")),
                LONGEST);
        assertThat(result).containsEntry("status", "FILLED").containsEntry("side", "BUY");
        Map<String, String> position = probe.hash(suite.names().position(RISING));
        assertThat(position)
            .containsEntry("side", "LONG")
            .containsEntry("leverage", "5")
            .containsEntry("volatility_factor", "1")
            .containsKeys("atr_value", "tp1", "tp2", "tp3", "harvest_scheme", "entry_risk");
        Price entry = Price.of(position.get("entry_price"));
        assertThat(Price.of(position.get("stop_loss"))).isLessThan(entry);
        assertThat(Price.of(position.get("take_profit"))).isGreaterThan(entry);
        assertThat(probe.entries(suite.names().tradeIntent()))
            .filteredOn(intent -> "trading_bot".equals(intent.get("source")))
            .singleElement()
            .satisfies(intent -> assertThat(intent).doesNotContainKeys("stop_loss", "take_profit"));
      } finally {
        bot.destroy();
        assertThat(bot.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      }
      assertThat(bot.exitValue()).isZero();
    }
  }

  /** Five hours up to now, noise of 5 bps a minute; the last hour rises by 2 %. */
  private static List<Candle> rising() {
    Random random = new Random(7);
    long first = System.currentTimeMillis() / 60_000 * 60_000 - BARS * 60_000L;
    List<Candle> bars = new ArrayList<>();
    double price = 100;
    for (int i = 0; i < BARS; i++) {
      double drift = i >= BARS - 60 ? 0.0003 : 0;
      double next = price * Math.exp(0.0005 * random.nextGaussian() + drift);
      BigDecimal open = rounded(price);
      BigDecimal close = rounded(next);
      bars.add(
          new Candle(
              first + i * 60_000L, open, open.max(close), open.min(close), close, BigDecimal.ONE));
      price = next;
    }
    return bars;
  }

  private static BigDecimal rounded(double price) {
    return BigDecimal.valueOf(price).setScale(4, RoundingMode.HALF_EVEN);
  }

  private static Process bot(Suite suite) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "quantum.tradingbot.TradingBot");
    builder
        .environment()
        .putAll(
            Map.of(
                "REDIS_URL",
                suite.redisUri(),
                "SYMBOLS",
                RISING.name(),
                "MARKET_REST_URL",
                paperUrl(suite),
                "BOT_DRY_RUN",
                "false",
                "BOT_POLL_SEC",
                "1"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(suite.logs().resolve("trading-bot.log").toFile());
    return builder.start();
  }

  private static String paperUrl(Suite suite) throws IOException {
    String said = "[PAPER] listening on ";
    return Files.readAllLines(suite.logs().resolve(Suite.PAPER_EXCHANGE + ".log")).stream()
        .filter(line -> line.contains(said))
        .map(line -> "http://" + line.substring(line.indexOf(said) + said.length()).strip())
        .findFirst()
        .orElseThrow();
  }
}
