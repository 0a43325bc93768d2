package quantum.contracts;

/**
 * An optional field that was there and could not be read; it counts as missing.
 *
 * @param writer who wrote the record, as its {@code source} says; empty if it does not
 * @param found the text that stood there, shortened
 * @param why what is allowed
 */
public record Oddity(String writer, String field, String found, String why) {
  /** One sentence for a log line. */
  public String reason() {
    return field + "='" + found + "': " + why;
  }
}
