package quantum.kernel.exit;

import quantum.kernel.value.Price;

/**
 * Prices are beyond a stop without a break.
 *
 * @param stop the stop; another one is counted anew
 * @param sinceMillis event time of the first of them, epoch milliseconds
 */
public record Beyond(Price stop, long sinceMillis) {}
