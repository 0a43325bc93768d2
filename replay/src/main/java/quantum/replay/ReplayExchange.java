package quantum.replay;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.Placement;
import quantum.paper.account.SymbolFilters;
import quantum.paper.rules.ExchangeInfo;

/** The paper exchange's account, asked in-process instead of over HTTP. */
final class ReplayExchange {
  /** How an order ended. */
  sealed interface Ended {
    record Executed(List<OrderReport> reports, List<VenueTrade> trades) implements Ended {}

    record Refused(int code, String message) implements Ended {}
  }

  private final PaperAccount account;
  private final Map<Symbol, SymbolRules> rules = new HashMap<>();
  private final Map<Symbol, Long> pricedAtMillis = new HashMap<>();

  ReplayExchange(ExchangeInfo exchange) {
    SortedMap<Symbol, SymbolFilters> filters = exchange.filters();
    account = new PaperAccount(AccountTerms.DEFAULTS, filters.values());
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

  void mark(Symbol symbol, BigDecimal price, long timeMillis) {
    account.mark(symbol, price);
    pricedAtMillis.put(symbol, timeMillis);
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
      ClientOrderId id = ClientOrderId.of(plan, reports.size() + 1);
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
        }
      }
    }
    return new Ended.Executed(reports, trades);
  }

  private static OrderReport report(PaperOrder order, ClientOrderId id) {
    return new OrderReport(
        order.symbol(),
        order.orderId(),
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

  private static VenueTrade trade(PaperTrade trade) {
    return new VenueTrade(
        trade.symbol(),
        trade.id(),
        trade.orderId(),
        trade.side(),
        new Price(trade.price()),
        new Quantity(trade.quantity()),
        trade.realizedPnl(),
        trade.commission(),
        "USDT",
        trade.timeMillis());
  }
}
