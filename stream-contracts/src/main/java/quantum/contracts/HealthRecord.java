package quantum.contracts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code quantum:health:{service}}: a service's sign of life; gone {@link #TTL_SECONDS} after the
 * last one.
 *
 * @param startedAtMillis wall clock, epoch milliseconds
 * @param lastEventMillis event time of the newest entry that was handled, epoch milliseconds
 * @param lag entries that the service was not given yet, all its streams together
 * @param oddFields optional fields that could not be read since the service started
 * @param state one lower-case word, e.g. {@code running}
 * @param reason why it is degraded, in words; "" if the state says it all
 * @param mode of a service that has one: shadow or live
 * @param watchedAtMillis of exitbrain: when the newest price that it judged came into its stream,
 *     epoch milliseconds
 * @param streamAgeMillis of apply-layer: since the exchange's private stream last gave a sign of
 *     life
 * @param account of apply-layer: what the exchange said of the account when the service started, in
 *     words with blanks between: {@link #ONE_WAY} or {@link #HEDGE}, {@link #MULTI_ASSETS}, {@link
 *     #NO_TRADING}
 */
public record HealthRecord(
    long pid,
    String version,
    long startedAtMillis,
    Optional<Long> lastEventMillis,
    long lag,
    long oddFields,
    String state,
    String reason,
    Optional<String> mode,
    Optional<Long> watchedAtMillis,
    Optional<Long> streamAgeMillis,
    Optional<String> account) {
  public static final String ONE_WAY = "one-way";
  public static final String HEDGE = "hedge";
  public static final String MULTI_ASSETS = "multi-assets";
  public static final String NO_TRADING = "no-trading";
  public static final long TTL_SECONDS = 30;

  private static final Field<Long> PID = Field.optional(Fields::longCount, "", "process id", "pid");
  private static final Field<String> VERSION = Field.text("of the suite", "version");
  private static final Field<Long> STARTED_AT =
      Field.optional(EventTime::parseMillis, Fields.TIME, "wall clock", "started_at");
  private static final Field<Long> LAST_EVENT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "event time of the newest entry handled, or empty",
          "last_event_ts");
  private static final Field<Long> LAG =
      Field.optional(
          Fields::longCount, "entries", "not yet given to it, all its streams together", "lag");
  private static final Field<Long> ODD_FIELDS =
      Field.optional(
          Fields::longCount,
          "",
          "optional fields it could not read, since it started",
          "odd_fields");
  private static final Field<String> STATE =
      Field.core(
          String::strip,
          "",
          "starting, running, degraded, stopping; standby in `quantum:standby:{service}`",
          "state");
  private static final Field<String> REASON =
      Field.text("why it is degraded, and a halt; empty if the state says it all", "reason");
  private static final Field<String> MODE =
      Field.text("shadow or live; absent where a service has no mode", "mode");
  private static final Field<Long> WATCHED_AT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "exitbrain: when the newest price that it judged came into its stream, wall clock;"
              + " absent before the first one",
          "watched_at");

  private static final Field<Long> STREAM_AGE =
      Field.optional(
          Fields::longCount,
          "ms",
          "apply-layer: since the exchange's private stream last gave a sign of life",
          "stream_age_ms");

  private static final Field<String> ACCOUNT =
      Field.text(
          "apply-layer: what the exchange said of the account at the start: one-way or hedge; then,"
              + " where it is so, multi-assets, no-trading",
          "account");

  static final List<Field<?>> FIELDS =
      List.of(
          PID,
          VERSION,
          STARTED_AT,
          LAST_EVENT,
          LAG,
          ODD_FIELDS,
          STATE,
          REASON,
          MODE,
          WATCHED_AT,
          STREAM_AGE,
          ACCOUNT);

  /** Its state with the reason, e.g. {@code degraded: waits for Redis}. */
  public String inWords() {
    return reason.isEmpty() ? state : state + ": " + reason;
  }

  /** Empty if the service gives no sign of life. */
  public static Decoded<Optional<HealthRecord>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new HealthRecord(
                    reader.read(PID, 0L),
                    reader.read(VERSION, ""),
                    reader.read(STARTED_AT, 0L),
                    reader.read(LAST_EVENT),
                    reader.read(LAG, 0L),
                    reader.read(ODD_FIELDS, 0L),
                    reader.require(STATE),
                    reader.read(REASON, ""),
                    reader.read(MODE),
                    reader.read(WATCHED_AT),
                    reader.read(STREAM_AGE),
                    reader.read(ACCOUNT))));
  }

  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put(PID, pid)
            .put(VERSION, version)
            .time(STARTED_AT, startedAtMillis)
            .put(LAST_EVENT, lastEventMillis.map(EventTime::format).orElse(""))
            .put(LAG, lag)
            .put(ODD_FIELDS, oddFields)
            .put(STATE, state)
            .put(REASON, reason)
            .put(MODE, mode);
    watchedAtMillis.ifPresent(at -> writer.time(WATCHED_AT, at));
    return writer.put(STREAM_AGE, streamAgeMillis).put(ACCOUNT, account).fields();
  }
}
