package quantum.apply.venue;

import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * An order at whatever price the book has.
 *
 * @param quantity base units, &gt; 0, already floored to the symbol's step
 * @param reduceOnly whether it may only make a position smaller
 */
public record MarketOrder(
    Symbol symbol, OrderSide side, Quantity quantity, boolean reduceOnly, ClientOrderId id) {

  /**
   * @throws IllegalArgumentException if the quantity is zero
   */
  public MarketOrder {
    if (quantity.isZero()) {
      throw new IllegalArgumentException("order quantity must be > 0: " + symbol + " " + id);
    }
  }
}
