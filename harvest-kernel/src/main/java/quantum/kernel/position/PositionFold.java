package quantum.kernel.position;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import quantum.kernel.position.PositionEvent.Fill;
import quantum.kernel.position.PositionEvent.PriceTick;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** How events change a position. The entry risk is set once and changed by nothing. */
public final class PositionFold {
  /** Finer than any tick, and short enough to be read back from decimal text. */
  private static final int AVERAGE_PRICE_SCALE = 20;

  private PositionFold() {}

  /**
   * Applies a fill: opens, adds at the average price, reduces, closes, or closes and opens the rest
   * on the other side. A reduce-only fill never grows or flips: what exceeds the open quantity is
   * dropped, as is a fill on the position's own side; {@code closedQty} tells the caller.
   *
   * @param open the position before, if any
   * @param ifOpened what a position opened by this fill is made of
   */
  public static FillOutcome fill(Optional<Position> open, Fill fill, Opening ifOpened) {
    if (open.isEmpty()) {
      return fill.reduceOnly()
          ? unchanged(open)
          : opened(fill.qty(), fill, ifOpened, Quantity.ZERO, BigDecimal.ZERO, false);
    }
    Position before = open.get();
    if (fill.side() == before.side().opening()) {
      return fill.reduceOnly() ? unchanged(open) : added(before, fill);
    }
    return reduced(before, fill, ifOpened);
  }

  /**
   * Moves the stop. It only ratchets: a move that is not tighter than the present stop changes
   * nothing. The first stop freezes the entry risk, unless it stands at the entry itself.
   */
  public static Position stopMoved(Position position, StopMoved move) {
    if (position.stop().isPresent()) {
      int tighter = move.stop().compareTo(position.stop().get()) * position.side().direction();
      return tighter > 0 ? position.withStop(move.stop()) : position;
    }
    Position stopped = position.withStop(move.stop());
    return position.entryRisk().isPresent()
        ? stopped
        : risk(position.entry(), Optional.of(move.stop()))
            .map(stopped::withEntryRisk)
            .orElse(stopped);
  }

  /** The excursion after a tick; a tick from before the position was opened changes nothing. */
  public static Excursion tick(Position position, Excursion excursion, PriceTick tick) {
    return tick.timeMillis() < position.openedAtMillis()
        ? excursion
        : excursion.next(position.side(), tick.price());
  }

  private static FillOutcome unchanged(Optional<Position> open) {
    return new FillOutcome(open, Quantity.ZERO, BigDecimal.ZERO, false, false);
  }

  private static FillOutcome added(Position before, Fill fill) {
    Quantity qty = before.qty().plus(fill.qty());
    BigDecimal cost =
        before
            .entry()
            .value()
            .multiply(before.qty().value())
            .add(fill.price().value().multiply(fill.qty().value()));
    Price average =
        new Price(cost.divide(qty.value(), AVERAGE_PRICE_SCALE, RoundingMode.HALF_EVEN));
    Position after = before.grownTo(qty, before.initialQty().plus(fill.qty()), average);
    return new FillOutcome(Optional.of(after), Quantity.ZERO, BigDecimal.ZERO, false, false);
  }

  private static FillOutcome reduced(Position before, Fill fill, Opening ifOpened) {
    Quantity closed = before.qty().min(fill.qty());
    BigDecimal pnl = before.exactPnlPerUnit(fill.price()).multiply(closed.value());
    Quantity left = before.qty().minus(closed);
    if (!left.isZero()) {
      return new FillOutcome(Optional.of(before.withQty(left)), closed, pnl, false, false);
    }
    Quantity beyond = fill.qty().minus(closed);
    return beyond.isZero() || fill.reduceOnly()
        ? new FillOutcome(Optional.empty(), closed, pnl, false, false)
        : opened(beyond, fill, ifOpened, closed, pnl, true);
  }

  private static FillOutcome opened(
      Quantity qty, Fill fill, Opening with, Quantity closed, BigDecimal pnl, boolean flipped) {
    Side side = fill.side().opens();
    Position position =
        new Position(
            with.symbol(),
            side,
            with.id(),
            qty,
            qty,
            fill.price(),
            risk(fill.price(), with.stop()),
            with.stop(),
            with.takeProfit(),
            with.targets(),
            with.scheme(),
            with.leverage(),
            with.atr(),
            fill.timeMillis(),
            0,
            with.tickSize());
    return new FillOutcome(Optional.of(position), closed, pnl, true, flipped);
  }

  private static Optional<BigDecimal> risk(Price entry, Optional<Price> firstStop) {
    return firstStop
        .map(stop -> entry.value().subtract(stop.value()).abs())
        .filter(distance -> distance.signum() > 0);
  }
}
