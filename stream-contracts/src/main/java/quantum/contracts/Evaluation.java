package quantum.contracts;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;

/**
 * The evaluation fields of {@code quantum:position:{SYMBOL}} (SPEC §4.1), written by harvest-brain:
 * all it needs after a crash.
 *
 * @param positionId the position these fields are about; the script drops the write otherwise
 * @param unrealizedPnl whole position, USDT
 * @param peak best price for the side since entry
 * @param trough worst price for the side since entry
 * @param levelsEmitted levels in R that were asked for
 * @param levelsTaken levels in R that count as done
 * @param levelsBlockedUntil levels whose plan failed, with the event time from which they may fire
 *     again
 * @param stopEmitted the newest stop that was asked for
 * @param closeEmitted whether a full close is asked for and not answered
 * @param closeFailures full closes that failed in a row, for the back-off
 * @param closeRetryAtMillis event time before which a failed close is not repeated
 * @param stopFailures stop moves that failed in a row; they never hold back a close
 * @param stopRetryAtMillis event time before which a failed stop move is not repeated
 * @param unanswered what was asked for, in live mode, and has no result
 * @param killMemory what the kill score remembers of the position
 */
public record Evaluation(
    PositionId positionId,
    Price current,
    BigDecimal unrealizedPnl,
    double rNet,
    double killScore,
    long ageSeconds,
    Price peak,
    Price trough,
    String harvestAction,
    SortedSet<BigDecimal> levelsEmitted,
    SortedSet<BigDecimal> levelsTaken,
    SortedMap<BigDecimal, Long> levelsBlockedUntil,
    Optional<Price> stopEmitted,
    boolean closeEmitted,
    int closeFailures,
    long closeRetryAtMillis,
    int stopFailures,
    long stopRetryAtMillis,
    Set<ExitAsk> unanswered,
    KillMemory killMemory,
    long lastUpdateMillis) {

  public Evaluation {
    unanswered = Collections.unmodifiableSet(new LinkedHashSet<>(unanswered));
  }

  private static final Field<Price> CURRENT =
      Field.optional(Price::of, Fields.QUOTE, "the newest price", "current_price");
  private static final Field<BigDecimal> UNREALIZED_PNL =
      Field.number(Fields.USDT, "whole position", "unrealized_pnl");
  private static final Field<BigDecimal> AGE =
      Field.number("s", "since opened_at, event time", "age_sec");
  private static final Field<Price> PEAK =
      Field.optional(Price::of, Fields.QUOTE, "best price for the side since entry", "peak_price");
  private static final Field<Price> TROUGH =
      Field.optional(
          Price::of, Fields.QUOTE, "worst price for the side since entry", "trough_price");
  private static final Field<String> ACTION =
      Field.text("what the policy says now: NONE, PARTIAL_25 …", "harvest_action");
  private static final Field<List<String>> EMITTED =
      Field.optional(
          FieldReader::listOf,
          Fields.R,
          "levels that were asked for, comma-separated",
          "levels_emitted");
  private static final Field<List<String>> TAKEN =
      Field.optional(
          FieldReader::listOf,
          Fields.R,
          "levels that count as done, comma-separated",
          "levels_taken");
  private static final Field<List<String>> BLOCKED =
      Field.optional(
          FieldReader::listOf,
          "R@epoch s",
          "levels whose plan failed, and the event time from which they may fire again",
          "levels_blocked");
  private static final Field<Price> STOP_EMITTED =
      Field.optional(
          Price::of, Fields.QUOTE, "the newest stop that was asked for, or empty", "stop_emitted");
  private static final Field<Flag> CLOSE_EMITTED =
      Field.flag("false", "a full close is asked for and not answered", "close_emitted");
  private static final Field<Integer> CLOSE_FAILURES =
      Field.optional(Fields::count, "", "full closes that failed in a row", "close_failures");
  private static final Field<Long> CLOSE_RETRY_AT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "a failed close is not repeated before",
          "close_retry_at");
  private static final Field<Integer> STOP_FAILURES =
      Field.optional(Fields::count, "", "stop moves that failed in a row", "stop_failures");
  private static final Field<Long> STOP_RETRY_AT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "a failed stop move is not repeated before",
          "stop_retry_at");
  private static final Field<List<String>> UNANSWERED =
      Field.optional(
          FieldReader::listOf,
          "",
          "what was asked for and has no result, comma-separated: INTENT_TYPE of a full close,"
              + " INTENT_TYPE:STOP, INTENT_TYPE:R:PERCENT; asked for again after 30 s",
          "unanswered");
  private static final Field<Flag> FLIP_ARMED =
      Field.flag("false", "the symbol has been in a trend since the entry", "flip_armed");
  private static final Field<Long> ABOVE_SINCE =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "the kill score is above its threshold since; 0 = it is not",
          "kill_above_since");
  private static final Field<Long> JUDGED_AT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "the newest price that the kill score was judged at; what lies more than 60 s behind it"
              + " confirms nothing; 0 = none yet",
          "kill_judged_at");
  private static final Field<Long> LAST_UPDATE =
      Field.optional(
          EventTime::parseMillis, Fields.TIME, "event time of the newest price", "last_update_ts");

  static final List<Field<?>> FIELDS =
      List.of(
          CURRENT,
          UNREALIZED_PNL,
          Fields.R_NET,
          Fields.KILL_SCORE,
          AGE,
          PEAK,
          TROUGH,
          ACTION,
          EMITTED,
          TAKEN,
          BLOCKED,
          STOP_EMITTED,
          CLOSE_EMITTED,
          CLOSE_FAILURES,
          CLOSE_RETRY_AT,
          STOP_FAILURES,
          STOP_RETRY_AT,
          UNANSWERED,
          FLIP_ARMED,
          ABOVE_SINCE,
          JUDGED_AT,
          LAST_UPDATE);

  /**
   * Empty if harvest-brain has not evaluated the position yet. A note that cannot be read is as if
   * it had not been made, but what the apply layer has executed stays taken.
   */
  public static Decoded<Optional<Evaluation>> decode(Map<String, String> hash) {
    if (!hash.containsKey(PEAK.name())) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(reader)));
  }

  private static Evaluation read(FieldReader reader) {
    PositionId position =
        reader
            .read(Fields.POSITION_ID)
            .or(() -> reader.read(Fields.PLAN_ID).map(plan -> new PositionId(plan.value())))
            .orElseThrow(() -> reader.missing(Fields.POSITION_ID));
    Optional<Price> current = reader.read(CURRENT).or(() -> reader.read(OpenPosition.ENTRY_PRICE));
    Price price = current.orElseThrow(() -> reader.missing(CURRENT));
    SortedSet<BigDecimal> taken = new TreeSet<>(reader.items(TAKEN, Decimals::parse));
    reader
        .read(OpenPosition.HARVESTED_LEVELS, List.of())
        .forEach(level -> Fields.levelInR(level).ifPresent(taken::add));
    SortedMap<BigDecimal, Long> blocked = new TreeMap<>();
    reader
        .items(BLOCKED, Evaluation::blocked)
        .forEach(level -> blocked.put(level.getKey(), level.getValue()));
    return new Evaluation(
        position,
        price,
        reader.read(UNREALIZED_PNL, BigDecimal.ZERO),
        reader.read(Fields.R_NET, 0.0),
        reader.read(Fields.KILL_SCORE, 0.0),
        reader.read(AGE, BigDecimal.ZERO).longValue(),
        reader.read(PEAK, price),
        reader.read(TROUGH, price),
        reader.read(ACTION, "NONE"),
        new TreeSet<>(reader.items(EMITTED, Decimals::parse)),
        taken,
        blocked,
        reader.read(STOP_EMITTED),
        reader.flag(CLOSE_EMITTED).isYes(),
        reader.read(CLOSE_FAILURES, 0),
        reader.read(CLOSE_RETRY_AT, 0L),
        reader.read(STOP_FAILURES, 0),
        reader.read(STOP_RETRY_AT, 0L),
        new LinkedHashSet<>(reader.items(UNANSWERED, ExitAsk::parse)),
        new KillMemory(
            reader.flag(FLIP_ARMED).isYes(),
            moment(reader, ABOVE_SINCE),
            moment(reader, JUDGED_AT)),
        reader.read(LAST_UPDATE, 0L));
  }

  private static OptionalLong moment(FieldReader reader, Field<Long> field) {
    return reader.read(field).filter(millis -> millis > 0).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private static Map.Entry<BigDecimal, Long> blocked(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("must be LEVEL@TIME, was '" + text + "'");
    }
    return Map.entry(
        Decimals.parse(text.substring(0, at)), EventTime.parseMillis(text.substring(at + 1)));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(CURRENT, current)
        .put(UNREALIZED_PNL, unrealizedPnl)
        .put(Fields.R_NET, rNet)
        .put(Fields.KILL_SCORE, killScore)
        .put(AGE, ageSeconds)
        .put(PEAK, peak)
        .put(TROUGH, trough)
        .put(ACTION, harvestAction)
        .list(EMITTED, levelsEmitted)
        .list(TAKEN, levelsTaken)
        .list(
            BLOCKED,
            levelsBlockedUntil.entrySet().stream()
                .map(e -> Decimals.plain(e.getKey()) + '@' + EventTime.format(e.getValue()))
                .toList())
        .put(STOP_EMITTED, stopEmitted.map(Price::toString).orElse(""))
        .put(CLOSE_EMITTED, closeEmitted)
        .put(CLOSE_FAILURES, closeFailures)
        .time(CLOSE_RETRY_AT, closeRetryAtMillis)
        .put(STOP_FAILURES, stopFailures)
        .time(STOP_RETRY_AT, stopRetryAtMillis)
        .list(UNANSWERED, unanswered)
        .put(FLIP_ARMED, killMemory.flipArmed())
        .time(ABOVE_SINCE, killMemory.aboveSinceMillis().orElse(0))
        .time(JUDGED_AT, killMemory.judgedAtMillis().orElse(0))
        .time(LAST_UPDATE, lastUpdateMillis)
        .fields();
  }
}
