package quantum.kernel.exit;

/** Why an exit policy does nothing. */
public enum HoldReason {
  /** The price is from before the position was opened, so it says nothing about it. */
  PRICE_BEFORE_ENTRY,
  /** Nothing is due, and the position has no stop that could be hit. */
  NO_STOP,
  /** Nothing is due. */
  WITHIN_LEVELS
}
