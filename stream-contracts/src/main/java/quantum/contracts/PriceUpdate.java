package quantum.contracts;

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

  static PriceUpdate read(FieldReader reader, String streamId) {
    return new PriceUpdate(
        reader.symbol(),
        reader.require(Price::of, "price"),
        reader.timeMillis("timestamp").orElseGet(() -> EventTime.ofStreamId(streamId)));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("symbol", symbol)
        .put("status", STATUS)
        .put("price", price)
        .time("timestamp", timestampMillis)
        .fields();
  }
}
