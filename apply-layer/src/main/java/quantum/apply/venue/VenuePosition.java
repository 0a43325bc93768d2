package quantum.apply.venue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * A position as the venue holds it; never flat.
 *
 * @param hedged whether it is one of two legs that the account can hold side by side
 * @param quantity base units, &gt; 0
 * @param entry average entry price; absent where the venue told none that can be one
 * @param mark the mark price it is valued at, where the venue told one
 * @param leverage derived from the notional value and its initial margin, where both are told
 * @param liquidation the mark at which the venue takes it over, everything else of the account as
 *     it is; absent where no price does, or where it is not told
 * @param updatedMillis epoch milliseconds of its last change by the venue's clock
 */
public record VenuePosition(
    Symbol symbol,
    Side side,
    boolean hedged,
    Quantity quantity,
    Optional<Price> entry,
    Optional<Price> mark,
    Optional<Leverage> leverage,
    Optional<Price> liquidation,
    long updatedMillis) {
  /** A position of a one-way account, of which is not told where it is liquidated. */
  public VenuePosition(
      Symbol symbol,
      Side side,
      Quantity quantity,
      Optional<Price> entry,
      Optional<Price> mark,
      Optional<Leverage> leverage,
      long updatedMillis) {
    this(symbol, side, false, quantity, entry, mark, leverage, Optional.empty(), updatedMillis);
  }

  /** The same, of another size, of which it is not known where it is liquidated. */
  public VenuePosition of(Quantity another) {
    return new VenuePosition(
        symbol, side, hedged, another, entry, mark, leverage, Optional.empty(), updatedMillis);
  }

  /** The position that these trades closed, none left; empty if they only opened, or are none. */
  public static Optional<VenuePosition> closedBy(List<VenueTrade> trades) {
    if (trades.isEmpty()) {
      return Optional.empty();
    }
    VenueTrade last = trades.getLast();
    BigDecimal closed = BigDecimal.ZERO;
    for (VenueTrade trade : trades) {
      BigDecimal qty = trade.quantity().value();
      closed = closed.add(trade.side() == last.side() ? qty : qty.negate());
    }
    return closed.signum() <= 0
        ? Optional.empty()
        : Optional.of(
            new VenuePosition(
                last.symbol(),
                last.side().opposite().opens(),
                new Quantity(closed),
                Optional.empty(),
                Optional.of(last.price()),
                Optional.empty(),
                last.timeMillis()));
  }

  /** How large it was before these trades; as large as it is if they turned it. */
  public Quantity quantityBefore(List<VenueTrade> trades) {
    BigDecimal before = quantity.value();
    for (VenueTrade trade : trades) {
      BigDecimal qty = trade.quantity().value();
      before = before.add(trade.side() == side.closing() ? qty : qty.negate());
    }
    return before.signum() > 0 ? new Quantity(before) : quantity;
  }
}
