package quantum.apply;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.ExitGates;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/** Which stop shall rest for a position, on the exchange's tick and step. */
final class WantedStops {
  private final Venue venue;
  private final boolean atExchange;
  private final Adoption adoption;
  private final Set<Symbol> unsure = ConcurrentHashMap.newKeySet();

  /**
   * @param atExchange whether any shall
   * @param adoption for which positions
   */
  WantedStops(Venue venue, boolean atExchange, Adoption adoption) {
    this.adoption = adoption;
    this.venue = venue;
    this.atExchange = atExchange;
  }

  /** The position may be larger than it is known to be. */
  void unsure(Symbol symbol) {
    unsure.add(symbol);
  }

  /** It is as large as it is known to be. */
  void sure(Symbol symbol) {
    unsure.remove(symbol);
  }

  /**
   * Nothing where stops are switched off, or the mode forbids orders: what rests from before goes.
   */
  Optional<StopStep.Wanted> of(OpenPosition open) {
    if (!atExchange || !adoption.allows(open)) {
      return Optional.empty();
    }
    Position position = open.position();
    Optional<SymbolRules> rules =
        venue.rules(position.symbol()) instanceof Outcome.Ok<SymbolRules>(SymbolRules known)
            ? Optional.of(known)
            : Optional.empty();
    Optional<BigDecimal> tick = rules.map(SymbolRules::tick).or(position::tickSize);
    Quantity floored = rules.map(r -> r.floor(position.qty())).orElse(position.qty());
    Quantity quantity = floored.isZero() ? position.qty() : floored;
    // twice: no stop of a fixed size fits then, and the one of the whole does
    Quantity wanted = unsure.contains(position.symbol()) ? quantity.plus(quantity) : quantity;
    return position
        .stop()
        .flatMap(stop -> ExitGates.onTick(stop, position.side(), tick))
        .map(trigger -> new StopStep.Wanted(position.side(), trigger, wanted));
  }
}
