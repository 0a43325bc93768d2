package quantum.contracts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * An entry of {@code apply.result}: how a plan ended, or what happened at the exchange without a
 * plan (SPEC §5). Foreign executors write the same shapes with fewer fields.
 *
 * @param action the plan's action as written; for what had no plan, a word such as CLOSE
 * @param executed whether an order was filled, at least in part, or a stop was moved
 * @param side side of the order
 * @param positionSide side of the position that the order opened or reduced
 * @param level the level the plan was for: in R, or tp1, tp2, tp3
 * @param entryPrice average entry of the position after an entry
 * @param levels of an entry; {@code stopLoss} also of a stop move
 * @param error the skip reason or what the exchange said; empty if nothing is wrong
 * @param timestampMillis event time, epoch milliseconds: the exchange's time of the fill
 */
public record ApplyResult(
    Symbol symbol,
    Optional<PlanId> planId,
    Optional<String> planStreamId,
    Optional<PositionId> positionId,
    String action,
    ResultStatus status,
    boolean executed,
    boolean reduceOnly,
    Optional<OrderSide> side,
    Optional<Side> positionSide,
    Optional<String> level,
    Optional<BigDecimal> closePct,
    Optional<Quantity> closeQty,
    Execution execution,
    Optional<Quantity> positionQtyAfter,
    Optional<Price> entryPrice,
    EntryLevels levels,
    Optional<Leverage> leverage,
    String error,
    String source,
    long timestampMillis)
    implements FeedEvent {
  /** {@code source} of everything the apply layer did by a plan. */
  public static final String SOURCE_APPLY_LAYER = "apply_layer";

  public static final String SOURCE_EXCHANGE_STOP = "exchange_stop";
  public static final String SOURCE_RECONCILE = "reconcile";
  public static final String SOURCE_FUNDING = "funding";

  /** Profit and fees of a fill that was told before its trades had come. */
  public static final String SOURCE_BOOKING = "booking";

  private static final Pattern OLD_ACTION =
      Pattern.compile("BUY|SELL|LONG|SHORT", Pattern.CASE_INSENSITIVE);

  /** Whether the apply layer wrote this; only then the exchange stands behind it. */
  public boolean isOfApplyLayer() {
    return isOfApplyLayer(source);
  }

  private static boolean isOfApplyLayer(String source) {
    return switch (source) {
      case SOURCE_APPLY_LAYER,
          "apply-layer",
          SOURCE_EXCHANGE_STOP,
          SOURCE_RECONCILE,
          SOURCE_BOOKING,
          SOURCE_FUNDING ->
          true;
      default -> false;
    };
  }

  /** Whether it only brings what was not known yet of a fill that had its result before. */
  public boolean isBooking() {
    return source.equals(SOURCE_BOOKING);
  }

  /** Whether it brings money alone: nothing was ordered and nothing changed hands. */
  public boolean isMoneyOnly() {
    return isBooking() || source.equals(SOURCE_FUNDING);
  }

  public ResultKind kind() {
    return ResultKind.of(status, error);
  }

  /** Empty for what had no plan, and for the word of another writer. */
  public Optional<PlanAction> planAction() {
    return PlanAction.parse(action);
  }

  /** Whether base units changed hands. */
  public boolean isFill() {
    return status.isFill() && !isBooking() && !execution.filledQty().isZero();
  }

  /** The level in R; a name such as tp1, manual or 2.0R is none. */
  public Optional<BigDecimal> levelR() {
    return level.flatMap(Fields::levelInR);
  }

  /** The same at another event time. */
  public ApplyResult at(long millis) {
    return new ApplyResult(
        symbol,
        planId,
        planStreamId,
        positionId,
        action,
        status,
        executed,
        reduceOnly,
        side,
        positionSide,
        level,
        closePct,
        closeQty,
        execution,
        positionQtyAfter,
        entryPrice,
        levels,
        leverage,
        error,
        source,
        millis);
  }

  private static final Field<PlanId> PLAN_ID =
      Fields.PLAN_ID.meaning("the plan; absent without one");
  private static final Field<String> PLAN_STREAM_ID = Field.text("its entry", "plan_stream_id");
  private static final Field<String> ACTION = Field.text("the plan's action", "action");
  private static final Field<ResultStatus> STATUS =
      Field.core(
          ResultStatus::parse,
          "",
          "FILLED, PARTIAL_FILL (PARTIAL and PARTIALLY_FILLED are read too), SKIPPED,"
              + " REJECTED, ERROR; PRICE_UPDATE makes the entry a price",
          "status");
  private static final Field<Flag> EXECUTED =
      Field.flag(
          "what the status says", "whether something was filled or a stop moved", "executed");
  private static final Field<Flag> REDUCE_ONLY =
      Field.flag(
          "a fill is refused", "whether the order could only reduce", "reduceOnly", "reduce_only");
  private static final Field<Side> SIDE =
      Field.core(Side::parse, "", "of the order: BUY or SELL", "side");
  private static final Field<BigDecimal> CLOSE_PCT =
      Field.number(Fields.PERCENT, "what the plan closed of what was open", "close_pct");
  private static final Field<Quantity> CLOSE_QTY =
      Field.optional(Quantity::of, Fields.BASE, "what was ordered of it", "close_qty");
  private static final Field<Quantity> QTY_AFTER =
      Field.optional(Quantity::of, Fields.BASE, "what is open afterwards", "position_qty_after");
  private static final Field<Price> ENTRY_PRICE =
      Field.priceOrNone(
          Field.Rank.OPTIONAL, "of an entry: average entry of the position", "entry_price");
  private static final Field<Quantity> QTY =
      Field.optional(Quantity::of, Fields.BASE, "of an entry: what was filled", "qty");
  private static final Field<String> ERROR =
      Field.text("SKIP_… or what the exchange said; empty if nothing is wrong", "error");
  private static final Field<String> SOURCE =
      Fields.SOURCE.meaning(
          "apply_layer; exchange_stop, reconcile or funding for what had no plan; booking: profit,"
              + " commission and trades of a fill that had its result before");

  private static final Field<String> REASON =
      Fields.REASON.meaning("of a SKIPPED plan, in words, where SKIP_… does not say it all");

  private static final Field<Long> TIME_OF_OTHERS =
      Field.optional(
              EventTime::parseMillis,
              Fields.TIME,
              "event time of others; where no `timestamp` is",
              "lastTradeTimestamp",
              "datetime")
          .ofOthers();

  static final List<Field<?>> FIELDS = fields();

  private static List<Field<?>> fields() {
    List<Field<?>> all =
        new ArrayList<>(
            List.of(
                PLAN_ID,
                PLAN_STREAM_ID,
                Fields.SYMBOL,
                ACTION,
                STATUS,
                EXECUTED,
                REDUCE_ONLY,
                SIDE,
                Fields.POSITION_SIDE,
                Fields.LEVEL,
                CLOSE_PCT,
                CLOSE_QTY));
    all.addAll(Execution.FIELDS);
    all.addAll(List.of(QTY_AFTER, ENTRY_PRICE, QTY, Fields.LEVERAGE_KNOWN));
    all.addAll(EntryLevels.FIELDS);
    all.addAll(List.of(Fields.POSITION_ID, ERROR, REASON, SOURCE, Fields.TIMESTAMP));
    return List.copyOf(all);
  }

  /** Whether a result, by its fields, is that of this entry of apply.plan. */
  public static boolean answers(Map<String, String> fields, String planStreamId) {
    return planStreamId.equals(fields.get(PLAN_STREAM_ID.name()));
  }

  /** A fill is a fact about money: what it is made of must be readable; the rest may be missing. */
  static ApplyResult read(FieldReader reader, String streamId) {
    Symbol symbol = reader.require(Fields.SYMBOL);
    ResultStatus status = reader.require(STATUS);
    String source = reader.read(SOURCE, "unknown");
    // a moved stop is FILLED as well, and nothing changed hands
    boolean fill = status.isFill() && !isOfApplyLayer(source);
    String action = reader.read(ACTION, "").toUpperCase(Locale.ROOT);
    Flag reduceOnly = reader.flag(REDUCE_ONLY);
    if (fill && reduceOnly == Flag.UNCLEAR) {
      throw new BadField(
          REDUCE_ONLY.name(), reader.found(REDUCE_ONLY), "is neither true nor false in a fill");
    }
    Flag executed = reader.flag(EXECUTED);
    return new ApplyResult(
        symbol,
        reader.read(PLAN_ID),
        reader.read(PLAN_STREAM_ID),
        reader.read(Fields.POSITION_ID),
        action,
        status,
        executed.isYes() || !executed.isSaid() && status.isFill(),
        reduceOnly.isYes(),
        (fill ? reader.readClearly(SIDE) : reader.read(SIDE))
            .or(() -> sideIn(action))
            .map(
                said -> reduceOnly.isYes() && isPosition(reader) ? said.closing() : said.opening()),
        reader.read(Fields.POSITION_SIDE),
        reader.read(Fields.LEVEL),
        reader.read(CLOSE_PCT),
        reader.read(CLOSE_QTY),
        Execution.read(reader, fill),
        reader.read(QTY_AFTER),
        reader.read(ENTRY_PRICE),
        EntryLevels.read(reader),
        reader.read(Fields.LEVERAGE_KNOWN),
        reader.read(ERROR, ""),
        source,
        reader
            .read(Fields.TIMESTAMP)
            .or(() -> reader.read(TIME_OF_OTHERS))
            .orElseGet(() -> EventTime.ofStreamId(streamId)));
  }

  /** LONG and SHORT are sides of the position: an order that reduces it has the other one. */
  private static boolean isPosition(FieldReader reader) {
    String found = reader.found(SIDE).strip();
    return found.equalsIgnoreCase("LONG") || found.equalsIgnoreCase("SHORT");
  }

  /** Older executors write BUY or SELL as the action; a plan's action is no side. */
  private static Optional<Side> sideIn(String action) {
    return OLD_ACTION.matcher(action).matches()
        ? Optional.of(Side.parse(action))
        : Optional.empty();
  }

  /** As the result of a plan that ended without an order, with why in words where there are any. */
  public Map<String, String> encodeSkipped(String reason) {
    Map<String, String> fields = encode();
    if (!reason.isEmpty()) {
      fields.put(REASON.name(), reason);
    }
    return fields;
  }

  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put(PLAN_ID, planId)
            .put(PLAN_STREAM_ID, planStreamId)
            .put(Fields.SYMBOL, symbol)
            .put(ACTION, action)
            .put(STATUS, status)
            .put(EXECUTED, executed ? "True" : "False")
            .put(REDUCE_ONLY, reduceOnly ? "True" : "False")
            .put(SIDE, side)
            .put(Fields.POSITION_SIDE, positionSide)
            .put(Fields.LEVEL, level)
            .put(CLOSE_PCT, closePct)
            .put(CLOSE_QTY, closeQty);
    execution.write(writer);
    writer.put(QTY_AFTER, positionQtyAfter);
    if (entryPrice.isPresent()) {
      writer
          .put(ENTRY_PRICE, entryPrice)
          .put(QTY, execution.filledQty())
          .put(Fields.LEVERAGE_KNOWN, leverage.map(Leverage::value));
    }
    levels.write(writer);
    return writer
        .put(Fields.POSITION_ID, positionId)
        .put(ERROR, error)
        .put(SOURCE, source)
        .time(Fields.TIMESTAMP, timestampMillis)
        .fields();
  }
}
