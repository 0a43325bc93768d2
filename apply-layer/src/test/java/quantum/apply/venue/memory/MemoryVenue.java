package quantum.apply.venue.memory;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountStream;
import quantum.apply.venue.AccountTerms;
import quantum.apply.venue.AccountWorth;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Failure.Reason;
import quantum.apply.venue.Legs;
import quantum.apply.venue.MarginMode;
import quantum.apply.venue.MarginTiers;
import quantum.apply.venue.Margins;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.PositionMode;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.Trouble;
import quantum.apply.venue.Trouble.Call;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePositions;
import quantum.apply.venue.VenueTerms;
import quantum.apply.venue.VenueTrade;
import quantum.apply.venue.memory.MemoryAccount.Executed;
import quantum.kernel.value.Symbol;
import quantum.runtime.systemd.Heartbeat;

/** A {@link MemoryExchange} as the port shows it, with the troubles of the way there. */
public final class MemoryVenue implements Venue {
  private static final long SOON_MILLIS = 100;
  private static final long PAUSE_MILLIS = 1_000;

  private final MemoryExchange exchange;
  private final Map<Call, Queue<Trouble>> troubles = new EnumMap<>(Call.class);
  private final List<MemoryStream> streams = new CopyOnWriteArrayList<>();
  private long pausedUntilMillis;
  private long stopsBehindMillis;

  public MemoryVenue(MemoryExchange exchange) {
    this.exchange = exchange;
  }

  /** The next call of a kind that has no trouble yet meets this one. */
  public void meets(Call call, Trouble trouble) {
    synchronized (troubles) {
      troubles.computeIfAbsent(call, c -> new ArrayDeque<>()).add(trouble);
    }
  }

  /** From now on stops are shown as they were so long ago. */
  public void showStopsLate(long millis) {
    stopsBehindMillis = millis;
  }

  /** What waits to go wrong does not, and all is shown as it is. */
  public void heal() {
    synchronized (troubles) {
      troubles.clear();
    }
    pausedUntilMillis = 0;
    stopsBehindMillis = 0;
  }

  public void cutStreams() {
    streams.forEach(MemoryStream::cut);
  }

  private <T> Outcome<T> call(Call call, Supplier<Outcome<T>> work) {
    return call(call, Optional.empty(), work);
  }

  /**
   * @param placed the order that the call places
   */
  private <T> Outcome<T> call(
      Call call, Optional<ClientOrderId> placed, Supplier<Outcome<T>> work) {
    long paused = pausedUntilMillis - exchange.now();
    if (paused > 0) {
      return Outcome.failed(new Failure.Retryable(paused, "told to pause"));
    }
    Trouble trouble;
    synchronized (troubles) {
      Queue<Trouble> waiting = troubles.get(call);
      trouble = waiting == null || waiting.isEmpty() ? Trouble.NONE : waiting.remove();
    }
    return switch (trouble) {
      case NONE -> work.get();
      case REQUEST_LOST -> lost(placed);
      case ANSWER_LOST -> {
        work.get();
        yield lost(placed);
      }
      case RATE_LIMITED -> {
        pausedUntilMillis = exchange.now() + PAUSE_MILLIS;
        yield Outcome.failed(new Failure.Retryable(PAUSE_MILLIS, "too many requests"));
      }
      case MAINTENANCE -> Outcome.failed(new Failure.Retryable(SOON_MILLIS, "in maintenance"));
      case KEY_REFUSED -> Outcome.failed(new Failure.Fatal("key", "this key may not"));
    };
  }

  private static <T> Outcome<T> lost(Optional<ClientOrderId> placed) {
    return Outcome.failed(
        placed
            .<Failure>map(id -> new Failure.Unknown(id, "no answer"))
            .orElseGet(() -> new Failure.Retryable(SOON_MILLIS, "no answer")));
  }

  private static <T> Outcome<T> found(Optional<T> value, String what) {
    return value
        .map(Outcome::ok)
        .orElseGet(() -> Outcome.failed(new Failure.NotFound("no " + what)));
  }

  @Override
  public VenueTerms terms() {
    return MemoryTerms.TERMS;
  }

  @Override
  public Outcome<SymbolRules> rules(Symbol symbol) {
    return call(Call.RULES, () -> found(exchange.rules(symbol), "rules of " + symbol));
  }

  @Override
  public Outcome<Integer> refreshRules() {
    return call(Call.RULES, () -> Outcome.ok(exchange.symbols()));
  }

  @Override
  public Outcome<Legs> legs(Symbol symbol) {
    return call(
        Call.POSITIONS,
        () ->
            found(exchange.rules(symbol), "symbol " + symbol)
                .map(
                    known ->
                        new Legs(
                            exchange.ask(
                                account ->
                                    account.positions().stream()
                                        .filter(held -> held.symbol().equals(symbol))
                                        .toList()))));
  }

  @Override
  public Outcome<VenuePositions> positions() {
    return call(
        Call.POSITIONS,
        () -> Outcome.ok(new VenuePositions(exchange.ask(MemoryAccount::positions), List.of())));
  }

  /** One tier, half a percent of everything; nothing is ever deposited but enough. */
  @Override
  public Margins margins() {
    return new Margins() {
      @Override
      public Outcome<MarginTiers> tiers(Symbol symbol) {
        return call(
            Call.POSITIONS,
            () ->
                Outcome.ok(
                    new MarginTiers(
                        List.of(
                            new MarginTiers.Tier(
                                BigDecimal.ZERO, new BigDecimal("0.005"), BigDecimal.ZERO)))));
      }

      @Override
      public Outcome<MarginMode> mode(Symbol symbol) {
        return call(
            Call.POSITIONS,
            () -> found(exchange.rules(symbol), "symbol " + symbol).map(_ -> MarginMode.CROSS));
      }

      @Override
      public Outcome<AccountWorth> worth() {
        return call(
            Call.POSITIONS,
            () ->
                Outcome.ok(
                    new AccountWorth(
                        new BigDecimal("1000000"),
                        BigDecimal.ZERO,
                        BigDecimal.ZERO,
                        BigDecimal.ZERO)));
      }
    };
  }

