package quantum.apply;

import java.util.List;
import java.util.Optional;
import quantum.apply.venue.Legs;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * Which leg of a hedged account is ours. In one-way mode whatever is held is, also what a hand has
 * opened. In hedge mode a leg is ours by its hash, or by what is left of it, or by a stop of ours
 * that rests for it; every other leg is somebody else's, and stays so when ours has gone.
 */
final class OurLeg {
  private final Venue venue;
  private final ApplyStore store;

  OurLeg(Venue venue, ApplyStore store) {
    this.venue = venue;
    this.store = store;
  }

  Optional<VenuePosition> among(Legs legs, Symbol symbol, Optional<OpenPosition> hash) {
    if (!legs.isHedged()) {
      return legs.open().stream().findFirst();
    }
    return hash.map(open -> open.position().side())
        .or(() -> left(symbol))
        .map(legs::of)
        .orElseGet(() -> guarded(legs, symbol));
  }

  /** The side that a hash had which cannot be read any more. */
  Optional<Side> left(Symbol symbol) {
    return store
        .left(symbol)
        .flatMap(
            key -> {
              try {
                return Optional.of(Side.parse(key.fields().getOrDefault("side", "")));
              } catch (IllegalArgumentException _) {
                return Optional.empty();
              }
            });
  }

  private Optional<VenuePosition> guarded(Legs legs, Symbol symbol) {
    return resting(symbol).stream()
        .flatMap(stop -> legs.of(stop.order().side()).stream())
        .findFirst();
  }

  /** Stops of ours that rest for a leg which is open belong to it, also while its hash is lost. */
  boolean isGuarded(Legs legs, Symbol symbol) {
    return legs.isHedged() && guarded(legs, symbol).isPresent();
  }

  private List<StopReport> resting(Symbol symbol) {
    return venue.openStops(symbol) instanceof Outcome.Ok<List<StopReport>>(List<StopReport> resting)
        ? resting.stream().filter(stop -> stop.status().rests() && stop.id().isStop()).toList()
        : List.of();
  }

  /** The trades of a leg; all of them in one-way mode. */
  static List<VenueTrade> trades(List<VenueTrade> all, Side side) {
    return all.stream().filter(trade -> trade.isOf(side)).toList();
  }
}
