package quantum.kernel.harvest;

/** Why a stop is moved. */
public enum StopReason {
  /** The kernel policy's lock beyond the entry. */
  PROFIT_LOCK,
  /** The ladder policy's stop at the entry. */
  BREAKEVEN,
  /** The ladder policy's stop behind the peak. */
  TRAIL
}
