package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quantum.contracts.EventTime;
import quantum.demo.MarketReplay;
import quantum.demo.PriceFolder;
import quantum.demo.Suite;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.runtime.Quiescence;
import quantum.runtime.testing.StreamProbe;

/**
 * A day of prices of fifty symbols, each with a position as long as it lasts and a new one soon
 * after, through the services as they are: what they log fits a disk.
 *
 * <p>The fifty are five recorded symbols, each at ten times of the day, so that they do not move
 * together. The day passes in a minute or two of the wall clock. What follows the events logs what
 * a day makes it log. The publisher follows the wall clock and sees the day only in passing, so its
 * share is reckoned: its line obeys the same rule as harvest-brain's evaluation, which is made with
 * every price, so a day has at most as many of the one as of the other. risk-proposal says nothing
 * of a proposal and is counted as it is.
 */
class LogVolumeIT {
  private static final int SYMBOLS = 50;
  private static final int MINUTES = 1440;
  private static final int MINUTES_AT_ONCE = 15;
  private static final long MINUTE = 60_000;
  private static final long MOST_BYTES = 20_000_000;
  private static final Pattern SYMBOL = Pattern.compile("\\b[A-Z]+\\dUSDT\\b");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path PRICES =
      Path.of("").toAbsolutePath().resolveSibling("demo").resolve("data").resolve("prices");

  @Test
  void dayOfFiftySymbols_logsLessThanTwentyMegabytes_andNoLinePerTick() throws IOException {
    SortedMap<Symbol, CandleSeries> day = fifty(CandleFiles.read(PRICES));
    Path folder = LockstepRun.folder("log-volume");
    var config =
        new Suite.Config(
            Set.of(
                Suite.PAPER_EXCHANGE,
                Suite.MARKET_STATE,
                Suite.INTENT_BRIDGE,
                Suite.APPLY_LAYER,
                Suite.HARVEST_BRAIN,
                Suite.EXITBRAIN,
                Suite.RISK_PROPOSAL,
                Suite.HARVEST_PROPOSAL),
            PriceFolder.write(day, folder.resolve("prices")),
            OptionalLong.empty(),
            day.keySet(),
            false,
            folder,
            Map.of(
                Suite.PAPER_EXCHANGE, Map.of("PAPER_BALANCE", "100000000"),
                Suite.MARKET_STATE, Map.of("PRICE_STREAM_MAXLEN", "1000000"),
                Suite.EXITBRAIN, Map.of("EXITBRAIN_HOLD_INTERVAL_SEC", "60")));
    double held;
    try (Suite suite = Suite.start(config);
        StreamProbe probe = new StreamProbe(suite.redisUri())) {
      held = play(suite, probe);
      assertThat(suite.restarts()).isZero();
    }
    Map<String, Long> bytes = new TreeMap<>();
    Map<String, Integer> lines = new HashMap<>();
    for (String service : config.services()) {
      bytes.put(service, Files.size(log(folder, service)));
      count(log(folder, service), lines);
    }
    long evaluations = lines(folder, Suite.HARVEST_BRAIN, " | KILL_SCORE=").count();
    long publication =
        lines(folder, Suite.HARVEST_PROPOSAL, "Published harvest for ")
            .mapToLong(line -> line.length() + 1)
            .max()
            .orElseThrow();
    bytes.merge(Suite.HARVEST_PROPOSAL, evaluations * publication, Math::max);
    long sum = bytes.values().stream().mapToLong(Long::longValue).sum();
    int most = lines.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    System.out.printf(
        "log of a day, %d symbols, %.1f positions on average: %,d bytes %s;"
            + " at most %d lines about one symbol%n",
        SYMBOLS, held, sum, bytes, most);
    assertThat(held).as("positions on average").isGreaterThan(0.9 * SYMBOLS);
    assertThat(sum).isLessThan(MOST_BYTES);
    assertThat(most).as("lines about one symbol, of %d ticks", MINUTES * 4).isLessThan(MINUTES);
    assertThat(lines).as("every symbol was spoken of").hasSize(SYMBOLS);
  }

