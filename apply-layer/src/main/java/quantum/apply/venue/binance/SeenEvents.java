package quantum.apply.venue.binance;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Symbol;

/**
 * Lets each event through once, as far back as it remembers. The venue repeats some, and while one
 * connection takes over from another both tell the same.
 */
final class SeenEvents {
  private record TradeKey(Symbol symbol, long id) {}

  private final int most;
  private final SequencedSet<AccountEvent> events = new LinkedHashSet<>();
  private final SequencedSet<TradeKey> trades = new LinkedHashSet<>();

  /**
   * @param most events and trades to remember
   */
  SeenEvents(int most) {
    this.most = most;
  }

  /**
   * The event, as far as it is new: a trade that was told before is left out, and what then says
   * nothing more is dropped.
   */
  Optional<AccountEvent> fresh(AccountEvent event) {
    AccountEvent news =
        switch (event) {
          case AccountEvent.OrderFilled(AccountEvent.Order order, VenueTrade trade) ->
              isNew(trade) ? event : new AccountEvent.OrderChanged(order);
          case AccountEvent.Forced(
                  AccountEvent.Forced.Cause cause,
                  AccountEvent.Order order,
                  Optional<VenueTrade> trade) ->
              trade.isEmpty() || isNew(trade.get())
                  ? event
                  : new AccountEvent.Forced(cause, order, Optional.empty());
          default -> event;
        };
    // told with its trade or without: it is the same word about the order
    boolean told = !remember(events, withoutTrade(news));
    return told && withoutTrade(news).equals(news) ? Optional.empty() : Optional.of(news);
  }

  private static AccountEvent withoutTrade(AccountEvent event) {
    return switch (event) {
      case AccountEvent.OrderFilled(AccountEvent.Order order, VenueTrade _) ->
          new AccountEvent.OrderChanged(order);
      case AccountEvent.Forced(
              AccountEvent.Forced.Cause cause,
              AccountEvent.Order order,
              Optional<VenueTrade> _) ->
          new AccountEvent.Forced(cause, order, Optional.empty());
      default -> event;
    };
  }

  private boolean isNew(VenueTrade trade) {
    return remember(trades, new TradeKey(trade.symbol(), trade.id()));
  }

  /** Whether it was not there. */
  private <T> boolean remember(SequencedSet<T> set, T each) {
    boolean added = set.add(each);
    if (set.size() > most) {
      set.removeFirst();
    }
    return added;
  }
}
