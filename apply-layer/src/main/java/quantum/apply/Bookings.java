package quantum.apply;

import io.lettuce.core.RedisException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.Results;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTerms;
import quantum.contracts.ApplyResult;
import quantum.contracts.OpenPosition;
import quantum.contracts.Unbooked;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.RedisUnavailable;

/**
 * Books the trades of fills that were told before their trades had come. It is a task of its own in
 * the symbol's lane and yields to every plan: no order waits for a booking.
 */
final class Bookings {
  private static final long FIRST_WAIT_MILLIS = 250;
  private static final long MAX_WAIT_MILLIS = 10_000;

  private final ApplyStore store;
  private final Books books;
  private final VenueTerms terms;
  private final DriftBooks others;
  private final VenueTrades trades;
  private final Lanes lanes;
  private final Set<String> queued = ConcurrentHashMap.newKeySet();

  Bookings(
      VenueTerms terms,
      ApplyStore store,
      Books books,
      DriftBooks others,
      VenueTrades trades,
      Lanes lanes) {
    this.terms = terms;
    this.store = store;
    this.books = books;
    this.others = others;
    this.trades = trades;
    this.lanes = lanes;
  }

  /** Takes up whatever is owed. */
  void look() {
    for (Unbooked order : store.marks().unbooked()) {
      if (queued.add(order.orderId())) {
        lanes.offer(new Booking(order));
      }
    }
  }

  private final class Booking implements LaneTask {
    private final Unbooked order;
    private int waits;

    Booking(Unbooked order) {
      this.order = order;
    }

    @Override
    public Symbol symbol() {
      return order.symbol();
    }

    @Override
    public Urgency urgency() {
      return Urgency.UPKEEP;
    }

    @Override
    public void run() {
      try {
        book();
        queued.remove(order.orderId());
      } catch (VenueRefusal | LockedOut | RedisException | RedisUnavailable e) {
        throw later(e.getMessage());
      } catch (IllegalStateException e) {
        // whatever it is, closing goes on
        ApplyLog.upkeepFailed(symbol() + "'s booking", String.valueOf(e.getMessage()));
        throw later(e.getMessage());
      }
    }

    private void book() {
      if (store.marks().unbooked().stream().noneMatch(order::equals)) {
        return; // booked, and only the answer of that commit was lost
      }
      VenueTrades.Told told =
          trades
              .told(order.symbol(), Map.of(new VenueOrderId(order.orderId()), order.qty()))
              .orElseThrow(() -> later("trades of order " + order.orderId() + " have not come"));
      OrderFill fill = OrderFill.of(told.own());
      others.bookOthers(order.symbol(), store.position(order.symbol()), told.others());
      Commit commit = new Commit();
      store
          .position(order.symbol())
          .filter(open -> open.position().id().equals(order.position()))
          .ifPresent(open -> store.keep(commit, Optional.of(open), settled(open, fill)));
      store.marks().noteBooked(commit, order.symbol(), fill.lastTrade().orElseThrow());
      store.marks().settled(commit, order);
      ApplyResult result = Results.booking(order, fill);
      books.late(commit, result);
      books.owe(commit, result, fill);
      commit.afterwards(() -> ApplyLog.bookedLater(order, fill));
      store.execute(commit);
    }

    private OpenPosition settled(OpenPosition open, OrderFill fill) {
      return open.with(open.unsettled().settled(Set.of(order.orderId())))
          .booked(
              open.realizedPnl().add(fill.realizedPnl()),
              PositionBook.bookedUpTo(open, fill, terms));
    }

    private NotNow later(String why) {
      return new NotNow(Math.min(FIRST_WAIT_MILLIS << Math.min(waits++, 6), MAX_WAIT_MILLIS), why);
    }
  }
}