  private static Path log(Path folder, String service) {
    return folder.resolve("logs").resolve(service + ".log");
  }

  private static Stream<String> lines(Path folder, String service, String part) throws IOException {
    return Files.readAllLines(log(folder, service)).stream().filter(line -> line.contains(part));
  }

  /**
   * Prices in pieces, all of one handled before the next; whoever has no position gets one.
   *
   * @return positions open on average, counted between two pieces
   */
  private static double play(Suite suite, StreamProbe probe) throws IOException {
    int pieces = MINUTES / MINUTES_AT_ONCE;
    long held = 0;
    for (int piece = 0; piece < pieces; piece++) {
      suite.paper().advance(SYMBOLS * 4 * MINUTES_AT_ONCE);
      settle(suite, probe);
      enter(suite, probe);
      settle(suite, probe);
      held += probe.commands().scard(suite.names().positionsOpen());
    }
    return (double) held / pieces;
  }

  private static void enter(Suite suite, StreamProbe probe) {
    Set<String> open = probe.commands().smembers(suite.names().positionsOpen());
    var status = suite.paper().status();
    String timestamp = EventTime.format(status.get("time").asLong());
    for (String symbol : status.get("prices").propertyNames()) {
      if (open.contains(symbol)) {
        continue;
      }
      BigDecimal price = new BigDecimal(status.get("prices").get(symbol).asString());
      boolean rising = symbol.hashCode() % 2 == 0;
      BigDecimal stop = price.multiply(new BigDecimal(rising ? "0.98" : "1.02"));
      probe.xadd(
          suite.names().tradeIntent(),
          Chain.fields(
              "symbol",
              symbol,
              "side",
              rising ? "BUY" : "SELL",
              "qty",
              new BigDecimal(1000).divide(price, 0, RoundingMode.UP).toPlainString(),
              "entry_price",
              price.toPlainString(),
              "stop_loss",
              stop.setScale(4, RoundingMode.HALF_UP).toPlainString(),
              "leverage",
              "5",
              "source",
              "system-test",
              "timestamp",
              timestamp));
    }
  }

  private static void settle(Suite suite, StreamProbe probe) {
    probe.await(
        "everything is handled",
        () -> Quiescence.reached(suite.redis(), MarketReplay.groups(suite.names())),
        PATIENCE);
  }

  private static SortedMap<Symbol, CandleSeries> fifty(SortedMap<Symbol, CandleSeries> recorded) {
    SortedMap<Symbol, CandleSeries> day = new TreeMap<>();
    List<CandleSeries> all = new ArrayList<>(recorded.values());
    int times = SYMBOLS / all.size();
    for (CandleSeries series : all) {
      List<Candle> candles = series.candles();
      for (int i = 0; i < times; i++) {
        int from = i * (candles.size() - MINUTES) / (times - 1);
        List<Candle> moved = new ArrayList<>();
        for (int minute = 0; minute < MINUTES; minute++) {
          Candle c = candles.get(from + minute);
          moved.add(
              new Candle(
                  series.firstMillis() + minute * MINUTE,
                  c.open(),
                  c.high(),
                  c.low(),
                  c.close(),
                  c.volume()));
        }
        Symbol symbol = Symbol.of(series.symbol().name().replace("USDT", "") + i + "USDT");
        day.put(symbol, CandleSeries.of(symbol, moved));
      }
    }
    assertThat(day).hasSize(SYMBOLS);
    return day;
  }

  private static void count(Path log, Map<String, Integer> lines) {
    try (var all = Files.lines(log)) {
      all.filter(line -> line.length() < 1000) // the settings at the start name every symbol
          .forEach(
              line -> {
                var symbol = SYMBOL.matcher(line);
                if (symbol.find()) {
                  lines.merge(symbol.group(), 1, Integer::sum);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
