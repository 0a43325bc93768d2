package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.contracts.ApplyResult;
import quantum.contracts.Bookings;
import quantum.contracts.Bookings.Settled;
import quantum.contracts.Ledger;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Quantity;

/**
 * What a fill, a funding or a booking adds to the ledger of its symbol. A pure function.
 *
 * @param opened base units that were opened
 * @param closed base units that were closed
 * @param gross profit of it, USDT
 * @param position which it is about, if that is known
 * @param closedAll whether the position ended with it
 */
record LedgerEntry(
    ApplyResult result,
    Quantity opened,
    Quantity closed,
    BigDecimal gross,
    Optional<PositionId> position,
    boolean closedAll) {

  /** What the apply layer says is what the exchange says; only a fill opens or closes something. */
  static LedgerEntry ofApplyLayer(ApplyResult result) {
    boolean fill = result.isFill();
    boolean closing = result.reduceOnly();
    Quantity filled = result.execution().filledQty();
    boolean flat = result.positionQtyAfter().filter(Quantity::isZero).isPresent();
    return new LedgerEntry(
        result,
        fill && !closing ? filled : Quantity.ZERO,
        fill && closing ? filled : Quantity.ZERO,
        result.execution().realizedPnl().orElse(BigDecimal.ZERO),
        result.positionId(),
        fill && closing && flat);
  }

  /** Closed positions by their net result; one of exactly 0 is neither. */
  private record Tally(long wins, long losses) {
    Tally plus(BigDecimal net) {
      return new Tally(wins + (net.signum() > 0 ? 1 : 0), losses + (net.signum() < 0 ? 1 : 0));
    }

    Tally minus(BigDecimal net) {
      return new Tally(wins - (net.signum() > 0 ? 1 : 0), losses - (net.signum() < 0 ? 1 : 0));
    }
  }

  Ledger after(Ledger ledger) {
    Settled settled = settled(ledger.bookings());
    Bookings bookings = settled.bookings();
    BigDecimal commission = result.execution().commission().orElse(BigDecimal.ZERO);
    BigDecimal funding = result.execution().funding().orElse(BigDecimal.ZERO);
    BigDecimal earned = settled.profit().subtract(commission).add(funding);
    boolean same = position.isEmpty() || position.equals(ledger.positionId());
    boolean ended = !same && bookings.isOfEnded(position);
    // what comes late for an earlier position must not end the account of the present one
    boolean late =
        ended
            || !same
                && !opens(settled.first())
                && (!result.isFill() || ledger.positionId().isPresent());
    BigDecimal net = same ? ledger.positionNet().add(earned) : earned;
    Tally tally = new Tally(ledger.wins(), ledger.losses());
    if (ended) {
      BigDecimal corrected = bookings.closedNet().add(earned);
      tally = tally.minus(bookings.closedNet()).plus(corrected);
      bookings = bookings.ended(position.get(), corrected);
    } else if (closedAll) {
      tally = tally.plus(net);
      Optional<PositionId> which = position.or(ledger::positionId);
      bookings = which.isEmpty() ? bookings : bookings.ended(which.get(), net);
    }
    return new Ledger(
        ledger.grossPnl().add(settled.profit()),
        ledger.commission().add(commission),
        ledger.funding().add(funding),
        ledger.fills() + (result.isFill() ? 1 : 0),
        ledger.openedQty().add(opened.value()),
        ledger.closedQty().add(closed.value()),
        tally.wins(),
        tally.losses(),
        late ? ledger.positionId() : closedAll ? Optional.empty() : position.or(ledger::positionId),
        late ? ledger.positionNet() : closedAll ? BigDecimal.ZERO : net,
        bookings,
        result.isBooking()
            ? ledger.lastOrderId()
            : result.execution().orderId().or(ledger::lastOrderId),
        result.timestampMillis(),
        ledger.commissionAssets().plus(result.execution().commissionAssets()),
        ledger.fundingAssets().plus(result.execution().fundingAssets()));
  }

  /** Whether a position begins with it: also where the booking of its fill comes first. */
  private boolean opens(boolean first) {
    return result.isBooking() ? first && !result.reduceOnly() : !opened.isZero();
  }

  /** Profit and fees of a fill of the apply layer may come apart from it, after or before. */
  private Settled settled(Bookings before) {
    Optional<String> order = result.execution().orderId().filter(id -> !id.contains(","));
    if (order.isPresent() && result.isBooking()) {
      return before.booking(order.get(), gross);
    }
    boolean apart =
        result.isFill()
            && result.isOfApplyLayer()
            && result.planId().isPresent()
            && result.execution().tradeIds().isEmpty();
    return order.isPresent() && apart
        ? before.fill(order.get(), gross)
        : new Settled(before, gross, true);
  }
}
