package quantum.replay.market;

import java.math.BigDecimal;

/**
 * What a position pays at a moment for being held.
 *
 * @param atMillis epoch milliseconds
 * @param rate fraction of the notional value that LONG pays to SHORT; negative if SHORT pays
 */
public record Funding(long atMillis, BigDecimal rate) {}
