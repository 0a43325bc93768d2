package quantum.runtime;

/**
 * A stream as one consumer of one group reads it.
 *
 * @param start where a NEW group begins: "0" for everything there is, "$" for what comes from now
 *     on. A group that vanishes while the consumer runs is always re-created at what is not yet
 *     read.
 * @param maxLen entries the stream is trimmed to; a lag beyond half of it is worth a warning
 */
public record StreamSource(
    String stream, String group, String consumer, String start, long maxLen) {
  private static final long USUAL_MAX_LEN = 10_000;

  public StreamSource {
    if (!start.equals("0") && !start.equals("$")) {
      throw new IllegalArgumentException("start of a group must be 0 or $, was '" + start + "'");
    }
    if (maxLen <= 0) {
      throw new IllegalArgumentException("maxLen must be positive, was " + maxLen);
    }
  }

  public StreamSource(String stream, String group, String consumer, String start) {
    this(stream, group, consumer, start, USUAL_MAX_LEN);
  }
}
