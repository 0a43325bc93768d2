package quantum.contracts;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.market.MarketState;

/**
 * {@code quantum:marketstate:{SYMBOL}} and, as fallback, {@code quantum:market:{SYMBOL}}: the
 * statistics that the kill score is fed with.
 *
 * @param updatedAtMillis event time of the newest price in it, epoch milliseconds
 */
public record MarketStateHash(MarketState state, long updatedAtMillis) {

  /** Empty if the hash does not exist or holds no numbers yet ({@code state=warming_up}). */
  public static Decoded<Optional<MarketStateHash>> decode(Map<String, String> hash) {
    if (!hash.containsKey("sigma")) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new MarketStateHash(
                    state(reader),
                    reader.timeMillis("updated_at", "timestamp", "last_update").orElse(0L))));
  }

  private static MarketState state(FieldReader reader) {
    double sigma = number(reader, "sigma");
    double ts = number(reader, "ts");
    double pTrend = number(reader, "p_trend");
    double pMr = number(reader, "p_mr");
    double pChop = number(reader, "p_chop");
    try {
      return new MarketState(sigma, ts, pTrend, pMr, pChop);
    } catch (IllegalArgumentException e) {
      throw new BadField("sigma", Double.toString(sigma), e.getMessage());
    }
  }

  private static double number(FieldReader reader, String name) {
    return reader
        .decimal(name)
        .map(BigDecimal::doubleValue)
        .orElseThrow(() -> new BadField(name, "", "is missing"));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("sigma", state.sigma())
        .put("ts", state.ts())
        .put("p_trend", state.pTrend())
        .put("p_mr", state.pMr())
        .put("p_chop", state.pChop())
        .time("updated_at", updatedAtMillis)
        .fields();
  }
}
