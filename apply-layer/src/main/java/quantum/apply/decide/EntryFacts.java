package quantum.apply.decide;

import java.util.List;
import java.util.Optional;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.Cooldown;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;

/**
 * What is known when an entry's turn has come.
 *
 * @param held what the trader holds back
 * @param open the symbol's position, at the exchange or in Redis
 * @param cooldown what the symbol cools down from
 * @param planInStreamMillis when the plan entered its stream, epoch milliseconds
 * @param wallMillis the wall clock; used for the age of the plan only
 * @param otherPositions open positions of other symbols, and entries of theirs under way
 * @param mark the price now, where it was asked for
 * @param foreign legs of the symbol in a hedged account that are not ours
 * @param rules of the symbol, absent if the venue does not list it
 * @param margin what a liquidation depends on, where it was asked for
 */
public record EntryFacts(
    Held held,
    Optional<Position> open,
    List<VenuePosition> foreign,
    Optional<Cooldown> cooldown,
    long planInStreamMillis,
    long wallMillis,
    int otherPositions,
    Optional<Price> mark,
    Optional<SymbolRules> rules,
    Optional<Liquidation.Terms> margin) {
  public EntryFacts {
    foreign = List.copyOf(foreign);
  }

  /** With nobody else in the account. */
  public EntryFacts(
      boolean killed,
      Optional<Position> open,
      Optional<Cooldown> cooldown,
      long planInStreamMillis,
      long wallMillis,
      int otherPositions,
      Optional<Price> mark,
      Optional<SymbolRules> rules) {
    this(
        Held.killed(killed),
        open,
        List.of(),
        cooldown,
        planInStreamMillis,
        wallMillis,
        otherPositions,
        mark,
        rules,
        Optional.empty());
  }
}
