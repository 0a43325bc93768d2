package quantum.apply.venue;

import java.util.List;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * What the venue says of an order.
 *
 * @param ordered base units asked for
 * @param executed base units executed so far
 * @param averagePrice of what was executed; absent while nothing was
 * @param reduceOnly as the venue holds it; false in hedge mode
 * @param updatedMillis epoch milliseconds by the venue's clock
 */
public record OrderReport(
    Symbol symbol,
    VenueOrderId orderId,
    ClientOrderId id,
    OrderSide side,
    OrderStatus status,
    Quantity ordered,
    Quantity executed,
    Optional<Price> averagePrice,
    boolean reduceOnly,
    long updatedMillis) {
  /** What several were to execute together, base units. */
  public static Quantity ordered(List<OrderReport> reports) {
    return reports.stream().map(OrderReport::ordered).reduce(Quantity.ZERO, Quantity::plus);
  }

  /** What several have executed together, base units. */
  public static Quantity executed(List<OrderReport> reports) {
    return reports.stream().map(OrderReport::executed).reduce(Quantity.ZERO, Quantity::plus);
  }
}
