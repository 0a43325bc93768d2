package quantum.apply;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.decide.Drift;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.Keeping;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/** What a position is that the exchange holds and nobody here knows. */
final class Takeover {
  private final Venue venue;
  private final VenueTrades trades;

  Takeover(Venue venue, VenueTrades trades) {
    this.venue = venue;
    this.trades = trades;
  }

  /**
   * The position as it is taken over: as its trades tell it, or else as the exchange shows it.
   *
   * @param hash of a foreign fill that harvest-brain made of it
   * @param unknown its trades that nobody has booked, oldest first
   */
  Drift adopted(
      VenuePosition held,
      Optional<OpenPosition> hash,
      List<VenueTrade> unknown,
      Map<VenueOrderId, ClientOrderId> names) {
    if (VenueTrades.isAllOf(held, unknown)) {
      return Drift.fromFlat(
          unknown,
          names,
          held.leverage().orElse(Leverage.NONE),
          tick(held.symbol()),
          restingStop(held));
    }
    if (!unknown.isEmpty()) {
      Drift followed =
          followed(
              held.of(held.quantityBefore(unknown)),
              Optional.of(held),
              unknown,
              names,
              restingStop(held));
      if (followed.explained()) {
        return followed;
      }
    }
    List<VenueTrade> made = trades.madeBy(held);
    Drift taken =
        Drift.adopt(
            held,
            entry(held, made),
            hash,
            VenueTrades.last(made),
            tick(held.symbol()),
            hash.isPresent() ? Optional.empty() : restingStop(held));
    return unknown.isEmpty() ? taken : taken.unexplained();
  }

  /**
   * What these trades made of a position that nobody here knows.
   *
   * @param was before them
   * @param is now
   */
  Drift followed(
      VenuePosition was,
      Optional<VenuePosition> is,
      List<VenueTrade> trades,
      Map<VenueOrderId, ClientOrderId> names,
      Optional<StopOrder> resting) {
    OpenPosition before =
        Drift.adopt(
                was,
                entry(was, trades),
                Optional.empty(),
                Optional.empty(),
                tick(was.symbol()),
                resting)
            .after()
            .orElseThrow();
    return Drift.follow(before, is, trades, names, trades.getLast().timeMillis());
  }

  /** Whose a position is that nobody here knows: ours, if an order or a stop of ours says so. */
  Keeping whose(
      VenuePosition held, List<VenueTrade> trades, Map<VenueOrderId, ClientOrderId> names) {
    boolean ours =
        trades.stream()
                .filter(trade -> trade.side() == held.side().opening())
                .map(trade -> names.get(trade.orderId()))
                .anyMatch(name -> name != null && name.isOurs())
            || restingStop(held).isPresent();
    return ours ? Keeping.OWN : Keeping.MANAGED;
  }

  /** A position that began after the one we knew is ours where an order of ours opened it. */
  static Drift begunByUs(
      OpenPosition before,
      List<VenueTrade> trades,
      Map<VenueOrderId, ClientOrderId> names,
      Drift drift) {
    Optional<OpenPosition> begun =
        drift.after().filter(now -> !now.position().id().equals(before.position().id()));
    boolean ours =
        begun
            .filter(
                now ->
                    trades.stream()
                        .filter(trade -> trade.side() == now.position().side().opening())
                        .map(trade -> names.get(trade.orderId()))
                        .anyMatch(name -> name != null && name.isOurs()))
            .isPresent();
    return ours ? drift.kept(Keeping.OWN) : drift;
  }

  /** One that began after the position we knew, by an order that Redis has forgotten. */
  Drift underItsStop(OpenPosition before, Optional<VenuePosition> held, Drift drift) {
    Optional<OpenPosition> begun =
        drift
            .after()
            .filter(now -> !now.position().id().equals(before.position().id()))
            .filter(now -> now.position().stop().isEmpty());
    return begun.isEmpty() || held.isEmpty()
        ? drift
        : restingStop(held.get()).map(drift::under).orElse(drift);
  }

  /** A stop of ours that rests for a position whose hash is lost says where its stop was. */
  private Optional<StopOrder> restingStop(VenuePosition held) {
    return venue.openStops(held.symbol())
            instanceof Outcome.Ok<List<StopReport>>(List<StopReport> resting)
        ? resting.stream()
            .filter(stop -> stop.status().rests() && stop.id().isStop())
            .map(StopReport::order)
            .filter(stop -> stop.side() == held.side())
            .reduce(
                (a, b) -> held.side().isBetter(a.trigger().value(), b.trigger().value()) ? a : b)
        : Optional.empty();
  }

  /** As the exchange says it; if it does not, a price that was paid for it. */
  static Price entry(VenuePosition held, List<VenueTrade> made) {
    return held.entry()
        .or(
            () ->
                made.stream()
                    .filter(trade -> trade.side() == held.side().opening())
                    .map(VenueTrade::price)
                    .reduce((earlier, later) -> later))
        .or(held::mark)
        .orElseThrow(
            () -> new VenueRefusal("the exchange tells no entry price of " + held.symbol()));
  }

  Optional<BigDecimal> tick(Symbol symbol) {
    return venue.rules(symbol) instanceof Outcome.Ok<SymbolRules>(SymbolRules rules)
        ? Optional.of(rules.tick())
        : Optional.empty();
  }
}
