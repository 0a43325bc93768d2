package quantum.apply.venue.binance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Symbol;

/** The account's trades, page by page: all of them or a failure. */
final class OwnTrades {
  private static final int TRADES_PER_PAGE = 1000;
  private static final int MAX_TRADE_PAGES = 100;

  private final Calls calls;

  OwnTrades(Calls calls) {
    this.calls = calls;
  }

  Outcome<List<VenueTrade>> of(Symbol symbol, VenueOrderId order) {
    return allTrades(userTrades(symbol).with("orderId", order), OptionalLong.empty())
        .map(all -> all.stream().filter(trade -> trade.orderId().equals(order)).toList());
  }

  Outcome<List<VenueTrade>> after(Symbol symbol, TradeCursor booked) {
    return allTrades(userTrades(symbol), OptionalLong.of(TradeNumber.after(booked)));
  }

  Outcome<List<VenueTrade>> since(Symbol symbol, long sinceMillis) {
    return firstPage(userTrades(symbol).with("startTime", sinceMillis))
        .then(
            first ->
                first.isEmpty()
                    ? Outcome.ok(first)
                    // what came later is asked for by id, which knows no week's end
                    : allTrades(
                            userTrades(symbol),
                            OptionalLong.of(TradeNumber.after(first.getLast().at())))
                        .map(
                            later -> {
                              List<VenueTrade> all = new ArrayList<>(first);
                              all.addAll(later);
                              return List.copyOf(all);
                            }));
  }

  private static Request userTrades(Symbol symbol) {
    return Request.get("/fapi/v1/userTrades").with("symbol", symbol).with("limit", TRADES_PER_PAGE);
  }

  private Outcome<List<VenueTrade>> firstPage(Request request) {
    return calls
        .ask(request, Models::trades)
        .map(page -> page.stream().sorted(Comparator.comparing(VenueTrade::at)).toList());
  }

  /** Page after page until one is not full; each trade once, oldest first. */
  private Outcome<List<VenueTrade>> allTrades(Request base, OptionalLong fromId) {
    NavigableMap<TradeCursor, VenueTrade> all = new TreeMap<>();
    OptionalLong from = fromId;
    for (int page = 0; page < MAX_TRADE_PAGES; page++) {
      Request request = from.isPresent() ? base.with("fromId", from.getAsLong()) : base;
      switch (firstPage(request)) {
        case Outcome.Failed<List<VenueTrade>> failed -> {
          return failed;
        }
        case Outcome.Ok<List<VenueTrade>>(List<VenueTrade> trades) -> {
          int before = all.size();
          trades.forEach(trade -> all.put(trade.at(), trade));
          if (trades.size() < TRADES_PER_PAGE || all.size() == before) {
            return Outcome.ok(List.copyOf(all.values()));
          }
          from = OptionalLong.of(TradeNumber.after(all.lastKey()));
        }
      }
    }
    return Outcome.failed(
        new Failure.Retryable(
            Diagnosis.SOON_MILLIS,
            "more than " + MAX_TRADE_PAGES * TRADES_PER_PAGE + " trades; ask from a later one"));
  }
}
