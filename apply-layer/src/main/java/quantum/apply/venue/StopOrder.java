package quantum.apply.venue;

import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * A protective stop as it is to rest at the venue: a market order against the position as soon as
 * the mark price is at the trigger or beyond it.
 *
 * @param side of the position that it closes
 * @param trigger quote currency, on the symbol's tick
 * @param quantity base units, &gt; 0: what {@link StopShape#QUANTITY} closes at most
 */
public record StopOrder(
    Symbol symbol,
    Side side,
    StopShape shape,
    Price trigger,
    Quantity quantity,
    ClientOrderId id) {}
