package quantum.contracts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code quantum:alerts:channel:{channel}}: how a channel of quantum-alerts is doing.
 *
 * @param state {@code idle}, or {@code failing} from a failed try until the next success
 * @param waiting messages in its outbox when this was written
 * @param sent messages that it took, since the record began
 * @param dropped messages that were given up because too many waited, likewise
 * @param sentId of the newest message that it took; "" before the first
 * @param sentAtMillis when, wall clock, epoch milliseconds; 0 before the first
 * @param tested stream id of the newest test that it took; ""
 * @param error what the last failed try came to, in words, without an address; "" since a success
 * @param errorAtMillis when, 0 without one
 */
public record AlertChannel(
    String state,
    long waiting,
    long sent,
    long dropped,
    String sentId,
    long sentAtMillis,
    String tested,
    String error,
    long errorAtMillis) {
  public static final String IDLE = "idle";
  public static final String FAILING = "failing";

  /** Of one that has sent nothing yet. */
  public static final AlertChannel NEW = new AlertChannel(IDLE, 0, 0, 0, "", 0, "", "", 0);

  private static final Field<String> STATE =
      Field.core(String::strip, "", "idle, or failing since the last try failed", "state");
  private static final Field<Long> WAITING =
      Field.optional(Fields::longCount, "messages", "in its outbox", "waiting");
  private static final Field<Long> SENT =
      Field.optional(Fields::longCount, "messages", "that it took", "sent");
  private static final Field<Long> DROPPED =
      Field.optional(Fields::longCount, "messages", "given up because too many waited", "dropped");
  private static final Field<String> SENT_ID = Field.text("newest message it took", "sent_id");
  private static final Field<Long> SENT_AT =
      Field.optional(EventTime::parseMillis, Fields.TIME, "when, wall clock", "sent_at");
  private static final Field<String> TESTED =
      Field.text("stream id of the newest `quantum alert test` that it took", "tested");
  private static final Field<String> ERROR =
      Field.text("what the last failed try came to; empty since a success", "error");
  private static final Field<Long> ERROR_AT =
      Field.optional(EventTime::parseMillis, Fields.TIME, "when, wall clock", "error_at");

  static final List<Field<?>> FIELDS =
      List.of(STATE, WAITING, SENT, DROPPED, SENT_ID, SENT_AT, TESTED, ERROR, ERROR_AT);

  /** Empty if there is no such channel. */
  public static Decoded<Optional<AlertChannel>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new AlertChannel(
                    reader.require(STATE),
                    reader.read(WAITING, 0L),
                    reader.read(SENT, 0L),
                    reader.read(DROPPED, 0L),
                    reader.read(SENT_ID, ""),
                    reader.read(SENT_AT, 0L),
                    reader.read(TESTED, ""),
                    reader.read(ERROR, ""),
                    reader.read(ERROR_AT, 0L))));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(STATE, state)
        .put(WAITING, waiting)
        .put(SENT, sent)
        .put(DROPPED, dropped)
        .put(SENT_ID, sentId)
        .time(SENT_AT, sentAtMillis)
        .put(TESTED, tested)
        .put(ERROR, error)
        .time(ERROR_AT, errorAtMillis)
        .fields();
  }
}
