package quantum.kernel.kill;

/** Whether the kill rule closes a position, or what keeps it from it. */
public enum KillStanding {
  /** The position is to be closed whole. */
  CLOSES,
  /** K is below its threshold. */
  BELOW_THRESHOLD,
  /** The price is from before the entry. */
  BEFORE_ENTRY,
  /** K has not been above its threshold for long enough. */
  CONFIRMING,
  /** Adaptive: the market has not gone against the position. */
  MARKET_NOT_AGAINST,
  /** Adaptive: the stop stands at the entry or beyond, so there is nothing left to protect. */
  STOP_IN_PROFIT,
  /** The reference is off. */
  SHOWN_ONLY
}
