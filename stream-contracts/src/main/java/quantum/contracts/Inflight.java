package quantum.contracts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * {@code quantum:apply:inflight:{plan_id}}: written before an order is sent, removed with its
 * result. Whoever finds one asks the exchange before sending anything (DESIGN, promise 2).
 *
 * @param qty what the plan's orders shall fill together
 * @param part number of the order last sent, from 1
 * @param closePct percent of a close
 * @param positionQtyBefore what the exchange showed before the first order
 * @param sentAtMillis wall clock
 */
public record Inflight(
    Symbol symbol,
    String action,
    OrderSide side,
    Quantity qty,
    boolean reduceOnly,
    int part,
    Optional<String> closePct,
    Optional<Quantity> positionQtyBefore,
    String planStreamId,
    long sentAtMillis) {

  private static final Field<String> ACTION = Field.core(String::strip, "", "the plan's", "action");
  private static final Field<OrderSide> SIDE =
      Field.core(Fields::orderSide, "", "of the order: BUY or SELL", "side");
  private static final Field<Quantity> QTY =
      Field.core(Quantity::of, Fields.BASE, "what the plan's orders shall fill together", "qty");
  private static final Field<Flag> REDUCE_ONLY = Field.flag("true", "of the order", "reduceOnly");
  private static final Field<Integer> PART =
      Field.optional(Fields::count, "", "number of the order last sent, from 1", "part");
  private static final Field<String> CLOSE_PCT =
      Field.optional(String::strip, Fields.PERCENT, "of a close", "close_pct");
  private static final Field<Quantity> QTY_BEFORE =
      Field.optional(
          Quantity::of, Fields.BASE, "what the exchange showed before", "position_qty_before");
  private static final Field<String> PLAN_STREAM_ID =
      Field.text("the plan's entry", "plan_stream_id");
  private static final Field<Long> SENT_AT =
      Field.optional(EventTime::parseMillis, Fields.TIME, "wall clock", "sent_at");

  static final List<Field<?>> FIELDS =
      List.of(
          Fields.SYMBOL,
          ACTION,
          SIDE,
          QTY,
          REDUCE_ONLY,
          PART,
          CLOSE_PCT,
          QTY_BEFORE,
          PLAN_STREAM_ID,
          SENT_AT);

  public static Decoded<Optional<Inflight>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new Inflight(
                    reader.require(Fields.SYMBOL),
                    reader.require(ACTION),
                    reader.require(SIDE),
                    reader.require(QTY),
                    !reader.flag(REDUCE_ONLY).isClearlyNot(),
                    reader.read(PART, 1),
                    reader.read(CLOSE_PCT),
                    reader.read(QTY_BEFORE),
                    reader.read(PLAN_STREAM_ID, ""),
                    reader.read(SENT_AT, 0L))));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(Fields.SYMBOL, symbol)
        .put(ACTION, action)
        .put(SIDE, side)
        .put(QTY, qty)
        .put(REDUCE_ONLY, reduceOnly)
        .put(PART, part)
        .put(CLOSE_PCT, closePct)
        .put(QTY_BEFORE, positionQtyBefore)
        .put(PLAN_STREAM_ID, planStreamId)
        .time(SENT_AT, sentAtMillis)
        .fields();
  }
}
