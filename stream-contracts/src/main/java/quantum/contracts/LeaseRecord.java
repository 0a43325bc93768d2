package quantum.contracts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code quantum:lease:{service}}: which instance of a service acts. It stays when it has ended, so
 * that no token is given twice; the instance with the highest token is the one.
 *
 * @param token a number that grows with each taking, of any instance
 * @param host name of the machine
 * @param pid process id there
 * @param startedAtMillis of the process, wall clock of its machine, epoch milliseconds
 * @param process tells this process from all others of its machine; "" where that is unknown
 * @param sinceMillis when it was taken, clock of Redis, epoch milliseconds
 * @param untilMillis when it ends unless it is renewed, clock of Redis, epoch milliseconds; 0 if it
 *     was given back
 */
public record LeaseRecord(
    long token,
    String host,
    long pid,
    long startedAtMillis,
    String process,
    long sinceMillis,
    long untilMillis) {
  public static final String TOKEN_FIELD = "token";

  private static final Field<Long> TOKEN =
      Field.core(
          Fields::longCount,
          "",
          "grows with each taking; a commit under a smaller one writes nothing",
          TOKEN_FIELD);
  private static final Field<String> HOST = Field.text("name of the machine that it is on", "host");
  private static final Field<Long> PID = Field.optional(Fields::longCount, "", "process id", "pid");
  private static final Field<Long> STARTED_AT =
      Field.optional(
          EventTime::parseMillis, Fields.TIME, "of the process, its own clock", "started_at");
  private static final Field<String> PROCESS =
      Field.text("boot, process namespace, user and start of the process", "process");
  private static final Field<Long> SINCE =
      Field.optional(
          EventTime::parseMillis, Fields.TIME, "when it was taken, clock of Redis", "since");
  private static final Field<Long> UNTIL =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "when it ends unless it is renewed, clock of Redis; 0 if it was given back",
          "until");

  static final List<Field<?>> FIELDS = List.of(TOKEN, HOST, PID, STARTED_AT, PROCESS, SINCE, UNTIL);

  /** Empty if nobody ever held it. */
  public static Decoded<Optional<LeaseRecord>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new LeaseRecord(
                    reader.require(TOKEN),
                    reader.read(HOST, ""),
                    reader.read(PID, 0L),
                    reader.read(STARTED_AT, 0L),
                    reader.read(PROCESS, ""),
                    reader.read(SINCE, 0L),
                    reader.read(UNTIL, 0L))));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(TOKEN, token)
        .put(HOST, host)
        .put(PID, pid)
        .time(STARTED_AT, startedAtMillis)
        .put(PROCESS, process)
        .time(SINCE, sinceMillis)
        .time(UNTIL, untilMillis)
        .fields();
  }

  /** The fields that tell who has it; the others are Redis's to write. */
  public Map<String, String> encodeHolder() {
    return new FieldWriter()
        .put(HOST, host)
        .put(PID, pid)
        .time(STARTED_AT, startedAtMillis)
        .put(PROCESS, process)
        .fields();
  }

  /** Whether it is held at this time of Redis's clock. */
  public boolean isHeldAt(long redisMillis) {
    return untilMillis > redisMillis;
  }

  /** Who has it, e.g. {@code harvest-1, pid 4711}. */
  public String holder() {
    return (host.isEmpty() ? "an unknown machine" : host) + ", pid " + pid;
  }
}
