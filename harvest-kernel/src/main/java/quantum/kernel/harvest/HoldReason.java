package quantum.kernel.harvest;

/** Why a harvest policy does nothing. */
public enum HoldReason {
  /** The price is from before the position was opened, so it says nothing about it. */
  PRICE_BEFORE_ENTRY,
  /** The profit has not reached the first level. */
  BELOW_FIRST_LEVEL,
  /** The level reached is below the smallest R at which anything is taken. */
  BELOW_MIN_R,
  /** A level was asked for and its outcome is not known; nothing at or below it fires. */
  LEVEL_UNRESOLVED,
  /** Every level reached has been taken. */
  LEVELS_TAKEN
}
