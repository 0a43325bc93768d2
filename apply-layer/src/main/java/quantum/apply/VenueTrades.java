package quantum.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import quantum.apply.decide.Drift;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Freshness;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** What was traded at the exchange, and what of it nobody has booked yet. */
final class VenueTrades {
  /** A position's last change and the trade behind it may carry slightly different times. */
  static final long SLACK_MILLIS = 1_000;

  /** The exchange tells a fill and answers the order in the same moment. */
  private static final long TOLD_MILLIS = 100;

  private final Venue venue;
  private final ApplyStore store;
  private final HeardTrades heard;
  private final Supplier<Freshness> account;

  /**
   * @param heard what the exchange tells by itself
   * @param account whether it does
   */
  VenueTrades(Venue venue, ApplyStore store, HeardTrades heard, Supplier<Freshness> account) {
    this.venue = venue;
    this.store = store;
    this.heard = heard;
    this.account = account;
  }

  /**
   * Trades of orders of ours, and what others did before them that nobody has booked.
   *
   * @param others oldest first
   * @param before how far the symbol's trades were booked then
   */
  record Told(List<VenueTrade> own, List<VenueTrade> others, BookingMarks.Booked before) {}

  /**
   * The trades of these orders, asked for from the last booked one on, so that what is booked after
   * them passes over nothing.
   *
   * @param executed by order id
   * @return empty while not all of them can be seen
   */
  Optional<Told> told(Symbol symbol, Map<VenueOrderId, Quantity> executed) {
    BookingMarks.Booked before = store.marks().booked(symbol);
    Optional<List<VenueTrade>> told =
        before
            .upTo()
            .filter(mark -> account.get().isFresh())
            .flatMap(mark -> heard.after(symbol, mark, executed, TOLD_MILLIS))
            .or(
                () ->
                    unbooked(symbol, before.upTo())
                            instanceof Outcome.Ok<List<VenueTrade>>(var asked)
                        ? Optional.of(asked)
                        : Optional.empty());
    if (told.isEmpty()) {
      return Optional.empty();
    }
    List<VenueTrade> all = told.get();
    List<VenueTrade> own =
        all.stream().filter(trade -> executed.containsKey(trade.orderId())).toList();
    if (own.isEmpty() || !isAll(own, executed)) {
      return bookedBefore(symbol, executed, before);
    }
    TradeCursor last = own.getLast().at();
    Optional<Side> leg = own.getLast().hedgeSide();
    List<VenueTrade> others =
        all.stream()
            .filter(trade -> last.isAfter(trade.at()) && trade.hedgeSide().equals(leg))
            .filter(trade -> !executed.containsKey(trade.orderId()))
            .filter(trade -> !before.owed().contains(trade.orderId()))
            .toList();
    return Optional.of(new Told(Fees.inUsd(venue, own), Fees.inUsd(venue, others), before));
  }

  /** Trades behind the last booked one, or the first ones of a symbol. */
  private Optional<Told> bookedBefore(
      Symbol symbol, Map<VenueOrderId, Quantity> executed, BookingMarks.Booked before) {
    Optional<TradeCursor> mark = before.upTo();
    List<VenueTrade> own = new ArrayList<>();
    for (VenueOrderId order : executed.keySet()) {
      if (venue.trades(symbol, order)
          instanceof Outcome.Ok<List<VenueTrade>>(List<VenueTrade> trades)) {
        own.addAll(trades);
      }
    }
    // what is ahead of it shows among the others or not at all: nothing is passed over
    return isAll(own, executed)
            && own.stream()
                .allMatch(trade -> mark.filter(last -> !last.covers(trade.at())).isEmpty())
        ? Optional.of(new Told(Fees.inUsd(venue, own), List.of(), before))
        : Optional.empty();
  }

  /**
   * All trades from the last booked one on; else from the first fill that is owed, or the
   * position's first ones; else none.
   */
  private Outcome<List<VenueTrade>> unbooked(Symbol symbol, Optional<TradeCursor> mark) {
    if (mark.isPresent()) {
      return venue.tradesAfter(symbol, mark.get());
    }
    List<VenueOrderId> owed =
        store.marks().unbooked().stream()
            .filter(order -> order.symbol().equals(symbol))
            .map(order -> new VenueOrderId(order.orderId()))
            .toList();
    if (!owed.isEmpty()) {
      return sinceFirstOf(symbol, owed);
    }
    return store
        .position(symbol)
        .filter(open -> !Drift.isForeign(open))
        .map(open -> venue.tradesSince(symbol, open.position().openedAtMillis()))
        .orElseGet(() -> new Outcome.Ok<>(List.of()));
  }

  /** What came after the first fill of these orders is not passed over. */
  private Outcome<List<VenueTrade>> sinceFirstOf(Symbol symbol, List<VenueOrderId> orders) {
    List<VenueTrade> seen = new ArrayList<>();
    for (VenueOrderId order : orders) {
      switch (venue.trades(symbol, order)) {
        case Outcome.Ok<List<VenueTrade>>(List<VenueTrade> trades) -> seen.addAll(trades);
        case Outcome.Failed<List<VenueTrade>> failed -> {
          return failed;
        }
      }
    }
    return seen.stream()
        .min(Comparator.comparing(VenueTrade::at))
        .map(
            first ->
                venue
                    .tradesAfter(symbol, first.at())
                    .map(
                        later -> {
                          List<VenueTrade> all = new ArrayList<>(List.of(first));
                          all.addAll(later);
                          return List.copyOf(all);
                        }))
        .orElseGet(() -> Outcome.ok(List.of()));
  }

