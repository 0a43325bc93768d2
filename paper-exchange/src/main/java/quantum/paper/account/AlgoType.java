package quantum.paper.account;

import java.math.BigDecimal;
import quantum.kernel.value.OrderSide;

/** The conditional order types served here; both become a MARKET order when they are triggered. */
public enum AlgoType {
  /**
   * Waits for a price that is worse for its side: SELL at or below the trigger, BUY at or above.
   */
  STOP_MARKET,
  /** Waits for a better one: SELL at or above the trigger, BUY at or below. */
  TAKE_PROFIT_MARKET;

  /** Whether an order of this type and side waits for the price to fall. */
  boolean waitsForFall(OrderSide side) {
    return (this == STOP_MARKET) == (side == OrderSide.SELL);
  }

  /** Whether {@code price} is at the trigger or beyond it. */
  boolean isMet(OrderSide side, BigDecimal trigger, BigDecimal price) {
    int compared = price.compareTo(trigger);
    return waitsForFall(side) ? compared <= 0 : compared >= 0;
  }
}
