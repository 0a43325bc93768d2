package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Price;

/**
 * {@code quantum:ticker:{SYMBOL}}: the last mark price, for whoever needs one now.
 *
 * @param timestampMillis event time at the venue, epoch milliseconds
 * @param receivedAtMillis wall clock when it was written; the freshness gates look at this one, so
 *     that a replay of old prices is as fresh as its arrival
 */
public record Ticker(
    Price markPrice,
    Optional<BigDecimal> fundingRate,
    long timestampMillis,
    long receivedAtMillis) {

  private static final Field<Price> MARK_PRICE =
      Field.core(Price::of, Fields.QUOTE, "mark price; also `price`", "markPrice", "price");
  private static final Field<BigDecimal> FUNDING_RATE =
      Field.number(Fields.FRACTION, "per funding interval", "fundingRate");
  private static final Field<Long> TIMESTAMP = Fields.TIMESTAMP.meaning("event time at the venue");
  private static final Field<Long> RECEIVED_AT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "wall clock of the write; freshness gates look at it",
          "received_at");

  static final List<Field<?>> FIELDS = List.of(MARK_PRICE, FUNDING_RATE, TIMESTAMP, RECEIVED_AT);

  public static Decoded<Optional<Ticker>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader -> {
          long timestamp = reader.read(TIMESTAMP, 0L);
          return Optional.of(
              new Ticker(
                  reader.require(MARK_PRICE),
                  reader.read(FUNDING_RATE),
                  timestamp,
                  reader.read(RECEIVED_AT, timestamp)));
        });
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(MARK_PRICE, markPrice)
        .put(FUNDING_RATE, fundingRate)
        .time(TIMESTAMP, timestampMillis)
        .time(RECEIVED_AT, receivedAtMillis)
        .fields();
  }
}
