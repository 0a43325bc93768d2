package quantum.contracts;

import java.util.Map;
import quantum.kernel.value.Symbol;

/**
 * What arrives on the result and price streams: a result of the apply layer or of a foreign
 * executor, or a price. Operators put prices on the result stream too (SPEC §5).
 */
public sealed interface FeedEvent permits ApplyResult, PriceUpdate {
  Symbol symbol();

  /** Event time, epoch milliseconds. */
  long timestampMillis();

  /**
   * @param streamId the entry's id; its time stands in for a missing {@code timestamp}
   */
  static Decoded<FeedEvent> decode(Map<String, String> fields, String streamId) {
    return Decoded.of(
        fields,
        reader ->
            reader.found(PriceUpdate.STATUS_FIELD).strip().equalsIgnoreCase(PriceUpdate.STATUS)
                ? PriceUpdate.read(reader, streamId)
                : ApplyResult.read(reader, streamId));
  }

  /**
   * As {@link #decode}, of a stream that carries nothing but prices, whatever their status says.
   */
  static Decoded<FeedEvent> decodePrice(Map<String, String> fields, String streamId) {
    return Decoded.of(fields, reader -> PriceUpdate.read(reader, streamId));
  }
}
