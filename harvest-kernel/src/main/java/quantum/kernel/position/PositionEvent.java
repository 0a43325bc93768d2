package quantum.kernel.position;

import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/** What can happen to a position. */
public sealed interface PositionEvent {

  /**
   * An order was filled.
   *
   * @param side of the order
   * @param qty base units, &gt; 0
   * @param price average price of the fill
   * @param reduceOnly whether the order could only reduce
   * @param timeMillis event time, epoch milliseconds
   */
  record Fill(OrderSide side, Quantity qty, Price price, boolean reduceOnly, long timeMillis)
      implements PositionEvent {
    /**
     * @throws IllegalArgumentException if nothing was filled
     */
    public Fill {
      if (qty.isZero()) {
        throw new IllegalArgumentException("qty of a fill must be > 0, was 0");
      }
    }
  }

  /** The market traded at {@code price}. */
  record PriceTick(Price price, long timeMillis) implements PositionEvent {}

  /** The protective stop was moved to {@code stop}. */
  record StopMoved(Price stop) implements PositionEvent {}
}