  static boolean isAll(List<VenueTrade> own, Map<VenueOrderId, Quantity> executed) {
    return executed.entrySet().stream()
        .allMatch(
            order ->
                own.stream()
                        .filter(trade -> trade.orderId().equals(order.getKey()))
                        .map(VenueTrade::quantity)
                        .reduce(Quantity.ZERO, Quantity::plus)
                        .compareTo(order.getValue())
                    == 0);
  }

  /** Trades that are neither booked nor waited for by a booking of their own. */
  List<VenueTrade> missing(Symbol symbol, OpenPosition open) {
    Set<VenueOrderId> owed = owed();
    open.unsettled().feesPending().forEach(order -> owed.add(new VenueOrderId(order)));
    long since = open.position().openedAtMillis();
    List<VenueTrade> all =
        bookedUpTo(open)
            .map(last -> after(symbol, last))
            .orElseGet(
                () ->
                    since(symbol, since).stream()
                        .filter(trade -> trade.timeMillis() > since)
                        .toList());
    // a fill may have been booked before its position was, where Redis had forgotten both
    Optional<TradeCursor> booked = store.marks().bookedUpTo(symbol);
    return OurLeg.trades(all, open.position().side()).stream()
        .filter(trade -> booked.filter(mark -> mark.covers(trade.at())).isEmpty())
        .filter(trade -> !owed.contains(trade.orderId()))
        .toList();
  }

  /**
   * Trades of this position that nobody has booked: since the last booked one, or the first ones of
   * a symbol if they make it of nothing and an order of ours is among them; else none.
   */
  List<VenueTrade> unknown(VenuePosition held) {
    Optional<TradeCursor> mark = store.marks().bookedUpTo(held.symbol());
    Set<VenueOrderId> owed = owed();
    List<VenueTrade> since =
        OurLeg.trades(
                mark.map(last -> after(held.symbol(), last)).orElseGet(() -> madeBy(held)),
                held.side())
            .stream()
            .filter(trade -> !owed.contains(trade.orderId()))
            .toList();
    if (mark.isEmpty()
        && names(held.symbol(), since).values().stream().noneMatch(ClientOrderId::isOurs)) {
      return List.of();
    }
    return mark.isPresent() || isAllOf(held, since) ? since : List.of();
  }

  static boolean isAllOf(VenuePosition held, List<VenueTrade> trades) {
    return !trades.isEmpty()
        && Drift.isNone(
            Drift.fromFlat(trades, Map.of(), Leverage.NONE, Optional.empty(), Optional.empty())
                .after(),
            Optional.of(held));
  }

  /** The trades of the position's last change. */
  List<VenueTrade> madeBy(VenuePosition held) {
    return OurLeg.trades(since(held.symbol(), held.updatedMillis() - SLACK_MILLIS), held.side());
  }

  /** Who gave the orders that closed something: a stop of ours, a liquidation, a hand. */
  Map<VenueOrderId, ClientOrderId> names(Symbol symbol, List<VenueTrade> trades) {
    Map<VenueOrderId, ClientOrderId> names = new HashMap<>();
    for (VenueTrade trade : trades) {
      if (!names.containsKey(trade.orderId())
          && venue.nameOf(symbol, trade.orderId())
              instanceof Outcome.Ok<ClientOrderId>(ClientOrderId name)) {
        names.put(trade.orderId(), name);
      }
    }
    return names;
  }

  Set<VenueOrderId> owed() {
    Set<VenueOrderId> owed = new HashSet<>();
    store.marks().unbooked().forEach(order -> owed.add(new VenueOrderId(order.orderId())));
    return owed;
  }

  /** From a time on, ms since the epoch. */
  List<VenueTrade> since(Symbol symbol, long millis) {
    return trades(venue.tradesSince(symbol, millis));
  }

  List<VenueTrade> after(Symbol symbol, TradeCursor booked) {
    return trades(venue.tradesAfter(symbol, booked));
  }

  /** As its hash says it; nothing if that is no place of this venue. */
  Optional<TradeCursor> bookedUpTo(OpenPosition open) {
    return open.lastTradeId().flatMap(venue.terms()::cursor);
  }

  /** With their fees in USD; none of a symbol that is not listed any more. */
  private List<VenueTrade> trades(Outcome<List<VenueTrade>> told) {
    return told instanceof Outcome.Failed<?>(Failure.NotFound n)
        ? List.of()
        : Fees.inUsd(venue, VenueRefusal.orValue(told));
  }

  static Optional<TradeCursor> last(List<VenueTrade> trades) {
    return trades.isEmpty() ? Optional.empty() : Optional.of(trades.getLast().at());
  }
}
