package quantum.marketdata;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * A mark price as the venue told it.
 *
 * @param fundingRate of the running interval, a fraction; absent where the venue tells none
 * @param timeMillis event time by the venue's clock, epoch milliseconds
 */
public record MarkTick(
    Symbol symbol, Price price, Optional<BigDecimal> fundingRate, long timeMillis) {}
