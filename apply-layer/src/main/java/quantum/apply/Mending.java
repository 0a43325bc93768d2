package quantum.apply;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.decide.Drift;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.PositionRemains;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * A position hash that cannot be read: what is left of it, with what the exchange knows in the
 * place of what broke.
 */
final class Mending {
  /** A hash that could not be read, with what the exchange knows in the place of what broke. */
  record Rebuilt(PositionRemains remains, List<VenueTrade> missing, boolean anew) {}

  private final Venue venue;
  private final ApplyStore store;
  private final OurLeg ourLeg;
  private final VenueTrades trades;
  private final Takeover takeover;

  Mending(Venue venue, ApplyStore store, OurLeg ourLeg, VenueTrades trades, Takeover takeover) {
    this.venue = venue;
    this.store = store;
    this.ourLeg = ourLeg;
    this.trades = trades;
    this.takeover = takeover;
  }

  /** Empty if there is no key at all, or one about a position of the other side. */
  Optional<Rebuilt> rebuilt(VenuePosition held, Optional<PositionId> meant) {
    Optional<ApplyStore.Left> left = store.left(held.symbol());
    if (left.isEmpty()) {
      return Optional.empty();
    }
    List<VenueTrade> made = trades.madeBy(held);
    return remains(left.get().fields(), held, made, meant, held.quantity())
        .flatMap(
            now -> {
              Optional<TradeCursor> booked = trades.bookedUpTo(now.open());
              if (booked.isEmpty()) {
                return Optional.of(
                    new Rebuilt(
                        now.bookedUpTo(VenueTrades.last(made).map(TradeCursor::text)),
                        List.of(),
                        left.get().ofAnotherType()));
              }
              List<VenueTrade> missing =
                  OurLeg.trades(trades.after(held.symbol(), booked.get()), held.side());
              // what it was before them, so that they explain what it is
              return remains(left.get().fields(), held, made, meant, held.quantityBefore(missing))
                  .map(before -> new Rebuilt(before, missing, left.get().ofAnotherType()));
            });
  }

  /**
   * A position that was closed while its hash could not be read, as the trades since the last
   * booked one tell of it; empty if there is no such hash, or nobody knows what was booked.
   */
  Optional<Rebuilt> closedUnread(Symbol symbol, Optional<PositionId> meant) {
    Optional<ApplyStore.Left> left = store.left(symbol);
    Optional<TradeCursor> booked =
        left.flatMap(key -> PositionRemains.lastTradeId(key.fields()))
            .flatMap(venue.terms()::cursor);
    if (booked.isEmpty()) {
      return Optional.empty();
    }
    List<VenueTrade> all = trades.after(symbol, booked.get());
    List<VenueTrade> missing =
        ourLeg.left(symbol).map(side -> OurLeg.trades(all, side)).orElse(all);
    return VenuePosition.closedBy(missing)
        .flatMap(
            was ->
                remains(left.get().fields(), was, missing, meant, was.quantity())
                    .map(known -> new Rebuilt(known, missing, left.get().ofAnotherType())));
  }

  private Optional<PositionRemains> remains(
      Map<String, String> fields,
      VenuePosition held,
      List<VenueTrade> made,
      Optional<PositionId> meant,
      Quantity qty) {
    return PositionRemains.of(
        fields,
        new PositionRemains.Core(
            held.symbol(),
            held.side(),
            qty,
            Takeover.entry(held, made),
            meant.orElseGet(() -> Drift.adoptedId(held)),
            held.updatedMillis(),
            held.leverage().orElse(Leverage.NONE),
            takeover.tick(held.symbol())));
  }
}
