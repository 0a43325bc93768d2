package quantum.replay.market;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.TickSequence;
import quantum.replay.entry.BadEntries;
import quantum.replay.entry.EntryOrder;

/**
 * The part of the recorded prices that some entries need: their symbols, from the bar of the first
 * entry on, and before it what the market state looks back on.
 *
 * @param series history and prices of each symbol
 * @param startMillis epoch milliseconds, where the prices begin to move; all before it is history
 */
public record ReplayWindow(SortedMap<Symbol, CandleSeries> series, long startMillis) {
  public ReplayWindow {
    series = Collections.unmodifiableSortedMap(new TreeMap<>(series));
  }

  /**
   * The window of some entries.
   *
   * @param historyBars bars of each symbol before its first entry; fewer where the prices begin
   *     later
   * @throws BadEntries naming entries whose symbol has no prices
   */
  public static ReplayWindow of(
      SortedMap<Symbol, CandleSeries> prices, List<EntryOrder> entries, int historyBars) {
    List<String> violations = new ArrayList<>();
    Set<Symbol> wanted =
        entries.stream().map(EntryOrder::symbol).collect(Collectors.toUnmodifiableSet());
    SortedMap<Symbol, CandleSeries> window = new TreeMap<>();
    long start = Long.MAX_VALUE;
    for (Symbol symbol : wanted) {
      CandleSeries whole = prices.get(symbol);
      if (whole == null) {
        violations.add("symbol=" + symbol + ": there are no prices of it, only " + prices.keySet());
        continue;
      }
      long first =
          entries.stream()
              .filter(entry -> entry.symbol().equals(symbol))
              .mapToLong(EntryOrder::atMillis)
              .min()
              .orElseThrow();
      int bar = barAt(whole, first);
      start = Math.min(start, whole.openMillis(bar));
      int from = Math.max(0, bar - historyBars);
      window.put(symbol, whole.slice(from, whole.size()));
    }
    if (!violations.isEmpty()) {
      throw new BadEntries(String.join("\n", violations));
    }
    return new ReplayWindow(window, start);
  }

  /** The prices that move. */
  public TickSequence ticks() {
    return new TickSequence(series.values(), startMillis);
  }

  /**
   * The same up to a moment.
   *
   * @param endMillis epoch milliseconds, not in it
   */
  public ReplayWindow until(long endMillis) {
    SortedMap<Symbol, CandleSeries> shorter = new TreeMap<>();
    series.forEach(
        (symbol, whole) -> shorter.put(symbol, whole.slice(0, whole.firstFrom(endMillis))));
    return new ReplayWindow(shorter, startMillis);
  }

  /** Those that have entries. */
  public Set<Symbol> symbols() {
    return series.keySet();
  }

  /** The last bar that opened at or before the moment; the first one if there is none. */
  private static int barAt(CandleSeries series, long millis) {
    return Math.max(0, series.firstFrom(millis + 1) - 1);
  }
}
