package quantum.paper.exchange;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.Symbol;

/**
 * A price that everyone may see.
 *
 * @param timeMillis its event time, replay time
 * @param bar the recorded bar so far; absent for a price that belongs to no recorded bar
 * @param fundingRate of the running interval, a fraction; absent where nobody told one
 */
public record PriceEvent(
    Symbol symbol,
    BigDecimal price,
    long timeMillis,
    Optional<Bar> bar,
    Optional<BigDecimal> fundingRate) {}
