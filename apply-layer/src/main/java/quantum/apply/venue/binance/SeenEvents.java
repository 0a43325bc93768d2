package quantum.apply.venue.binance;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Symbol;

/**
 * Keeps back what was told before. The venue repeats some events, and around the moment when one
 * connection takes over from another both tell the same.
 *
 * <p>What happens once, a trade or a step of an order, is remembered as far back as there is room.
 * What tells a state is kept back only if it says what the latest of its kind said: a leverage that
 * went from 5 to 7 and back is news, even where a replay's clock stood still meanwhile.
 */
final class SeenEvents {
  private record TradeKey(Symbol symbol, TradeId id) {}

  private final int most;
  private final SequencedSet<AccountEvent> steps = new LinkedHashSet<>();
  private final SequencedSet<TradeKey> trades = new LinkedHashSet<>();
  private final Map<Class<?>, AccountEvent> latest = new HashMap<>();

  /**
   * @param most steps and trades to remember, each
   */
  SeenEvents(int most) {
    this.most = most;
  }

  /**
   * The event, as far as it is new: a trade that was told before is left out, and what then says
   * nothing more is dropped.
   */
  Optional<AccountEvent> fresh(AccountEvent event) {
    return switch (event) {
      case AccountEvent.OrderFilled(AccountEvent.Order order, VenueTrade trade) ->
          step(new AccountEvent.OrderChanged(order), event, isNew(trade));
      case AccountEvent.Forced(
              AccountEvent.Forced.Cause cause,
              AccountEvent.Order order,
              Optional<VenueTrade> trade) ->
          step(
              new AccountEvent.Forced(cause, order, Optional.empty()),
              event,
              trade.filter(this::isNew).isPresent());
      case AccountEvent.OrderChanged _ -> step(event, event, false);
      default ->
          event.equals(latest.put(event.getClass(), event)) ? Optional.empty() : Optional.of(event);
    };
  }

  /**
   * @param bare the word about the order, which is the same with a trade and without
   */
  private Optional<AccountEvent> step(AccountEvent bare, AccountEvent whole, boolean newTrade) {
    boolean newStep = remember(steps, bare);
    if (newTrade) {
      return Optional.of(whole);
    }
    return newStep ? Optional.of(bare) : Optional.empty();
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
