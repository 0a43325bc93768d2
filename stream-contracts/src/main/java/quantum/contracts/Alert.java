package quantum.contracts;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  static final Field<String> KIND =
      Field.core(
          String::strip,
          "",
          "of the alarm: PRICES_SILENT …, one for each row of the runbook",
          "kind");
  static final Field<String> SEVERITY =
      Field.text("critical: look at once; warning: look today", "severity");
  static final Field<String> SERVICE = Field.text("who raised it", "service");
  static final Field<String> SYMBOL = Field.text("absent if it is about none", "symbol");
  static final Field<String> ABOUT =
      Field.text(
          "what tells it from others of its kind and symbol: a plan, a key, a loop; absent if"
              + " nothing does",
          "about");
  static final Field<String> TEXT = Field.text("the log's line without its marker", "text");
  static final Field<Long> SINCE =
      Field.optional(EventTime::parseMillis, Fields.TIME, "wall clock of the first time", "since");
  static final Field<Long> COUNT =
      Field.optional(Fields::longCount, "", "how often since then", "count");
  static final Field<Flag> RESOLVED = Field.flag("false", "whether it is over", "resolved");
  static final Field<Long> TIMESTAMP = Fields.TIMESTAMP.meaning("wall clock");

  static final List<Field<?>> FIELDS =
      List.of(KIND, SEVERITY, SERVICE, SYMBOL, ABOUT, TEXT, SINCE, COUNT, RESOLVED, TIMESTAMP);

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(KIND, cause.kind())
        .put(SEVERITY, cause.kind().severity().name().toLowerCase(Locale.ROOT))
        .put(SERVICE, service)
        .put(SYMBOL, cause.symbol())
        .put(ABOUT, Optional.of(cause.about()).filter(text -> !text.isEmpty()))
        .put(TEXT, text)
        .time(SINCE, sinceMillis)
        .put(COUNT, count)
        .put(RESOLVED, resolved)
        .time(TIMESTAMP, timestampMillis)
        .fields();
  }
}
