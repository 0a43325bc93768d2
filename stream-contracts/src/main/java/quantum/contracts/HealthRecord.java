package quantum.contracts;

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
 */
public record HealthRecord(
    long pid,
    String version,
    long startedAtMillis,
    Optional<Long> lastEventMillis,
    long lag,
    long oddFields,
    String state) {
  public static final long TTL_SECONDS = 30;

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
                    reader.longCount("pid").orElse(0L),
                    reader.text("version").orElse(""),
                    reader.timeMillis("started_at").orElse(0L),
                    reader.timeMillis("last_event_ts"),
                    reader.longCount("lag").orElse(0L),
                    reader.longCount("odd_fields").orElse(0L),
                    reader.requireText("state"))));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("pid", pid)
        .put("version", version)
        .time("started_at", startedAtMillis)
        .put("last_event_ts", lastEventMillis.map(EventTime::format).orElse(""))
        .put("lag", lag)
        .put("odd_fields", oddFields)
        .put("state", state)
        .fields();
  }
}
