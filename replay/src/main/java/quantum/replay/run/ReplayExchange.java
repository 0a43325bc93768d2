package quantum.replay.run;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.StopStatus;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTerms;
import quantum.apply.venue.VenueTrade;
import quantum.apply.venue.binance.BinanceTerms;
import quantum.apply.venue.binance.Timeouts;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.account.AlgoBook;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoPlacement;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.AlgoStatus;
import quantum.paper.account.AlgoSteps;
import quantum.paper.account.AlgoType;
import quantum.paper.account.Income;
import quantum.paper.account.LeverageBracket;
import quantum.paper.account.Liquidation;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.PaperPosition;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.Placement;
import quantum.paper.account.PositionSide;
import quantum.paper.account.SymbolFilters;
import quantum.paper.account.TimeInForce;
import quantum.paper.account.WorkingType;
import quantum.paper.prices.Tick;
import quantum.paper.rules.ExchangeInfo;

/**
 * The paper exchange's account and the stops that rest there, asked in-process instead of over
 * HTTP. So a stop fires and fills by the very rule of the paper exchange.
 */
final class ReplayExchange {
  /** How an order ended. */
  sealed interface Ended {
    record Executed(List<OrderReport> reports, List<VenueTrade> trades) implements Ended {}

    record Refused(int code, String message) implements Ended {}
  }

  /** A stop that a price met, and what it traded. */
  record Fired(ClientOrderId stop, List<VenueTrade> trades) {}

  /** Of the exchange that the paper exchange stands for. */
  static final VenueTerms TERMS = BinanceTerms.of(Timeouts.DEFAULT.recvWindow());

  private static final double DEAREST_RATE = LeverageBracket.ALL.getLast().rate().doubleValue();

  private final PaperAccount account;
  private final AlgoBook stops;
  private final Map<Symbol, SymbolRules> rules = new HashMap<>();
  private final Map<Symbol, Long> pricedAtMillis = new HashMap<>();

  ReplayExchange(ExchangeInfo exchange, AccountTerms terms) {
    SortedMap<Symbol, SymbolFilters> filters = exchange.filters();
    account =
        new PaperAccount(
            terms, filters.values().stream().map(SymbolFilters::withAnyPrice).toList());
    stops = new AlgoBook(account);
    filters.forEach((symbol, filter) -> rules.put(symbol, rules(filter)));
  }

  private static SymbolRules rules(SymbolFilters filter) {
    return new SymbolRules(
        filter.symbol(),
        SymbolRules.TRADING,
        filter.marketLot().step(),
        new Quantity(filter.marketLot().min()),
        new Quantity(filter.marketLot().max()),
        filter.tickSize(),
        filter.minNotional());
  }

  SymbolRules rules(Symbol symbol) {
    return rules.get(symbol);
  }

  /** Lets a price arrive: what rests is met on the way to it, before anybody sees it. */
  List<Fired> priced(Tick tick) {
    account.mark(tick.symbol(), tick.price());
    pricedAtMillis.put(tick.symbol(), tick.timeMillis());
    List<Fired> fired = new ArrayList<>();
    stops.priced(tick.symbol(), tick.opensBar(), tick.timeMillis(), new Steps(fired));
    return fired;
  }

  /** Takes a price that nobody's stop waits for. */
  void marked(Symbol symbol, BigDecimal price, long atMillis) {
    account.mark(symbol, price);
    pricedAtMillis.put(symbol, atMillis);
  }

  /** The trigger that a price on its way to {@code to} meets first. */
  Optional<BigDecimal> firstStop(Symbol symbol, BigDecimal from, BigDecimal to) {
    return stops.open().stream()
        .filter(order -> order.status() == AlgoStatus.NEW)
        .map(AlgoOrder::request)
        .filter(request -> request.symbol().equals(symbol) && request.isMet(to))
        .map(AlgoRequest::trigger)
        .min(Comparator.comparing(trigger -> trigger.subtract(from).abs()));
  }

