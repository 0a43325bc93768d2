package quantum.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;

/**
 * The part of the recorded prices that the entries need: their symbols, from the bar of a symbol's
 * first entry on.
 */
public final class ReplayWindow {
  private ReplayWindow() {}

  /**
   * @throws BadEntries naming entries whose symbol has no prices, or whose moment lies outside them
   */
  public static SortedMap<Symbol, CandleSeries> of(
      SortedMap<Symbol, CandleSeries> prices, List<EntryOrder> entries) {
    List<String> violations = new ArrayList<>();
    Set<Symbol> wanted =
        entries.stream().map(EntryOrder::symbol).collect(Collectors.toUnmodifiableSet());
    SortedMap<Symbol, CandleSeries> window = new TreeMap<>();
    for (Symbol symbol : wanted) {
      CandleSeries series = prices.get(symbol);
      if (series == null) {
        violations.add("symbol=" + symbol + ": there are no prices of it, only " + prices.keySet());
        continue;
      }
      long first =
          entries.stream()
              .filter(entry -> entry.symbol().equals(symbol))
              .mapToLong(EntryOrder::atMillis)
              .min()
              .orElseThrow();
      cut(series, first)
          .ifPresentOrElse(
              part -> window.put(symbol, part),
              () ->
                  violations.add(
                      "symbol=%s: at=%d lies outside its prices, which go from %d to %d"
                          .formatted(symbol, first, series.firstMillis(), series.lastMillis())));
    }
    if (!violations.isEmpty()) {
      throw new BadEntries(String.join("\n", violations));
    }
    return window;
  }

  /**
   * The prices from which the market at the first entry of each symbol is known: so many bars
   * before it, and all behind it.
   *
   * @param bars bars before the first entry; fewer where the prices begin later
   */
  static List<CandleSeries> warmed(
      SortedMap<Symbol, CandleSeries> prices, SortedMap<Symbol, CandleSeries> window, int bars) {
    return window.values().stream()
        .map(
            part -> {
              CandleSeries series = prices.get(part.symbol());
              List<Candle> candles = series.candles();
              int from = Math.max(0, candles.size() - part.candles().size() - bars);
              return new CandleSeries(
                  series.symbol(), series.intervalMillis(), candles.subList(from, candles.size()));
            })
        .toList();
  }

  private static Optional<CandleSeries> cut(CandleSeries series, long firstMillis) {
    if (firstMillis < series.firstMillis()
        || firstMillis > series.lastMillis() + series.intervalMillis()) {
      return Optional.empty();
    }
    List<Candle> candles = series.candles();
    int from = 0;
    while (from + 1 < candles.size() && candles.get(from + 1).openTimeMillis() <= firstMillis) {
      from++;
    }
    return Optional.of(
        new CandleSeries(
            series.symbol(), series.intervalMillis(), candles.subList(from, candles.size())));
  }
}
