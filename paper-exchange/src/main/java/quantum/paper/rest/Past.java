package quantum.paper.rest;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoStatus;
import quantum.paper.account.Income;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperPosition;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.Placement;
import quantum.paper.account.PositionSide;
import quantum.paper.exchange.Bar;
import quantum.paper.exchange.ExchangeListener;
import quantum.paper.exchange.PriceEvent;

/**
 * When things became known, by the wall clock, so that an answer can be that of a moment ago. What
 * was there when the process began counts as known for long.
 */
public final class Past implements ExchangeListener {
  private final ExchangeListener then;
  private final LongSupplier wallClock;
  private final Map<Held, NavigableMap<Long, PaperPosition>> positions = new ConcurrentHashMap<>();
  private final Map<Long, Long> tradeMillis = new ConcurrentHashMap<>();
  private final Map<Long, Long> algoMillis = new ConcurrentHashMap<>();

  /** One of a symbol's positions. */
  private record Held(Symbol symbol, PositionSide side) {
    static final Comparator<Held> ORDER =
        Comparator.comparing(Held::symbol).thenComparing(Held::side);

    Held(PaperPosition position) {
      this(position.symbol(), position.side());
    }
  }

  /**
   * @param then who hears everything after it was noted here
   */
  public Past(ExchangeListener then, LongSupplier wallClock) {
    this.then = then;
    this.wallClock = wallClock;
  }

  /** Takes the account as it is when the process begins. */
  public void begin(PaperAccount account) {
    account.positions().forEach(position -> note(position, Long.MIN_VALUE));
  }

  @Override
  public void priced(PriceEvent event) {
    then.priced(event);
  }

  @Override
  public void barred(Symbol symbol, Bar bar, long nowMillis) {
    then.barred(symbol, bar, nowMillis);
  }

  @Override
  public void traded(Placement.Accepted placed, PaperAccount account, PaperPosition position) {
    long now = wallClock.getAsLong();
    note(position, now);
    placed.trades().forEach(trade -> tradeMillis.put(trade.id(), now));
    then.traded(placed, account, position);
  }

  @Override
  public void algoChanged(AlgoOrder order) {
    if (order.status() == AlgoStatus.NEW) {
      algoMillis.put(order.algoId(), wallClock.getAsLong());
    }
    then.algoChanged(order);
  }

  @Override
  public void paid(Income income, PaperAccount account) {
    then.paid(income, account);
  }

  @Override
  public void leverageChanged(Symbol symbol, int leverage, long nowMillis) {
    then.leverageChanged(symbol, leverage, nowMillis);
  }

  /** Whether a trade was there so many milliseconds ago. */
  boolean knows(PaperTrade trade, long millisAgo) {
    return wasThere(tradeMillis.get(trade.id()), millisAgo);
  }

  /** Whether a conditional order was there so many milliseconds ago. */
  boolean knows(AlgoOrder order, long millisAgo) {
    return wasThere(algoMillis.get(order.algoId()), millisAgo);
  }

  /** The positions of so many milliseconds ago that were not flat, valued at the present mark. */
  List<PaperPosition> positions(PaperAccount account, long millisAgo) {
    if (millisAgo == 0) {
      return account.positions();
    }
    long at = wallClock.getAsLong() - millisAgo;
    SortedMap<Held, PaperPosition> then = new TreeMap<>(Held.ORDER);
    positions.forEach(
        (held, history) ->
            Optional.ofNullable(history.floorEntry(at))
                .map(Map.Entry::getValue)
                .filter(position -> !position.isFlat())
                .ifPresent(position -> then.put(held, valued(position, account))));
    return List.copyOf(then.values());
  }

  private boolean wasThere(Long sinceMillis, long millisAgo) {
    return millisAgo == 0
        || sinceMillis == null
        || sinceMillis <= wallClock.getAsLong() - millisAgo;
  }

  private void note(PaperPosition position, long millis) {
    positions
        .computeIfAbsent(new Held(position), held -> new ConcurrentSkipListMap<>())
        .put(millis, position);
  }

  private static PaperPosition valued(PaperPosition position, PaperAccount account) {
    BigDecimal mark = account.mark(position.symbol()).orElse(position.markPrice());
    return new PaperPosition(
        position.symbol(),
        position.side(),
        position.amount(),
        position.entryPrice(),
        mark,
        position.leverage(),
        position.updatedMillis());
  }
}
