package quantum.account.explain;

import quantum.kernel.value.Price;

/**
 * The newest price that is known.
 *
 * @param atMillis event time
 * @param fromTicker whether the ticker told it; else harvest-brain saw it last
 */
public record PriceNow(Price price, long atMillis, boolean fromTicker) {}
