package quantum.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.TickSequence;
import quantum.replay.Replay;
import quantum.replay.entry.EntriesFile;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Journal;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.MarketRules;
import quantum.replay.market.ReplayWindow;
import quantum.replay.run.Backtest;

/** Entries and the recorded prices that they meet, with what the market state looks back on. */
public record RecordedMarket(List<EntryOrder> entries, ReplayWindow window) {
  private static final long MINUTE_MILLIS = 60_000;
  private static final Path PRICES =
      Path.of("").toAbsolutePath().resolveSibling("demo").resolve("data").resolve("prices");

  /**
   * @param entries name of a file among the test resources
   * @param minutes how long the market moves
   */
  public static RecordedMarket of(String entries, int minutes) {
    try {
      Path file =
          Path.of(RecordedMarket.class.getResource("/entries/" + entries + ".json").toURI());
      List<EntryOrder> orders = EntriesFile.read(file);
      ReplayWindow window =
          ReplayWindow.of(CandleFiles.read(PRICES), orders, MarketRules.DEFAULTS.historyBars());
      return new RecordedMarket(
          orders, window.until(window.startMillis() + minutes * MINUTE_MILLIS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(entries, e);
    }
  }

  public TickSequence ticks() {
    return window.ticks();
  }

  /** What the suite ought to decide: the same decisions without Redis, exchange and crashes. */
  Journal backtest() {
    return new Backtest(
            window,
            MarketHistory.of(window.series().values()),
            entries,
            Replay.rules(false, Theta.DEFAULTS, KillRule.ADAPTIVE, window.symbols()),
            decision -> {})
        .run();
  }
}
