package quantum.apply;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenuePosition;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * What the exchange's answers have shown of each symbol: one that is older than our last fill means
 * nothing, and a position nobody knew is believed when it was seen twice.
 */
final class Sightings {
  /** A position nobody knew is believed when it was seen twice, so far apart. */
  private static final long SEEN_TWICE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** So long after a fill of ours an answer may still be of the time before it. */
  private static final long MAY_LAG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long AT_MOST_MILLIS = 2_000;

  private record Fill(long exchangeMillis, long nanos) {}

  private record Sighting(Side side, Quantity quantity, long updatedMillis, long nanos) {}

  private final ApplyStore store;
  private final VenueTrades trades;
  private final Map<Symbol, Fill> fills = new ConcurrentHashMap<>();
  private final Map<Symbol, Sighting> sightings = new ConcurrentHashMap<>();
  private final long startedNanos = System.nanoTime();

  Sightings(ApplyStore store, VenueTrades trades) {
    this.store = store;
    this.trades = trades;
  }

  /** A fill of ours: what the exchange says of the time before it means nothing any more. */
  void filled(Symbol symbol, long exchangeMillis) {
    fills.put(symbol, new Fill(exchangeMillis, System.nanoTime()));
    sightings.remove(symbol);
  }

  /** Redis and the exchange agree: whatever was seen is no riddle any more. */
  void agreed(Symbol symbol) {
    sightings.remove(symbol);
  }

  /** Older than the last fill that we know of. */
  boolean isOfThePast(Symbol symbol, VenuePosition held) {
    Fill last = fills.get(symbol);
    return last != null && held.updatedMillis() < last.exchangeMillis();
  }

  /**
   * A position that nobody here knows may be one that our last fill has just closed, also the last
   * one before we were started. A plan need not wait for the second look if there was none lately.
   */
  void requireSeenTwice(Symbol symbol, VenuePosition held, Patience patience) {
    long now = System.nanoTime();
    Fill last = fills.get(symbol);
    boolean mayLag = now - (last == null ? startedNanos : last.nanos()) <= MAY_LAG_NANOS;
    if (patience.isPlans() && !mayLag) {
      return;
    }
    Sighting first =
        sightings.compute(
            symbol,
            (s, seen) ->
                seen != null
                        && seen.side() == held.side()
                        && seen.quantity().compareTo(held.quantity()) == 0
                        && seen.updatedMillis() == held.updatedMillis()
                    ? seen
                    : new Sighting(held.side(), held.quantity(), held.updatedMillis(), now));
    long seen = now - first.nanos();
    long left = SEEN_TWICE_NANOS - seen;
    if (left <= 0 && isBeforeLastBooked(symbol, held)) {
      left = Patience.LONG_NANOS - seen;
    }
    if (left > 0) {
      throw new NotNow(
          Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, AT_MOST_MILLIS),
          "a position nobody knew is looked at twice");
    }
  }

  /** Older than a trade that was booked, by whichever run: what it shows is likely to be gone. */
  private boolean isBeforeLastBooked(Symbol symbol, VenuePosition held) {
    Optional<TradeCursor> mark = store.marks().bookedUpTo(symbol);
    long later = held.updatedMillis() + VenueTrades.SLACK_MILLIS;
    return mark.isPresent()
        && trades.since(symbol, later).stream()
            .filter(trade -> trade.isOf(held.side()) && mark.get().covers(trade.at()))
            .anyMatch(trade -> trade.timeMillis() > later);
  }
}
