package quantum.contracts;

import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
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

  public static Decoded<Optional<Inflight>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new Inflight(
                    reader.symbol(),
                    reader.requireText("action"),
                    reader.require(Side::parse, "side").opening(),
                    reader.require(Quantity::of, "qty"),
                    reader.flag("reduceOnly"),
                    reader.count("part").orElse(1),
                    reader.text("close_pct"),
                    reader.quantity("position_qty_before"),
                    reader.text("plan_stream_id").orElse(""),
                    reader.timeMillis("sent_at").orElse(0L))));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("symbol", symbol)
        .put("action", action)
        .put("side", side)
        .put("qty", qty)
        .put("reduceOnly", reduceOnly)
        .put("part", part)
        .put("close_pct", closePct)
        .put("position_qty_before", positionQtyBefore)
        .put("plan_stream_id", planStreamId)
        .time("sent_at", sentAtMillis)
        .fields();
  }
}
