package quantum.apply;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import quantum.apply.decide.OrderFill;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTerms;
import quantum.contracts.Names;
import quantum.contracts.Unbooked;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Keys;

/** How far the trades of each symbol are booked, and which fills still wait for theirs. */
final class BookingMarks {
  private final Keys keys;
  private final Names names;
  private final VenueTerms terms;

  /**
   * @param terms of the venue whose ids and cursors are kept
   */
  BookingMarks(Keys keys, Names names, VenueTerms terms) {
    this.keys = keys;
    this.names = names;
    this.terms = terms;
  }

  /**
   * How far the trades of a symbol are booked.
   *
   * @param upTo the newest trade that ever was
   * @param owed the orders, of any symbol, whose trades have not come
   */
  record Booked(Optional<TradeCursor> upTo, Set<VenueOrderId> owed) {
    /** Whether a fill's trades were booked before, whatever became of its plan's marks. */
    boolean has(OrderFill fill) {
      return fill.isSettled() && upTo.filter(fill::isWithin).isPresent();
    }
  }

  Booked booked(Symbol symbol) {
    List<Found<Map<String, String>>> hashes =
        keys.hashes(List.of(names.applyBooked(), names.applyUnbooked()));
    return new Booked(
        upTo(symbol, hashes.get(0)),
        unbooked(hashes.get(1)).stream()
            .map(order -> new VenueOrderId(order.orderId()))
            .collect(Collectors.toSet()));
  }

  /** How far the trades of a symbol are booked. */
  Optional<TradeCursor> bookedUpTo(Symbol symbol) {
    return upTo(symbol, keys.hash(names.applyBooked()));
  }

  private Optional<TradeCursor> upTo(Symbol symbol, Found<Map<String, String>> marks) {
    return marks
        .value()
        .map(fields -> fields.getOrDefault(symbol.name(), ""))
        .flatMap(terms::cursor);
  }

  /** The symbols of which anything was ever booked. */
  Set<Symbol> bookedSymbols() {
    return keys.hash(names.applyBooked()).value().orElse(Map.of()).keySet().stream()
        .flatMap(name -> symbol(name).stream())
        .collect(Collectors.toSet());
  }

  private static Optional<Symbol> symbol(String name) {
    try {
      return Optional.of(Symbol.of(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // somebody else's field
    }
  }

  /** Fills whose trades have not come. */
  List<Unbooked> unbooked() {
    return unbooked(keys.hash(names.applyUnbooked()));
  }

  private List<Unbooked> unbooked(Found<Map<String, String>> fills) {
    return fills.value().orElse(Map.of()).entrySet().stream()
        .filter(field -> terms.orderId(field.getKey()).isPresent())
        .flatMap(field -> Unbooked.decode(field.getKey(), field.getValue()).stream())
        .toList();
  }

  /** Notes what of a fill is booked, and what is still to be. */
  Commit noteBooked(
      Commit commit,
      Symbol symbol,
      Booked before,
      OrderFill fill,
      PlanId plan,
      PositionId position,
      boolean reduceOnly) {
    if (fill.isSettled()) {
      return noteBooked(commit, symbol, before.upTo(), fill.lastTrade().orElseThrow());
    }
    Side side = reduceOnly ? fill.side().opposite().opens() : fill.side().opens();
    fill.owed()
        .forEach(
            (order, qty) ->
                commit.optionally(
                    spare ->
                        spare.hset(
                            names.applyUnbooked(),
                            new Unbooked(
                                    order.value(), symbol, plan, position, side, reduceOnly, qty)
                                .encode())));
    return commit;
  }

  /** Notes that all trades up to this one are booked. */
  Commit noteBooked(Commit commit, Symbol symbol, TradeCursor last) {
    return noteBooked(commit, symbol, bookedUpTo(symbol), last);
  }

  private Commit noteBooked(
      Commit commit, Symbol symbol, Optional<TradeCursor> before, TradeCursor last) {
    TradeCursor newest = before.map(known -> TradeCursor.later(known, last)).orElse(last);
    return commit.optionally(
        spare -> spare.hset(names.applyBooked(), Map.of(symbol.name(), newest.text())));
  }

  Commit settled(Commit commit, Unbooked order) {
    return commit.hdel(names.applyUnbooked(), List.of(order.orderId()));
  }
}
