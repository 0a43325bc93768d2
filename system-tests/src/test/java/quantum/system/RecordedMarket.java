package quantum.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.TickSequence;
import quantum.replay.Backtest;
import quantum.replay.EntriesFile;
import quantum.replay.EntryOrder;
import quantum.replay.Journal;
import quantum.replay.MarketHistory;
import quantum.replay.Replay;
import quantum.replay.ReplayWindow;

/**
 * Entries and the recorded prices that they meet.
 *
 * @param window of each symbol the bars from its first entry on
 */
record RecordedMarket(List<EntryOrder> entries, SortedMap<Symbol, CandleSeries> window) {
  private static final Path PRICES =
      Path.of("").toAbsolutePath().resolveSibling("demo").resolve("data").resolve("prices");

  /**
   * @param entries name of a file among the test resources
   * @param bars how many bars of a symbol are wanted, where that is not all
   */
  static RecordedMarket of(String entries, Map<String, Integer> bars) {
    try {
      Path file =
          Path.of(RecordedMarket.class.getResource("/entries/" + entries + ".json").toURI());
      List<EntryOrder> orders = EntriesFile.read(file);
      SortedMap<Symbol, CandleSeries> window = new TreeMap<>();
      ReplayWindow.of(CandleFiles.read(PRICES), orders)
          .forEach(
              (symbol, series) ->
                  window.put(
                      symbol, first(bars.getOrDefault(symbol.name(), Integer.MAX_VALUE), series)));
      return new RecordedMarket(orders, window);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(entries, e);
    }
  }

  private static CandleSeries first(int bars, CandleSeries series) {
    int end = Math.min(bars, series.candles().size());
    return new CandleSeries(
        series.symbol(), series.intervalMillis(), series.candles().subList(0, end));
  }

  TickSequence ticks() {
    return new TickSequence(window.values());
  }

  /** What the suite ought to decide: the same decisions without Redis, exchange and crashes. */
  Journal backtest() {
    return new Backtest(
            window.values(),
            MarketHistory.of(window.values()),
            entries,
            Replay.rules(false, Theta.DEFAULTS, KillRule.ADAPTIVE, window.keySet()),
            decision -> {})
        .run();
  }
}
