package quantum.paper.prices;

/** A price file that cannot be replayed; the message names the file, the line and the value. */
public final class BadCandleFile extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  BadCandleFile(String message) {
    super(message);
  }
}
