package quantum.replay.entry;

/** Entries that cannot be used; the message lists what is wrong. */
public final class BadEntries extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message every violation, a line each
   */
  public BadEntries(String message) {
    super(message);
  }
}
