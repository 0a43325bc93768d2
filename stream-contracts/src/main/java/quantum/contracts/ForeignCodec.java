package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.contracts.Field.Rank;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** The fields of a {@link ForeignPosition}, in the spellings of those who write them. */
final class ForeignCodec {
  private static final Set<String> FILLS =
      Set.of("FILLED", "PARTIAL_FILL", "PARTIAL", "PARTIALLY_FILLED", "OPEN");

  private static final Field<Quantity> QTY =
      Field.core(Quantity::of, Fields.BASE, "0 is flat; 1 if missing", "qty", "quantity", "size")
          .ofOthers();
  private static final Field<Side> SIDE =
      Field.core(Side::parse, "", "LONG or SHORT", "side", "position_side").ofOthers();
  private static final Field<Price> ENTRY =
      Field.core(Price::of, Fields.QUOTE, "average entry", "entry_price", "avg_entry_price")
          .ofOthers();
  private static final Field<Price> CURRENT =
      Field.optional(
              Price::of,
              Fields.QUOTE,
              "the price its teller saw last",
              "current_price",
              "mark_price",
              "markPrice",
              "price")
          .ofOthers();
  private static final Field<Price> STOP =
      Field.priceOrNone(Rank.OPTIONAL, "its stop", "stop_loss", "sl", "current_sl").ofOthers();
  private static final Field<BigDecimal> RISK =
      Field.optional(Fields::positive, Fields.QUOTE, "frozen risk per base unit, > 0", "entry_risk")
          .ofOthers();
  private static final Field<Long> OPENED_AT =
      Field.optional(
              EventTime::parseMillis,
              Fields.TIME,
              "event time",
              "opened_at",
              "entry_time",
              "entry_timestamp")
          .ofOthers();
  private static final Field<BigDecimal> AGE =
      Field.optional(
              Fields::atLeastZero,
              "s",
              "where no opening time is told",
              "age_sec",
              "position_age_sec")
          .ofOthers();
  private static final Field<Long> TOLD_AT =
      Field.optional(
              EventTime::parseMillis,
              Fields.TIME,
              "event time",
              "last_update_ts",
              "updated_at",
              "last_update",
              "timestamp")
          .ofOthers();

  static final List<Field<?>> FIELDS =
      List.of(
          SIDE,
          QTY,
          ENTRY,
          CURRENT,
          STOP,
          RISK,
          Fields.LEVERAGE_KNOWN.ofOthers(),
          OPENED_AT,
          AGE,
          TOLD_AT);

  private static final Field<String> STATUS = Field.text("FILLED where it is missing", "status");
  private static final Field<Flag> REDUCES =
      Field.flag("the entry is no fill", "of the order", "reduceOnly", "reduce_only");
  private static final Field<Quantity> LEFT =
      Field.core(Quantity::of, Fields.BASE, "what is open afterwards", "position_qty_after");
  private static final Field<Quantity> FILLED =
      Field.core(
          Quantity::of,
          Fields.BASE,
          "of an opening fill",
          "position_qty_after",
          "filled_qty",
          "filled",
          "qty",
          "quantity",
          "amount");
  private static final Field<Side> ORDER_SIDE =
      Field.core(Side::parse, "", "of the order", "side", "action");
  private static final Field<Price> FILL_PRICE =
      Field.priceOrNone(Rank.OPTIONAL, "of the fill", "price", "avg_price", "average");
  private static final Field<Price> OPENED_AT_PRICE =
      Field.core(Price::of, Fields.QUOTE, "average entry", "entry_price", "avg_price", "price");

  private ForeignCodec() {}

  static Decoded<Optional<ForeignPosition>> decode(Symbol symbol, Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(held(symbol, reader)));
  }

  private static ForeignPosition held(Symbol symbol, FieldReader reader) {
    Quantity qty = reader.readClearly(QTY).orElse(Quantity.of("1"));
    if (qty.isZero()) {
      return new ForeignPosition.Flat(symbol);
    }
    return new ForeignPosition.Open(
        symbol,
        reader.require(SIDE),
        qty,
        reader.require(ENTRY),
        reader.read(CURRENT),
        reader.read(STOP),
        reader.read(RISK),
        reader.read(Fields.LEVERAGE_KNOWN),
        reader.read(OPENED_AT),
        reader.read(AGE).map(BigDecimal::longValue),
        reader.read(TOLD_AT));
  }

  static Decoded<Optional<ForeignPosition>> decodeExecution(
      Map<String, String> fields, String streamId) {
    return Decoded.of(
        fields,
        reader -> isFill(reader) ? Optional.of(executed(reader, streamId)) : Optional.empty());
  }

  private static boolean isFill(FieldReader reader) {
    return FILLS.contains(reader.read(STATUS, "FILLED").toUpperCase(Locale.ROOT))
        && reader.has(Fields.SYMBOL)
        && reader.flag(REDUCES) != Flag.UNCLEAR;
  }

  private static ForeignPosition executed(FieldReader reader, String streamId) {
    boolean reduces = reader.flag(REDUCES).isYes();
    Quantity qty = reader.require(reduces ? LEFT : FILLED);
    Symbol symbol = reader.require(Fields.SYMBOL);
    if (qty.isZero()) {
      return new ForeignPosition.Flat(symbol);
    }
    long told = reader.read(Fields.TIMESTAMP).orElseGet(() -> EventTime.ofStreamId(streamId));
    return new ForeignPosition.Open(
        symbol,
        reader.read(Fields.POSITION_SIDE).orElseGet(() -> sideOf(reader, reduces)),
        qty,
        reader.require(reduces ? ENTRY : OPENED_AT_PRICE),
        reader.read(FILL_PRICE),
        reader.read(STOP),
        reader.read(RISK),
        reader.read(Fields.LEVERAGE_KNOWN),
        reader.read(OPENED_AT).or(() -> reduces ? Optional.empty() : Optional.of(told)),
        Optional.empty(),
        Optional.of(told));
  }

  /** Of the position that an order of this side opens, or reduces. */
  private static Side sideOf(FieldReader reader, boolean reduces) {
    Side ordered = reader.require(ORDER_SIDE);
    return reduces ? ordered.opposite() : ordered;
  }
}
