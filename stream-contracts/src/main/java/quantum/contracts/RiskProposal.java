package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * {@code quantum:risk:proposal:{SYMBOL}}: the stop, target and trail that the market suggests for
 * an open position. A proposal only: nobody trades on it by itself.
 *
 * @param positionId the position it was computed for; other writers may leave it out
 * @param stopDistPct stop distance, fraction of the price
 * @param targetDistPct target distance, fraction of the price
 * @param trailGapPct gap behind the best price, fraction of it
 * @param stop proposed stop
 * @param target proposed target
 * @param price that it was computed from
 * @param reasons codes, in SPEC's order
 * @param updatedAtMillis event time of that price, epoch milliseconds
 */
public record RiskProposal(
    Symbol symbol,
    Optional<PositionId> positionId,
    Optional<Side> side,
    double stopDistPct,
    Optional<Double> targetDistPct,
    Optional<Double> trailGapPct,
    Optional<Price> stop,
    Optional<Price> target,
    Optional<Price> price,
    List<String> reasons,
    long updatedAtMillis) {

  public RiskProposal {
    reasons = List.copyOf(reasons);
  }

  /**
   * @param symbol of the key; what the hash says itself wins
   * @return empty if the hash does not exist
   */
  public static Decoded<Optional<RiskProposal>> decode(Symbol symbol, Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(symbol, reader)));
  }

  private static RiskProposal read(Symbol symbol, FieldReader reader) {
    return new RiskProposal(
        reader.read(Symbol::of, "symbol").orElse(symbol),
        reader.positionId(),
        reader.side("position_side", "side"),
        reader.require(RiskProposal::distance, "stop_dist_pct"),
        reader.read(RiskProposal::distance, "target_dist_pct"),
        reader.read(RiskProposal::distance, "trail_gap_pct"),
        reader.price("proposed_sl"),
        reader.price("proposed_tp"),
        reader.price("current_price", "price"),
        reader.list("reason_codes"),
        reader.timeMillis("updated_at", "timestamp", "last_update").orElse(0L));
  }

  private static double distance(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() <= 0 || value.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException("must be a fraction between 0 and 1, exclusive");
    }
    return value.doubleValue();
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("symbol", symbol)
        .put("position_id", positionId)
        .put("position_side", side)
        .put("stop_dist_pct", stopDistPct)
        .put("target_dist_pct", targetDistPct)
        .put("trail_gap_pct", trailGapPct)
        .put("proposed_sl", stop)
        .put("proposed_tp", target)
        .put("current_price", price)
        .list("reason_codes", reasons)
        .time("updated_at", updatedAtMillis)
        .fields();
  }
}
