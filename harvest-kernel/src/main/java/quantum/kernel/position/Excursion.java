package quantum.kernel.position;

import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/**
 * Where the price has been since entry, as the position's side sees it.
 *
 * @param current the latest price
 * @param peak the best price: the highest for LONG, the lowest for SHORT
 * @param trough the worst price
 */
public record Excursion(Price current, Price peak, Price trough) {

  /** The excursion of a position that has seen one price. */
  public static Excursion at(Price price) {
    return new Excursion(price, price, price);
  }

  /** After {@code price} was seen. */
  public Excursion next(Side side, Price price) {
    int towardsProfit = side.direction();
    return new Excursion(
        price,
        price.compareTo(peak) * towardsProfit > 0 ? price : peak,
        price.compareTo(trough) * towardsProfit < 0 ? price : trough);
  }
}