  /** The mark of a symbol that uses the margin up while all others stay. */
  Optional<BigDecimal> liquidationPrice(Symbol symbol) {
    return Liquidation.price(account, symbol);
  }

  /** Whether more than one symbol is held, so that each moves the other's liquidation. */
  boolean isShared() {
    return account.holdsSeveral();
  }

  /**
   * Whether the account is far from liquidation with a symbol at a price and all others where they
   * are: whether its equity covers the maintenance margin of the dearest bracket twice. Roughly,
   * because it is asked at every bar.
   */
  boolean isSafe(Symbol symbol, double price) {
    double equity = account.wallet().doubleValue();
    double notional = 0;
    for (PaperPosition held : account.positions()) {
      double at = held.symbol().equals(symbol) ? price : held.markPrice().doubleValue();
      double amount = held.amount().doubleValue();
      equity += amount * (at - held.entryPrice().doubleValue());
      notional += Math.abs(amount) * at;
    }
    return equity > 2 * DEAREST_RATE * notional;
  }

  /**
   * Closes what the margin does not bear any more, the position that needs most of it first.
   *
   * @return what was traded, by symbol
   */
  Map<Symbol, Ended.Executed> liquidate(long nowMillis) {
    Map<Symbol, Ended.Executed> closed = new LinkedHashMap<>();
    while (Liquidation.isDue(account)) {
      Placement.Accepted forced = account.liquidate(nowMillis);
      stops.liquidated(forced.order(), nowMillis, new Steps(new ArrayList<>()));
      account.clearDebt(nowMillis);
      closed.put(
          forced.order().symbol(),
          new Ended.Executed(
              List.of(report(forced.order(), new ClientOrderId(forced.order().clientOrderId()))),
              forced.trades().stream().map(ReplayExchange::trade).toList()));
    }
    return closed;
  }

