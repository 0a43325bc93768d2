package quantum.runtime;

import java.util.Map;

/**
 * One entry as a consumer received it.
 *
 * @param redelivered it was pending already: some effect of it outside of Redis may have happened
 */
public record StreamEntry(
    String stream,
    String group,
    String consumer,
    String id,
    Map<String, String> fields,
    boolean redelivered) {

  /** The same, of which some effect outside of Redis may have happened. */
  public StreamEntry asRedelivered() {
    return new StreamEntry(stream, group, consumer, id, fields, true);
  }

  /**
   * When Redis took the entry in, epoch milliseconds; event time for entries without a timestamp.
   */
  public long idMillis() {
    int dash = id.indexOf('-');
    return Long.parseLong(dash < 0 ? id : id.substring(0, dash));
  }
}