  @Override
  public Outcome<BigDecimal> markPrice(Symbol symbol) {
    return call(Call.PRICE, () -> found(exchange.mark(symbol), "price of " + symbol));
  }

  @Override
  public Outcome<BigDecimal> markPriceAt(Symbol symbol, long timeMillis) {
    return call(Call.PRICE, () -> found(exchange.markAt(symbol, timeMillis), "price of " + symbol));
  }

  @Override
  public Outcome<PositionMode> positionMode() {
    return call(
        Call.POSITIONS,
        () -> Outcome.ok(exchange.isHedge() ? PositionMode.HEDGE : PositionMode.ONE_WAY));
  }

  @Override
  public Outcome<AccountTerms> accountTerms() {
    return positionMode().map(mode -> new AccountTerms(mode, true, false));
  }

  @Override
  public Outcome<Integer> leverage(Symbol symbol, int leverage) {
    return call(
        Call.LEVERAGE,
        () -> {
          if (leverage < 1 || leverage > MemoryAccount.MAX_LEVERAGE) {
            return Outcome.failed(
                new Failure.Refused(Reason.OTHER, "leverage", "no leverage: " + leverage));
          }
          exchange.leverage(symbol, leverage);
          return Outcome.ok(leverage);
        });
  }

  @Override
  public Outcome<OrderReport> placeMarket(MarketOrder order) {
    return call(Call.ORDER, Optional.of(order.id()), () -> exchange.place(order));
  }

  @Override
  public Outcome<OrderReport> order(Symbol symbol, ClientOrderId id) {
    return call(
        Call.ORDER_QUERY,
        () ->
            found(
                exchange.ask(
                    account ->
                        account
                            .order(one -> one.symbol().equals(symbol) && one.id().equals(id))
                            .map(Executed::report)),
                "order " + id));
  }

  @Override
  public Outcome<ClientOrderId> nameOf(Symbol symbol, VenueOrderId order) {
    return call(
        Call.ORDER_QUERY,
        () ->
            found(
                exchange.ask(
                    account ->
                        account
                            .order(
                                one -> one.symbol().equals(symbol) && one.orderId().equals(order))
                            .map(one -> one.report().id())),
                "order " + order));
  }

  @Override
  public Outcome<StopReport> placeStop(StopOrder stop) {
    return call(Call.STOP, Optional.of(stop.id()), () -> exchange.place(stop));
  }

  @Override
  public Outcome<StopReport> stop(Symbol symbol, ClientOrderId id) {
    return call(
        Call.STOP_QUERY,
        () ->
            found(
                exchange
                    .stop(id, stopsBehindMillis)
                    .filter(stop -> stop.order().symbol().equals(symbol)),
                "stop " + id));
  }

  @Override
  public Outcome<List<StopReport>> openStops(Symbol symbol) {
    return call(
        Call.STOP_QUERY,
        () ->
            found(exchange.rules(symbol), "symbol " + symbol)
                .map(known -> exchange.openStops(Optional.of(symbol), stopsBehindMillis)));
  }

  @Override
  public Outcome<List<StopReport>> openStops() {
    return call(
        Call.STOP_QUERY, () -> Outcome.ok(exchange.openStops(Optional.empty(), stopsBehindMillis)));
  }

  @Override
  public Outcome<ClientOrderId> cancelStop(Symbol symbol, ClientOrderId id) {
    return call(Call.CANCEL, () -> exchange.cancelStop(id));
  }

  @Override
  public Outcome<List<VenueTrade>> trades(Symbol symbol, VenueOrderId order) {
    return trades(symbol, trade -> trade.orderId().equals(order));
  }

  @Override
  public Outcome<List<VenueTrade>> tradesAfter(Symbol symbol, TradeCursor booked) {
    return trades(symbol, trade -> trade.at().isAfter(booked));
  }

  @Override
  public Outcome<List<VenueTrade>> tradesSince(Symbol symbol, long sinceMillis) {
    return trades(symbol, trade -> trade.timeMillis() >= sinceMillis);
  }

  private Outcome<List<VenueTrade>> trades(
      Symbol symbol, java.util.function.Predicate<VenueTrade> which) {
    return call(
        Call.TRADES,
        () ->
            found(exchange.rules(symbol), "symbol " + symbol)
                .map(known -> exchange.trades(symbol).stream().filter(which).toList()));
  }

  @Override
  public Outcome<List<VenueIncome>> income(long fromMillis, long toMillis) {
    return call(
        Call.INCOME,
        () ->
            Outcome.ok(
                exchange.ask(
                    account ->
                        account.incomes().stream()
                            .filter(one -> one.timeMillis() >= fromMillis)
                            .filter(one -> one.timeMillis() <= toMillis)
                            .toList())));
  }

  @Override
  public AccountStream account(
      Clock clock, Heartbeat heartbeat, Consumer<? super AccountEvent> taker) {
    MemoryStream stream = new MemoryStream(exchange, heartbeat, taker);
    streams.add(stream);
    return stream;
  }

  @Override
  public Outcome<Long> serverTime() {
    return call(Call.TIME, () -> Outcome.ok(exchange.now()));
  }
}