  /** Lets a symbol's position pay funding, USDT; negative if it was paid. */
  BigDecimal fund(Symbol symbol, BigDecimal rate, long nowMillis) {
    return account.fund(symbol, rate, nowMillis).stream()
        .map(Income::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Deposits plus realized profit minus fees, with funding and what the insurance paid, USDT. */
  BigDecimal wallet() {
    return account.wallet();
  }

  /** What was lost beyond the balance, USDT. */
  BigDecimal insurance() {
    return account.incomes().stream()
        .filter(income -> income.type() == Income.Type.INSURANCE_CLEAR)
        .map(Income::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  boolean hasPrice(Symbol symbol) {
    return pricedAtMillis.containsKey(symbol);
  }

  Price price(Symbol symbol) {
    return new Price(account.mark(symbol).orElseThrow());
  }

  /** Event time of the symbol's last price. */
  long pricedAtMillis(Symbol symbol) {
    return pricedAtMillis.get(symbol);
  }

  /** What is held of a symbol. */
  Optional<VenuePosition> held(Symbol symbol) {
    return account
        .position(symbol)
        .filter(position -> !position.isFlat())
        .map(
            position ->
                new VenuePosition(
                    symbol,
                    position.amount().signum() > 0 ? Side.LONG : Side.SHORT,
                    new Quantity(position.amount().abs()),
                    Optional.of(new Price(position.entryPrice())),
                    Optional.of(new Price(position.markPrice())),
                    Optional.empty(),
                    pricedAtMillis(symbol)));
  }

  /** The stops of a symbol that rest. */
  List<StopReport> stops(Symbol symbol) {
    return stops.open().stream()
        .filter(order -> order.request().symbol().equals(symbol))
        .filter(order -> order.status() == AlgoStatus.NEW)
        .map(ReplayExchange::report)
        .toList();
  }

  /** Whether the exchange took it. */
  boolean place(StopOrder stop) {
    AlgoRequest.Size size =
        switch (stop.shape()) {
          case WHOLE -> new AlgoRequest.Size.Position();
          case QUANTITY -> new AlgoRequest.Size.Quantity(stop.quantity().value(), true);
        };
    AlgoRequest request =
        new AlgoRequest(
            stop.symbol(),
            stop.side().closing(),
            PositionSide.BOTH,
            AlgoType.STOP_MARKET,
            stop.trigger().value(),
            size,
            WorkingType.MARK_PRICE,
            false,
            TimeInForce.GTC,
            Optional.of(stop.id().value()));
    return stops.place(request, pricedAtMillis(stop.symbol())) instanceof AlgoPlacement.Accepted;
  }

  void cancel(Symbol symbol, ClientOrderId stop) {
    stops
        .order(stop.value())
        .ifPresent(order -> stops.cancel(order.algoId(), pricedAtMillis(symbol)));
  }

  private static StopReport report(AlgoOrder order) {
    AlgoRequest request = order.request();
    return new StopReport(
        new StopOrder(
            request.symbol(),
            request.side().opposite().opens(),
            request.closesPosition() ? StopShape.WHOLE : StopShape.QUANTITY,
            new Price(request.trigger()),
            new Quantity(request.quantity()),
            new ClientOrderId(order.clientAlgoId())),
        StopStatus.valueOf(order.status().name()),
        order.child().map(child -> orderId(child.orderId())));
  }

  Optional<Ended.Refused> leverage(Symbol symbol, int leverage) {
    return account
        .leverage(symbol, leverage)
        .map(refusal -> new Ended.Refused(refusal.code(), refusal.message()));
  }

  /** Sends the parts of one plan one after the other; a refused part ends it. */
  Ended send(
      PlanId plan,
      Symbol symbol,
      OrderSide side,
      List<Quantity> parts,
      boolean reduceOnly,
      long nowMillis) {
    List<OrderReport> reports = new ArrayList<>();
    List<VenueTrade> trades = new ArrayList<>();
    for (Quantity part : parts) {
      ClientOrderId id = TERMS.clientIds().order(plan, reports.size() + 1);
      OrderRequest request =
          OrderRequest.market(symbol, side, part.value(), reduceOnly, id.value());
      switch (account.place(request, nowMillis)) {
        case Placement.Refused(var refusal) -> {
          if (reports.isEmpty()) {
            return new Ended.Refused(refusal.code(), refusal.message());
          }
          return new Ended.Executed(reports, trades);
        }
        case Placement.Accepted(PaperOrder order, List<PaperTrade> filled) -> {
          reports.add(report(order, id));
          filled.forEach(trade -> trades.add(trade(trade)));
          stops.traded(symbol, nowMillis, new Steps(new ArrayList<>()));
        }
      }
    }
    return new Ended.Executed(reports, trades);
  }

  private static OrderReport report(PaperOrder order, ClientOrderId id) {
    return new OrderReport(
        order.symbol(),
        orderId(order.orderId()),
        id,
        order.side(),
        OrderStatus.valueOf(order.status().name()),
        new Quantity(order.origQty()),
        new Quantity(order.executedQty()),
        order.avgPrice().signum() == 0
            ? Optional.empty()
            : Optional.of(new Price(order.avgPrice())),
        order.reduceOnly(),
        order.timeMillis());
  }

  private static VenueOrderId orderId(long number) {
    return new VenueOrderId(Long.toString(number));
  }

  private static VenueTrade trade(PaperTrade trade) {
    return new VenueTrade(
        trade.symbol(),
        new TradeId(Long.toString(trade.id())),
        TERMS.cursor(Long.toString(trade.id())).orElseThrow(),
        orderId(trade.orderId()),
        trade.side(),
        new Price(trade.price()),
        new Quantity(trade.quantity()),
        trade.realizedPnl(),
        trade.commission(),
        "USDT",
        trade.timeMillis());
  }

  /** Collects what stops trade; what else they go through is seen by asking for them. */
  private record Steps(List<Fired> fired) implements AlgoSteps {
    @Override
    public void changed(AlgoOrder order) {}

    @Override
    public void traded(Placement.Accepted child) {
      fired.add(
          new Fired(
              new ClientOrderId(child.order().clientOrderId()),
              child.trades().stream().map(ReplayExchange::trade).toList()));
    }
  }
}
