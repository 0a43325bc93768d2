package quantum.contracts;

import java.util.Locale;
import java.util.Map;

/**
 * An entry of {@code alert}: an alarm as it was said, or its end.
 *
 * @param service who said it
 * @param text the line without its marker
 * @param sinceMillis wall clock of the first time, epoch milliseconds
 * @param count how often since then
 * @param resolved whether it is over
 * @param timestampMillis wall clock, epoch milliseconds
 */
public record Alert(
    Alarm.Cause cause,
    String service,
    String text,
    long sinceMillis,
    long count,
    boolean resolved,
    long timestampMillis) {
  /** Entries that the stream keeps, about. */
  public static final long KEPT = 10_000;

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("kind", cause.kind())
        .put("severity", cause.kind().severity().name().toLowerCase(Locale.ROOT))
        .put("service", service)
        .put("symbol", cause.symbol())
        .put("text", text)
        .time("since", sinceMillis)
        .put("count", count)
        .put("resolved", resolved)
        .time("timestamp", timestampMillis)
        .fields();
  }
}
