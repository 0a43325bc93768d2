package quantum.apply.venue;

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
    long updatedMillis) {}
