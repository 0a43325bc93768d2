package quantum.contracts;

import java.util.List;
import java.util.Map;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * The mark price of a symbol: {@code symbol status=PRICE_UPDATE price timestamp}.
 *
 * @param timestampMillis event time, epoch milliseconds
 */
public record PriceUpdate(Symbol symbol, Price price, long timestampMillis) implements FeedEvent {
  public static final String STATUS = "PRICE_UPDATE";

  /**
   * Reads an entry of the price stream; there the status may be missing.
   *
   * @param streamId the entry's id; its time stands in for a missing {@code timestamp}
   */
  public static Decoded<PriceUpdate> decode(Map<String, String> fields, String streamId) {
    return Decoded.of(fields, reader -> read(reader, streamId));
  }

  static final Field<String> STATUS_FIELD = Field.text("PRICE_UPDATE", "status");
  private static final Field<Price> PRICE =
      Field.core(Price::of, Fields.QUOTE, "mark price", "price");

  static final List<Field<?>> FIELDS =
      List.of(Fields.SYMBOL, STATUS_FIELD, PRICE, Fields.TIMESTAMP);

  static PriceUpdate read(FieldReader reader, String streamId) {
    return new PriceUpdate(
        reader.require(Fields.SYMBOL),
        reader.require(PRICE),
        reader.read(Fields.TIMESTAMP).orElseGet(() -> EventTime.ofStreamId(streamId)));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(Fields.SYMBOL, symbol)
        .put(STATUS_FIELD, STATUS)
        .put(PRICE, price)
        .time(Fields.TIMESTAMP, timestampMillis)
        .fields();
  }
}
