package quantum.apply.venue.memory;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountEvent.Holding;
import quantum.apply.venue.AccountEvent.PositionsChanged;
import quantum.apply.venue.AccountEvent.StopChanged;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Failure.Reason;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.StopStatus;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.apply.venue.memory.MemoryAccount.Executed;
import quantum.apply.venue.memory.MemoryAccount.Leg;
import quantum.apply.venue.memory.MemoryStops.Stop;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * The exchange behind {@link MemoryVenue}: account, stops and prices under one lock. Its clock goes
 * on by a millisecond with everything that happens, and by {@link #passes} otherwise. What {@link
 * MemoryVenue} asks is answered exactly; what goes wrong on the way is the venue's matter.
 */
public final class MemoryExchange {
  private static final long BEGIN_MILLIS = 1_700_000_000_000L;
  private static final long MINUTE_MILLIS = 60_000;

  private final MemoryAccount account = new MemoryAccount();
  private final MemoryStops stops = new MemoryStops();
  private final Map<Symbol, SymbolRules> rules;
  private final Map<Symbol, NavigableMap<Long, BigDecimal>> past = new ConcurrentHashMap<>();
  private Consumer<AccountEvent> told = event -> {};
  private Runnable watcher = () -> {};
  private BigDecimal fillable = BigDecimal.ONE;
  private boolean hanging;
  private long now = BEGIN_MILLIS;

  public MemoryExchange(List<SymbolRules> traded) {
    Map<Symbol, SymbolRules> bySymbol = new TreeMap<>();
    traded.forEach(one -> bySymbol.put(one.symbol(), one));
    rules = Map.copyOf(bySymbol);
  }

  // ---- what happens to it

  /** Who is told of each event. */
  synchronized void tell(Consumer<AccountEvent> taker) {
    told = taker;
  }

  /** Called after each change, under the lock: sees every state that there ever was. */
  public synchronized void watch(Runnable looker) {
    watcher = looker;
  }

  public synchronized void passes(long millis) {
    now += millis;
  }

  /** The mark price goes there, and meets what rests on its way. */
  public synchronized void price(Symbol symbol, BigDecimal price) {
    now++;
    account.mark(symbol, price);
    past.computeIfAbsent(symbol, s -> new TreeMap<>()).put(now, price);
    for (Stop stop : stops.met(symbol, price)) {
      if (stop.rests()) { // the one before may have ended it
        trigger(stop);
      }
    }
    watcher.run();
  }

  /** Somebody else trades: afterwards so much is held, negative for SHORT. */
  public synchronized void byHand(Symbol symbol, Optional<Side> side, BigDecimal target) {
    now++;
    Leg leg = new Leg(symbol, side);
    BigDecimal moved = target.subtract(account.amount(leg));
    if (moved.signum() != 0) {
      traded(
          account.execute(
              leg,
              moved.signum() > 0 ? OrderSide.BUY : OrderSide.SELL,
              moved.abs(),
              moved.abs(),
              false,
              new ClientOrderId("web_" + now),
              now));
    }
    watcher.run();
  }

  /** LONG pays this fraction of its value to SHORT. */
  public synchronized void funds(BigDecimal rate) {
    now++;
    for (VenueIncome paid : account.fund(rate, now)) {
      told(PositionsChanged.Reason.FUNDING, paid);
    }
  }

  /** Money comes in, or goes out. */
  public synchronized void transfers(BigDecimal amount) {
    now++;
    told(PositionsChanged.Reason.TRANSFER, account.transfer(amount, now));
  }

  private void told(PositionsChanged.Reason reason, VenueIncome paid) {
    told.accept(
        new PositionsChanged(
            reason,
            paid.word(),
            List.of(),
            List.of(new AccountEvent.AssetChange(paid.asset(), paid.amount(), account.wallet())),
            paid.symbol(),
            now));
  }

  public synchronized void hedge() {
    account.hedge();
  }

  /** The market takes only this fraction of the next order. */
  public synchronized void fillNext(BigDecimal fraction) {
    fillable = fraction;
  }

  /** From now on a stop that is met stays where it is, without an order. */
  public synchronized void hangTriggers(boolean hang) {
    hanging = hang;
  }

  /** What is held of everything. */
  public synchronized List<VenuePosition> positions() {
    return account.positions();
  }

  // ---- what it is asked

  synchronized long now() {
    return now;
  }

  synchronized boolean isHedge() {
    return account.isHedge();
  }

  Optional<SymbolRules> rules(Symbol symbol) {
    return Optional.ofNullable(rules.get(symbol));
  }

  int symbols() {
    return rules.size();
  }

