package quantum.replay.trades;

/** A file of trades that cannot be read: the file, the line, the column and what stands there. */
public final class BadTrades extends Exception {
  private static final long serialVersionUID = 1L;

  BadTrades(String message) {
    super(message);
  }
}
