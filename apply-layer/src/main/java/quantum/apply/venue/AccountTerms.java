package quantum.apply.venue;

/**
 * How an account is set.
 *
 * @param mayTrade whether orders are taken from it at all
 * @param multiAssets whether other assets than the quote currency are margin too
 */
public record AccountTerms(PositionMode positionMode, boolean mayTrade, boolean multiAssets) {}