  synchronized Optional<BigDecimal> mark(Symbol symbol) {
    return account.mark(symbol);
  }

  synchronized Optional<BigDecimal> markAt(Symbol symbol, long millis) {
    long end = millis - Math.floorMod(millis, MINUTE_MILLIS) + MINUTE_MILLIS - 1;
    return Optional.ofNullable(past.getOrDefault(symbol, new TreeMap<>()).floorEntry(end))
        .map(Map.Entry::getValue);
  }

  synchronized void leverage(Symbol symbol, int leverage) {
    now++;
    account.leverage(symbol, leverage);
    told.accept(new AccountEvent.LeverageChanged(symbol, leverage, now));
  }

  synchronized <T> T ask(java.util.function.Function<MemoryAccount, T> question) {
    return question.apply(account);
  }

  synchronized Optional<StopReport> stop(ClientOrderId id, long behindMillis) {
    return stops.report(id, now - behindMillis);
  }

  public synchronized List<StopReport> openStops(Optional<Symbol> symbol, long behindMillis) {
    return stops.open(symbol, now - behindMillis);
  }

  synchronized Outcome<OrderReport> place(MarketOrder order) {
    Optional<Failure> refusal = refusalOf(order);
    if (refusal.isPresent()) {
      return Outcome.failed(refusal.get());
    }
    now++;
    Leg leg = legOf(order);
    BigDecimal quantity = order.quantity().value();
    BigDecimal wanted =
        order.reduceOnly() ? quantity.min(account.reducible(leg, order.side())) : quantity;
    BigDecimal step = rules.get(order.symbol()).marketStep();
    BigDecimal filled = wanted.multiply(fillable).divide(step, 0, RoundingMode.DOWN).multiply(step);
    fillable = BigDecimal.ONE;
    Executed executed =
        account.execute(leg, order.side(), wanted, filled, order.reduceOnly(), order.id(), now);
    traded(executed);
    watcher.run();
    return Outcome.ok(executed.report());
  }

  private Leg legOf(MarketOrder order) {
    OrderSide opening = order.reduceOnly() ? order.side().opposite() : order.side();
    return account.leg(order.symbol(), opening.opens());
  }

  private Optional<Failure> refusalOf(MarketOrder order) {
    SymbolRules known = rules.get(order.symbol());
    if (known == null || account.mark(order.symbol()).isEmpty()) {
      return refused(Reason.OTHER, "no such symbol: " + order.symbol());
    }
    if (!MemoryTerms.TERMS.clientIds().takes(order.id().value())) {
      return refused(Reason.OTHER, "no name for an order: " + order.id());
    }
    Quantity quantity = order.quantity();
    if (quantity.compareTo(known.marketMin()) < 0) {
      return refused(Reason.QUANTITY_TOO_SMALL, "below " + known.marketMin());
    }
    if (quantity.compareTo(known.marketMax()) > 0) {
      return refused(Reason.QUANTITY_TOO_LARGE, "above " + known.marketMax());
    }
    if (known.floor(quantity).compareTo(quantity) != 0) {
      return refused(Reason.PRECISION, "step is " + known.marketStep());
    }
    Leg leg = legOf(order);
    if (order.reduceOnly()) {
      BigDecimal reducible = account.reducible(leg, order.side());
      boolean within = !account.isHedge() || quantity.value().compareTo(reducible) <= 0;
      return reducible.signum() > 0 && within
          ? Optional.empty()
          : refused(Reason.REDUCE_ONLY, "would not reduce");
    }
    BigDecimal notional = quantity.value().multiply(account.mark(order.symbol()).orElseThrow());
    if (notional.compareTo(known.minNotional()) < 0) {
      return refused(Reason.MIN_NOTIONAL, "below " + known.minNotional());
    }
    return account.affords(leg, order.side(), quantity.value())
        ? Optional.empty()
        : refused(Reason.MARGIN, "not enough margin");
  }

  // ---- stops

  synchronized Outcome<StopReport> place(StopOrder order) {
    Optional<Failure> refusal = refusalOf(order);
    if (refusal.isPresent()) {
      return Outcome.failed(refusal.get());
    }
    now++;
    Stop stop = stops.add(order, now);
    told(stop);
    watcher.run();
    return Outcome.ok(stops.report(order.id(), now).orElseThrow());
  }

