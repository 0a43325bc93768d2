package quantum.replay;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.replay.entry.EntryOrder;
import quantum.replay.entry.OwnEntries;
import quantum.replay.market.MarketCache;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.MarketRules;
import quantum.replay.market.ReplayWindow;
import quantum.replay.run.Fills;

/**
 * What there is to run on.
 *
 * @param notes what was not read, or mended
 * @param recorded all prices, up to where they are asked for
 * @param orders the entries that are asked for
 * @param own where they are a trader's own
 * @param window the part of the prices that the entries need
 * @param fills how they fill and what that costs
 */
record LabInput(
    List<String> notes,
    SortedMap<Symbol, CandleSeries> recorded,
    List<EntryOrder> orders,
    Optional<OwnEntries> own,
    ReplayWindow window,
    Fills fills) {

  /**
   * What the kill score is fed with; nothing asks for it where the score closes nothing.
   *
   * @param isAsked whether it may close
   * @param rules by what the market is judged
   * @param err is told whose market is not known
   */
  MarketHistory markets(boolean isAsked, MarketRules rules, PrintStream err) {
    if (!isAsked) {
      return MarketHistory.NONE;
    }
    MarketHistory markets =
        MarketHistory.of(window.series().values(), rules, Optional.of(MarketCache.ofUser()));
    for (Symbol symbol : window.symbols()) {
      if (!markets.knows(symbol)) {
        err.println(symbol + ": bars are no minutes, so its market counts as neutral");
      }
    }
    return markets;
  }
}
