package quantum.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * Trades that the exchange has told by itself without a gap, so that a fill need not ask for them.
 * Whatever came after a trade that is among them is among them too; after a gap all begins anew.
 */
final class HeardTrades {
  private static final int KEPT = 1_000;

  private final Map<Symbol, NavigableMap<TradeCursor, VenueTrade>> bySymbol = new HashMap<>();

  /** Takes note of a trade; one that is told twice counts once. */
  synchronized void hear(VenueTrade trade) {
    NavigableMap<TradeCursor, VenueTrade> trades =
        bySymbol.computeIfAbsent(trade.symbol(), s -> new TreeMap<>());
    trades.put(trade.at(), trade);
    if (trades.size() > KEPT) {
      trades.pollFirstEntry();
    }
    notifyAll();
  }

  /** Something may have been missed. */
  synchronized void gap() {
    bySymbol.clear();
  }

  /**
   * All trades of a symbol after one of them, once those of these orders are complete.
   *
   * @param mark the trade that is booked last
   * @param executed base units by order
   * @param millis how long to wait for them at most
   * @return empty if something may be missing among them, or a fee cannot be read
   */
  synchronized Optional<List<VenueTrade>> after(
      Symbol symbol, TradeCursor mark, Map<VenueOrderId, Quantity> executed, long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      NavigableMap<TradeCursor, VenueTrade> trades = bySymbol.getOrDefault(symbol, new TreeMap<>());
      if (!trades.containsKey(mark)) {
        return Optional.empty();
      }
      List<VenueTrade> later = List.copyOf(trades.tailMap(mark, false).values());
      if (VenueTrades.isAll(later, executed)) {
        return Optional.of(later)
            .filter(
                all ->
                    all.stream().noneMatch(t -> t.commissionAsset().equals(VenueTrade.UNREADABLE)));
      }
      long left = until - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }
}
