package quantum.contracts;

import java.math.BigDecimal;
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

  public static Decoded<Optional<Ticker>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader -> {
          long timestamp = reader.timeMillis("timestamp").orElse(0L);
          return Optional.of(
              new Ticker(
                  reader.require(Price::of, "markPrice", "price"),
                  reader.decimal("fundingRate"),
                  timestamp,
                  reader.timeMillis("received_at").orElse(timestamp)));
        });
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("markPrice", markPrice)
        .put("fundingRate", fundingRate)
        .time("timestamp", timestampMillis)
        .time("received_at", receivedAtMillis)
        .fields();
  }
}
