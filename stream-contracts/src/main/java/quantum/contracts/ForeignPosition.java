package quantum.contracts;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * A position as another executor tells it: in {@code quantum:state:positions:{SYMBOL}}, or by an
 * entry of {@code quantum:stream:execution}. Read only, by those who look and do not trade; field
 * names are taken in the spellings that such executors use.
 */
public sealed interface ForeignPosition {
  Symbol symbol();

  /** Nothing is open. */
  record Flat(Symbol symbol) implements ForeignPosition {}

  /**
   * Something is open.
   *
   * @param current the price its teller saw last
   * @param entryRisk frozen risk per base unit, quote currency, &gt; 0
   * @param openedAtMillis event time, epoch milliseconds
   * @param ageSeconds at the time it was told, where no opening time is told
   * @param toldAtMillis event time, epoch milliseconds
   */
  record Open(
      Symbol symbol,
      Side side,
      Quantity qty,
      Price entry,
      Optional<Price> current,
      Optional<Price> stop,
      Optional<BigDecimal> entryRisk,
      Optional<Leverage> leverage,
      Optional<Long> openedAtMillis,
      Optional<Long> ageSeconds,
      Optional<Long> toldAtMillis)
      implements ForeignPosition {}

  /**
   * Reads the hash; a quantity of 0 is flat, a missing one counts as 1 base unit.
   *
   * @param symbol of the key
   * @return empty if the hash does not exist
   */
  static Decoded<Optional<ForeignPosition>> decode(Symbol symbol, Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(held(symbol, reader)));
  }

  private static ForeignPosition held(Symbol symbol, FieldReader reader) {
    Quantity qty = reader.quantity("qty", "quantity", "size").orElse(Quantity.of("1"));
    if (qty.isZero()) {
      return new Flat(symbol);
    }
    return new Open(
        symbol,
        reader.require(Side::parse, "side", "position_side"),
        qty,
        reader.require(Price::of, "entry_price", "avg_entry_price"),
        reader.price("current_price", "mark_price", "markPrice", "price"),
        reader.priceOrZero("stop_loss", "sl", "current_sl"),
        risk(reader),
        reader.leverage(),
        reader.timeMillis("opened_at", "entry_time", "entry_timestamp"),
        reader.decimalAtLeastZero("age_sec", "position_age_sec").map(BigDecimal::longValue),
        reader.timeMillis("last_update_ts", "updated_at", "last_update", "timestamp"));
  }

  /**
   * Reads an execution: the position is what the fill opened, or what it left.
   *
   * @param streamId the entry's id; its time stands in for a missing {@code timestamp}
   * @return empty if the entry tells of no fill
   */
  static Decoded<Optional<ForeignPosition>> decodeExecution(
      Map<String, String> fields, String streamId) {
    return Decoded.of(
        fields,
        reader -> isFill(reader) ? Optional.of(executed(reader, streamId)) : Optional.empty());
  }

  private static boolean isFill(FieldReader reader) {
    Set<String> fills = Set.of("FILLED", "PARTIAL_FILL", "PARTIAL", "PARTIALLY_FILLED", "OPEN");
    String status = reader.text("status").orElse("FILLED").toUpperCase(Locale.ROOT);
    return fills.contains(status) && reader.text("symbol").isPresent();
  }

  private static ForeignPosition executed(FieldReader reader, String streamId) {
    boolean reduces = reader.flag("reduceOnly", "reduce_only");
    Quantity qty =
        reduces
            ? reader.require(Quantity::of, "position_qty_after")
            : reader.require(Quantity::of, "position_qty_after", "filled_qty", "qty", "quantity");
    Symbol symbol = reader.symbol();
    if (qty.isZero()) {
      return new Flat(symbol);
    }
    long told = reader.timeMillis("timestamp").orElseGet(() -> EventTime.ofStreamId(streamId));
    return new Open(
        symbol,
        reader.side("position_side").orElseGet(() -> sideOf(reader, reduces)),
        qty,
        reduces
            ? reader.require(Price::of, "entry_price")
            : reader.require(Price::of, "entry_price", "avg_price", "price"),
        reader.priceOrZero("price", "avg_price"),
        reader.priceOrZero("stop_loss", "sl"),
        risk(reader),
        reader.leverage(),
        reader.timeMillis("opened_at").or(() -> reduces ? Optional.empty() : Optional.of(told)),
        Optional.empty(),
        Optional.of(told));
  }

  /** Of the position that an order of this side opens, or reduces. */
  private static Side sideOf(FieldReader reader, boolean reduces) {
    Side ordered = reader.require(Side::parse, "side", "action");
    return reduces ? ordered.opposite() : ordered;
  }

  private static Optional<BigDecimal> risk(FieldReader reader) {
    return reader.decimalAtLeastZero("entry_risk").filter(risk -> risk.signum() > 0);
  }
}
