package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;

/**
 * A conditional order as it arrives, before any rule has seen it.
 *
 * @param positionSide BOTH in one-way mode
 * @param trigger quote currency per base unit
 * @param priceProtect shown, and of no effect: mark and last price are one here
 * @param clientAlgoId the caller's id, which the child order bears as well; the exchange makes one
 *     if it is absent
 */
public record AlgoRequest(
    Symbol symbol,
    OrderSide side,
    PositionSide positionSide,
    AlgoType type,
    BigDecimal trigger,
    Size size,
    WorkingType workingType,
    boolean priceProtect,
    TimeInForce timeInForce,
    Optional<String> clientAlgoId) {

  /** How much it trades when it is triggered. */
  public sealed interface Size {
    /** The whole position of that moment; such an order lives only as long as the position. */
    record Position() implements Size {}

    /**
     * A quantity of its own.
     *
     * @param base base units, any number
     * @param reduceOnly whether it is cut to the position of that moment
     */
    record Quantity(BigDecimal base, boolean reduceOnly) implements Size {}
  }

  public boolean closesPosition() {
    return size instanceof Size.Position;
  }

  /** Whether it can only make a position smaller. */
  public boolean reducesOnly() {
    return switch (size) {
      case Size.Position position -> true;
      case Size.Quantity quantity -> quantity.reduceOnly() || positionSide.isClosedBy(side);
    };
  }

  /** Whether it bears the flag, which says the same and is not allowed in hedge mode. */
  public boolean reduceOnly() {
    return positionSide == PositionSide.BOTH && reducesOnly();
  }

  /** Base units; 0 if it closes the position, as the venue shows it. */
  public BigDecimal quantity() {
    return switch (size) {
      case Size.Position position -> BigDecimal.ZERO;
      case Size.Quantity quantity -> quantity.base();
    };
  }

  /** Whether a price is at the trigger or beyond it. */
  public boolean isMet(BigDecimal price) {
    return type.isMet(side, trigger, price);
  }
}
