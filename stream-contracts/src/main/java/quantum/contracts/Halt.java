package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code quantum:halt}, and of one symbol {@code quantum:pause:{SYMBOL}}: what somebody holds back
 * until it is cleared or its time is over. The key being there is the halt; its fields say why. So
 * a field that cannot be read, or a key of another type, is a halt without an end. {@code
 * commit.lua} follows the same rule.
 *
 * @param reason in words
 * @param sinceMillis wall clock, epoch milliseconds; 0 if unknown
 * @param by who: a person and machine with the verb, or a service
 * @param untilMillis when it ends by itself, epoch milliseconds by the wall clock
 * @param scope {@value #ACCOUNT} or the symbol
 */
public record Halt(
    String reason, long sinceMillis, String by, OptionalLong untilMillis, String scope) {
  public static final String ACCOUNT = "account";

  /** Of a halt whose fields nobody can read. */
  public static final Halt UNREADABLE =
      new Halt("cannot be read, so it is in force", 0, "", OptionalLong.empty(), "");

  /** Seconds as commit.lua reads them: what has another shape ends no halt. */
  private static final Pattern SECONDS = Pattern.compile("\\s*([0-9]{1,10}(?:\\.[0-9]*)?)\\s*");

  private static final Field<String> REASON = Field.text("why, in words", "reason");
  private static final Field<Long> SINCE =
      Field.optional(EventTime::parseMillis, Fields.TIME, "wall clock", "since");
  private static final Field<String> BY =
      Field.text("who: a person and machine with the verb, or a service", "by");
  private static final Field<Long> UNTIL =
      Field.optional(
          Halt::seconds,
          Fields.TIME,
          "when it ends by itself, wall clock; absent or unreadable, it ends when it is cleared",
          "until");
  private static final Field<String> SCOPE = Field.text("account, or the symbol", "scope");

  static final List<Field<?>> FIELDS = List.of(REASON, SINCE, BY, UNTIL, SCOPE);

  /** Why and by whom, for people. */
  public String inWords() {
    return by.isEmpty() ? reason : reason.isEmpty() ? "by " + by : reason + ", by " + by;
  }

  /** Whether it holds back anything at this wall-clock time, epoch milliseconds. */
  public boolean isInForce(long nowMillis) {
    return untilMillis.isEmpty() || nowMillis < untilMillis.getAsLong();
  }

  /**
   * Empty if there is no such key.
   *
   * @param hash the fields; without any, the key is not there
   */
  public static Decoded<Optional<Halt>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new Halt(
                    reader.read(REASON, ""),
                    reader.read(SINCE, 0L),
                    reader.read(BY, ""),
                    reader.read(UNTIL).map(OptionalLong::of).orElseGet(OptionalLong::empty),
                    reader.read(SCOPE, ""))));
  }

  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put(REASON, reason)
            .time(SINCE, sinceMillis)
            .put(BY, by)
            .put(SCOPE, scope);
    untilMillis.ifPresent(until -> writer.time(UNTIL, until));
    return writer.fields();
  }

  private static long seconds(String text) {
    Matcher matcher = SECONDS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be epoch seconds, was '" + text + "'");
    }
    return new BigDecimal(matcher.group(1)).movePointRight(3).longValue();
  }
}
