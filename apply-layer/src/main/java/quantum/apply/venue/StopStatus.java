package quantum.apply.venue;

/** Where a stop stands. */
public enum StopStatus {
  /** It rests and waits for its price. */
  NEW,
  /** Its price has come, its order is not there yet. */
  TRIGGERING,
  /** Its order is there. */
  TRIGGERED,
  /** Its order has ended, executed or not. */
  FINISHED,
  CANCELED,
  EXPIRED,
  REJECTED,
  /** A status this code does not know; ask again. */
  UNRECOGNISED;

  /** Whether it waits for its price. */
  public boolean rests() {
    return this == NEW;
  }

  /** Whether its price has come. */
  public boolean hasFired() {
    return this == TRIGGERING || this == TRIGGERED || this == FINISHED;
  }
}
