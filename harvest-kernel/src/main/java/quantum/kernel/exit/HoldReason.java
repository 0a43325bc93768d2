package quantum.kernel.exit;

/** Why an exit policy does nothing. */
public enum HoldReason {
  /** The price is from before the position was opened, so it says nothing about it. */
  PRICE_BEFORE_ENTRY,
  /** The price is beyond the stop and older than it: the stop was not there yet. */
  PRICE_BEFORE_STOP,
  /** The price is beyond the stop, and the exchange is given a moment to close there. */
  STOP_AT_EXCHANGE,
  /** Nothing is due, and the position has no stop that could be hit. */
  NO_STOP,
  /** Nothing is due. */
  WITHIN_LEVELS
}
