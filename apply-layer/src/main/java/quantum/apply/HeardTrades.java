package quantum.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Quantity;

/**
 * Trades that the exchange has told by itself, by order, so that a fill need not ask for them. Kept
 * for a while; what is not here any more, or never was, is asked for.
 */
final class HeardTrades {
  private static final int ORDERS_KEPT = 2_000;

  private final Map<Long, List<VenueTrade>> byOrder =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<VenueTrade>> eldest) {
          return size() > ORDERS_KEPT;
        }
      };

  /** Takes note of a trade; one that is told twice counts once. */
  synchronized void hear(VenueTrade trade) {
    List<VenueTrade> trades = byOrder.computeIfAbsent(trade.orderId(), o -> new ArrayList<>());
    if (trades.stream().noneMatch(known -> known.id() == trade.id())) {
      trades.add(trade);
      notifyAll();
    }
  }

  /**
   * The trades of an order, once they are all there.
   *
   * @param executed base units that they make together
   * @param millis how long to wait for them at most
   * @return empty if they are not, or one's fee cannot be read
   */
  synchronized Optional<List<VenueTrade>> of(long orderId, Quantity executed, long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      List<VenueTrade> trades = byOrder.getOrDefault(orderId, List.of());
      if (Orders.traded(trades).compareTo(executed) == 0) {
        return Optional.of(List.copyOf(trades))
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
