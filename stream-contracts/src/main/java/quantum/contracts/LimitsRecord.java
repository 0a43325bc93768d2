package quantum.contracts;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Decimals;

/**
 * {@code quantum:limits}: how far the account is from the limits that stop it (SPEC §12). Amounts
 * are USDT; what was paid in or out counts neither as profit nor as loss.
 *
 * @param dayMillis 00:00 UTC of the day, epoch milliseconds
 * @param dayEquity equity then
 * @param transfers paid in since then, less what was paid out
 * @param equity now, open positions at their marks
 * @param accepted result of the day at which the trader resumed; 0 without one
 * @param peak highest equity that counts, on the footing of the day's beginning: less its transfers
 * @param lossesInARow positions that ended with a loss after all costs, without one in between that
 *     did not
 * @param countedSinceMillis those that ended later are counted, epoch milliseconds
 * @param breached the limit that stopped the account and was not resumed; "" if none
 * @param dailyLossLimit 0 = off, likewise the others
 * @param drawdownLimitPct percent of the peak
 * @param updatedAtMillis wall clock, epoch milliseconds
 */
public record LimitsRecord(
    long dayMillis,
    BigDecimal dayEquity,
    BigDecimal transfers,
    BigDecimal equity,
    BigDecimal accepted,
    BigDecimal peak,
    int lossesInARow,
    long countedSinceMillis,
    String breached,
    BigDecimal dailyLossLimit,
    BigDecimal drawdownLimitPct,
    int lossesLimit,
    long updatedAtMillis) {
  private static final String USDT = "USDT";

  private static final Field<Long> DAY =
      Field.core(EventTime::parseMillis, Fields.TIME, "00:00 UTC of the day", "day");
  private static final Field<BigDecimal> DAY_EQUITY = amount("equity then", "day_equity");
  private static final Field<BigDecimal> TRANSFERS =
      amount("paid in since then, less what was paid out", "transfers");
  private static final Field<BigDecimal> EQUITY =
      amount("now, open positions at their marks", "equity");
  private static final Field<BigDecimal> ACCEPTED =
      amount("result of the day at which the trader resumed; 0 without one", "accepted");
  private static final Field<BigDecimal> PEAK =
      amount("highest equity that counts, less the day's transfers", "peak");
  private static final Field<Integer> LOSSES =
      Field.optional(
          Fields::count,
          "",
          "positions that ended with a loss after all costs, without another end between",
          "losses_in_a_row");
  private static final Field<Long> COUNTED_SINCE =
      Field.optional(
          EventTime::parseMillis, Fields.TIME, "ends later than this are counted", "counted_since");
  private static final Field<String> BREACHED =
      Field.text(
          "the limit that stopped the account and was not resumed; empty if none", "breached");
  private static final Field<BigDecimal> DAILY_LIMIT =
      amount("LIMIT_DAILY_LOSS_USDT; 0 = off", "daily_loss_limit");
  private static final Field<BigDecimal> DRAWDOWN_LIMIT =
      Field.core(
          Decimals::parse, Fields.PERCENT, "LIMIT_DRAWDOWN_PCT; 0 = off", "drawdown_limit_pct");
  private static final Field<Integer> LOSSES_LIMIT =
      Field.optional(Fields::count, "", "LIMIT_LOSSES_IN_A_ROW; 0 = off", "losses_limit");
  private static final Field<Long> UPDATED_AT =
      Field.optional(EventTime::parseMillis, Fields.TIME, "wall clock", "updated_at");

  static final List<Field<?>> FIELDS =
      List.of(
          DAY,
          DAY_EQUITY,
          TRANSFERS,
          EQUITY,
          ACCEPTED,
          PEAK,
          LOSSES,
          COUNTED_SINCE,
          BREACHED,
          DAILY_LIMIT,
          DRAWDOWN_LIMIT,
          LOSSES_LIMIT,
          UPDATED_AT);

  private static Field<BigDecimal> amount(String meaning, String name) {
    return Field.core(Decimals::parse, USDT, meaning, name);
  }

  /** What the day has brought: equity − equity at 00:00 UTC − transfers. */
  public BigDecimal result() {
    return equity.subtract(dayEquity).subtract(transfers);
  }

  /** The highest equity on today's footing: with the day's transfers. */
  public BigDecimal peakNow() {
    return peak.add(transfers);
  }

  /** How far the equity is below its highest, percent of that, at least 0. */
  public BigDecimal drawdownPct() {
    BigDecimal top = peakNow();
    return top.signum() <= 0
        ? BigDecimal.ZERO
        : top.subtract(equity)
            .max(BigDecimal.ZERO)
            .movePointRight(2)
            .divide(top, 4, RoundingMode.HALF_EVEN);
  }

  /** Empty if the limits are off, or were never looked at. */
  public static Decoded<Optional<LimitsRecord>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new LimitsRecord(
                    reader.require(DAY),
                    reader.require(DAY_EQUITY),
                    reader.require(TRANSFERS),
                    reader.require(EQUITY),
                    reader.require(ACCEPTED),
                    reader.require(PEAK),
                    reader.read(LOSSES, 0),
                    reader.read(COUNTED_SINCE, 0L),
                    reader.read(BREACHED, ""),
                    reader.require(DAILY_LIMIT),
                    reader.require(DRAWDOWN_LIMIT),
                    reader.read(LOSSES_LIMIT, 0),
                    reader.read(UPDATED_AT, 0L))));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .time(DAY, dayMillis)
        .put(DAY_EQUITY, dayEquity)
        .put(TRANSFERS, transfers)
        .put(EQUITY, equity)
        .put(ACCEPTED, accepted)
        .put(PEAK, peak)
        .put(LOSSES, lossesInARow)
        .time(COUNTED_SINCE, countedSinceMillis)
        .put(BREACHED, breached)
        .put(DAILY_LIMIT, dailyLossLimit)
        .put(DRAWDOWN_LIMIT, drawdownLimitPct)
        .put(LOSSES_LIMIT, lossesLimit)
        .time(UPDATED_AT, updatedAtMillis)
        .fields();
  }
}
