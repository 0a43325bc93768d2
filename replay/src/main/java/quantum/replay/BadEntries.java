package quantum.replay;

/** An entries file that cannot be used; the message lists what is wrong. */
public final class BadEntries extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  BadEntries(String message) {
    super(message);
  }
}
