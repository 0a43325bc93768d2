package quantum.apply.venue;

/** What a call can meet on its way to a venue and back. */
public enum Trouble {
  NONE,
  /** It never arrived; who sent it hears nothing. */
  REQUEST_LOST,
  /** It arrived and took effect; who sent it hears nothing. */
  ANSWER_LOST,
  /** Too many calls: nothing took effect, and for a while nothing will. */
  RATE_LIMITED,
  /** The venue is there and says that it does nothing now. */
  MAINTENANCE,
  /** The key is none, or may not do this. */
  KEY_REFUSED;

  /** What is called. */
  public enum Call {
    RULES,
    POSITIONS,
    PRICE,
    LEVERAGE,
    ORDER,
    ORDER_QUERY,
    STOP,
    STOP_QUERY,
    CANCEL,
    TRADES,
    INCOME,
    TIME
  }
}
