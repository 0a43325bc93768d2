package quantum.apply.venue;

/** Where an order stands. How much of it was executed is told by the quantity, not by this. */
public enum OrderStatus {
  NEW(false),
  PARTIALLY_FILLED(false),
  FILLED(true),
  CANCELED(true),
  REJECTED(true),
  EXPIRED(true),
  /** A status this code does not know; ask again. */
  UNRECOGNISED(false);

  private final boolean isFinal;

  OrderStatus(boolean isFinal) {
    this.isFinal = isFinal;
  }

  /** Whether nothing more will be executed. */
  public boolean isFinal() {
    return isFinal;
  }
}
