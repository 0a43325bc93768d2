package quantum.paper.account;

/** State of a conditional order; all but the first three are final. */
public enum AlgoStatus {
  /** Rests, and can be cancelled. */
  NEW,
  /** Its price was met; the child order is not made yet. */
  TRIGGERING,
  /** The child order is made. */
  TRIGGERED,
  /** The child order is final. */
  FINISHED,
  /** By its owner. */
  CANCELED,
  /** By the system: the position it was to close has gone. */
  EXPIRED,
  /** Its price was met, but the child order was refused. */
  REJECTED;

  /** Whether it may still trade. */
  public boolean isOpen() {
    return this == NEW || this == TRIGGERING || this == TRIGGERED;
  }
}
