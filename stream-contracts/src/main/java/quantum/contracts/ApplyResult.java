package quantum.contracts;

import java.math.BigDecimal;
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

  private static final Pattern OLD_ACTION =
      Pattern.compile("BUY|SELL|LONG|SHORT", Pattern.CASE_INSENSITIVE);

  /** Whether the apply layer wrote this; only then the exchange stands behind it. */
  public boolean isOfApplyLayer() {
    return switch (source) {
      case SOURCE_APPLY_LAYER,
          "apply-layer",
          SOURCE_EXCHANGE_STOP,
          SOURCE_RECONCILE,
          SOURCE_FUNDING ->
          true;
      default -> false;
    };
  }

  /** Whether base units changed hands. */
  public boolean isFill() {
    return status.isFill() && !execution.filledQty().isZero();
  }

  static ApplyResult read(FieldReader reader, String streamId) {
    ResultStatus status = reader.require(ResultStatus::parse, "status");
    Optional<OrderSide> side =
        reader.side("side").or(() -> sideIn(reader.text("action"))).map(Side::opening);
    return new ApplyResult(
        reader.symbol(),
        reader.planId(),
        reader.text("plan_stream_id"),
        reader.positionId(),
        reader.text("action").orElse("").toUpperCase(Locale.ROOT),
        status,
        reader.optionalFlag("executed").orElse(status.isFill()),
        reader.flag("reduceOnly", "reduce_only"),
        side,
        reader.side("position_side"),
        reader.text("r_level"),
        reader.decimal("close_pct"),
        reader.quantity("close_qty"),
        Execution.read(reader),
        reader.quantity("position_qty_after"),
        reader.priceOrZero("entry_price"),
        EntryLevels.read(reader),
        reader.leverage(),
        reader.text("error").orElse(""),
        reader.text("source").orElse("unknown"),
        reader.timeMillis("timestamp").orElseGet(() -> EventTime.ofStreamId(streamId)));
  }

  /** Older executors write BUY or SELL as the action; a plan's action is no side. */
  private static Optional<Side> sideIn(Optional<String> action) {
    return action.filter(text -> OLD_ACTION.matcher(text).matches()).map(Side::parse);
  }

  /** As the result of a plan that ended without an order, with why in words where there are any. */
  public Map<String, String> encodeSkipped(String reason) {
    Map<String, String> fields = encode();
    if (!reason.isEmpty()) {
      fields.put("reason", reason);
    }
    return fields;
  }

  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put("plan_id", planId)
            .put("plan_stream_id", planStreamId)
            .put("symbol", symbol)
            .put("action", action)
            .put("status", status)
            .put("executed", executed ? "True" : "False")
            .put("reduceOnly", reduceOnly ? "True" : "False")
            .put("side", side)
            .put("position_side", positionSide)
            .put("r_level", level)
            .put("close_pct", closePct)
            .put("close_qty", closeQty);
    execution.write(writer);
    writer.put("position_qty_after", positionQtyAfter);
    if (entryPrice.isPresent()) {
      writer
          .put("entry_price", entryPrice)
          .put("qty", execution.filledQty())
          .put("leverage", leverage.map(Leverage::value));
    }
    levels.write(writer);
    return writer
        .put("position_id", positionId)
        .put("error", error)
        .put("source", source)
        .time("timestamp", timestampMillis)
        .fields();
  }
}
