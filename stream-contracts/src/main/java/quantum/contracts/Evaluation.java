package quantum.contracts;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    KillMemory killMemory,
    long lastUpdateMillis) {

  /** Empty if harvest-brain has not evaluated the position yet. */
  public static Decoded<Optional<Evaluation>> decode(Map<String, String> hash) {
    if (!hash.containsKey("peak_price")) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(reader)));
  }

  private static Evaluation read(FieldReader reader) {
    return new Evaluation(
        reader.require(PositionId::new, OpenPosition.POSITION_ID, "plan_id"),
        reader.require(Price::of, "current_price"),
        reader.decimal("unrealized_pnl").orElse(BigDecimal.ZERO),
        reader.decimal("R_net").orElse(BigDecimal.ZERO).doubleValue(),
        reader.decimal("kill_score").orElse(BigDecimal.ZERO).doubleValue(),
        reader.decimal("age_sec").orElse(BigDecimal.ZERO).longValue(),
        reader.require(Price::of, "peak_price"),
        reader.require(Price::of, "trough_price"),
        reader.text("harvest_action").orElse("NONE"),
        levels(reader, "levels_emitted"),
        levels(reader, "levels_taken"),
        reader
            .read(text -> blocked(FieldReader.listOf(text)), "levels_blocked")
            .orElseGet(TreeMap::new),
        reader.price("stop_emitted"),
        reader.flag("close_emitted"),
        reader.count("close_failures").orElse(0),
        reader.timeMillis("close_retry_at").orElse(0L),
        reader.count("stop_failures").orElse(0),
        reader.timeMillis("stop_retry_at").orElse(0L),
        killMemory(reader),
        reader.timeMillis("last_update_ts").orElse(0L));
  }

  private static KillMemory killMemory(FieldReader reader) {
    return new KillMemory(
        reader.flag("flip_armed"),
        reader
            .timeMillis("kill_above_since")
            .filter(millis -> millis > 0)
            .map(OptionalLong::of)
            .orElseGet(OptionalLong::empty));
  }

  private static SortedSet<BigDecimal> levels(FieldReader reader, String name) {
    return reader.read(text -> levels(FieldReader.listOf(text)), name).orElseGet(TreeSet::new);
  }

  /**
   * Reads levels such as {@code 2,4}.
   *
   * @throws IllegalArgumentException naming the text that is no number
   */
  public static SortedSet<BigDecimal> levels(Collection<String> texts) {
    TreeSet<BigDecimal> levels = new TreeSet<>();
    texts.forEach(text -> levels.add(Decimals.parse(text)));
    return levels;
  }

  private static SortedMap<BigDecimal, Long> blocked(Collection<String> texts) {
    TreeMap<BigDecimal, Long> blocked = new TreeMap<>();
    for (String text : texts) {
      int at = text.indexOf('@');
      if (at < 0) {
        throw new IllegalArgumentException("must be LEVEL@TIME, was '" + text + "'");
      }
      blocked.put(
          Decimals.parse(text.substring(0, at)), EventTime.parseMillis(text.substring(at + 1)));
    }
    return blocked;
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("current_price", current)
        .put("unrealized_pnl", unrealizedPnl)
        .put("R_net", rNet)
        .put("kill_score", killScore)
        .put("age_sec", ageSeconds)
        .put("peak_price", peak)
        .put("trough_price", trough)
        .put("harvest_action", harvestAction)
        .list("levels_emitted", levelsEmitted)
        .list("levels_taken", levelsTaken)
        .list(
            "levels_blocked",
            levelsBlockedUntil.entrySet().stream()
                .map(e -> Decimals.plain(e.getKey()) + '@' + EventTime.format(e.getValue()))
                .toList())
        .put("stop_emitted", stopEmitted.map(Price::toString).orElse(""))
        .put("close_emitted", closeEmitted)
        .put("close_failures", closeFailures)
        .time("close_retry_at", closeRetryAtMillis)
        .put("stop_failures", stopFailures)
        .time("stop_retry_at", stopRetryAtMillis)
        .put("flip_armed", killMemory.flipArmed())
        .time("kill_above_since", killMemory.aboveSinceMillis().orElse(0))
        .time("last_update_ts", lastUpdateMillis)
        .fields();
  }
}