  private Optional<Failure> refusalOf(StopOrder order) {
    SymbolRules known = rules.get(order.symbol());
    if (known == null || account.mark(order.symbol()).isEmpty()) {
      return refused(Reason.OTHER, "no such symbol: " + order.symbol());
    }
    if (stops.named(order.id()).isPresent()) {
      return refused(Reason.OTHER, "a name that was used: " + order.id());
    }
    if (order.trigger().floorTo(known.tick()).compareTo(order.trigger()) != 0) {
      return refused(Reason.PRECISION, "tick is " + known.tick());
    }
    if (MemoryStops.isMet(order, account.mark(order.symbol()).orElseThrow())) {
      return refused(Reason.WOULD_TRIGGER, "would trigger at once");
    }
    Leg leg = account.leg(order.symbol(), order.side());
    if (order.shape() == StopShape.WHOLE
        && account.reducible(leg, order.side().closing()).signum() == 0) {
      return refused(Reason.STOP_WITHOUT_POSITION, "nothing to close");
    }
    boolean another =
        !stops
            .resting(
                other ->
                    other.symbol().equals(order.symbol())
                        && other.side() == order.side()
                        && other.shape() == order.shape())
            .isEmpty();
    if (another) {
      return refused(Reason.STOP_EXISTS, "one of that shape rests");
    }
    return stops.resting(other -> true).size() >= MemoryStops.MOST
        ? refused(Reason.TOO_MANY_STOPS, "more than " + MemoryStops.MOST)
        : Optional.empty();
  }

  synchronized Outcome<ClientOrderId> cancelStop(ClientOrderId id) {
    Optional<Stop> stop = stops.named(id).filter(Stop::rests);
    if (stop.isEmpty()) {
      return Outcome.failed(new Failure.NotFound(id + " does not rest"));
    }
    now++;
    stop.get().end(StopStatus.CANCELED, now);
    told(stop.get());
    watcher.run();
    return Outcome.ok(id);
  }

  private void trigger(Stop stop) {
    now++;
    stop.triggering();
    told(stop);
    if (hanging) {
      return;
    }
    StopOrder order = stop.order();
    Leg leg = account.leg(order.symbol(), order.side());
    OrderSide side = order.side().closing();
    BigDecimal reducible = account.reducible(leg, side);
    BigDecimal quantity =
        order.shape() == StopShape.WHOLE ? reducible : order.quantity().value().min(reducible);
    if (quantity.signum() == 0) {
      stop.end(StopStatus.REJECTED, now);
      told(stop);
      return;
    }
    Executed child = account.execute(leg, side, quantity, quantity, true, order.id(), now);
    stop.fired(child.report().orderId(), child.report().executed(), now);
    told(stop);
    traded(child);
  }

  /** Tells of a fill, and ends what lived by a position that has gone. */
  private void traded(Executed done) {
    OrderReport report = done.report();
    AccountEvent.Order order =
        new AccountEvent.Order(
            report.symbol(),
            report.orderId(),
            report.id().value(),
            report.side(),
            done.hedgeSide(),
            report.status(),
            report.ordered(),
            report.executed(),
            report.averagePrice(),
            report.reduceOnly(),
            report.updatedMillis());
    told.accept(
        done.trade()
            .<AccountEvent>map(trade -> new AccountEvent.OrderFilled(order, trade))
            .orElseGet(() -> new AccountEvent.OrderChanged(order)));
    if (done.trade().isEmpty()) {
      return;
    }
    Leg leg = new Leg(report.symbol(), done.hedgeSide());
    told.accept(
        new PositionsChanged(
            PositionsChanged.Reason.ORDER,
            "ORDER",
            List.of(new Holding(leg.symbol(), leg.side(), account.amount(leg))),
            List.of(),
            Optional.empty(),
            now));
    for (Stop stop :
        stops.resting(
            other -> other.symbol().equals(leg.symbol()) && other.shape() == StopShape.WHOLE)) {
      Leg guarded = account.leg(stop.order().symbol(), stop.order().side());
      if (account.reducible(guarded, stop.order().side().closing()).signum() == 0) {
        stop.end(StopStatus.EXPIRED, now);
        told(stop);
      }
    }
  }

  private void told(Stop stop) {
    StopOrder order = stop.order();
    told.accept(
        new StopChanged(
            order.symbol(),
            order.id().value(),
            stop.id(),
            StopChanged.Status.valueOf(stop.status().name()),
            Optional.of(order.trigger()),
            stop.child(),
            stop.executed(),
            Optional.empty(),
            now));
  }

  private static Optional<Failure> refused(Reason reason, String why) {
    return Optional.of(
        new Failure.Refused(reason, reason.name().toLowerCase(java.util.Locale.ROOT), why));
  }

  /** All that was ever traded of a symbol, oldest first. */
  public synchronized List<VenueTrade> trades(Symbol symbol) {
    return new ArrayList<>(account.trades(trade -> trade.symbol().equals(symbol)));
  }
}
