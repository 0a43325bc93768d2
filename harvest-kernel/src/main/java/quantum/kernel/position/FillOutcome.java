package quantum.kernel.position;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.Quantity;

/**
 * What a fill did.
 *
 * @param after the position after it; empty when flat
 * @param closedQty how much of the position before it was closed, base units
 * @param grossPnl profit booked by that, quote currency, before commission
 * @param opened whether {@code after} is a position that this fill opened
 * @param flipped whether it closed one side and opened the other
 */
public record FillOutcome(
    Optional<Position> after,
    Quantity closedQty,
    BigDecimal grossPnl,
    boolean opened,
    boolean flipped) {}
