package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Field<Symbol> SYMBOL =
      Field.optional(Symbol::of, "", "the perpetual future", "symbol");
  private static final Field<Side> SIDE =
      Field.optional(Side::parse, "", "LONG or SHORT", "position_side", "side");
  private static final Field<Double> STOP_DIST =
      Field.core(RiskProposal::distance, Fields.FRACTION, "stop distance", "stop_dist_pct");
  private static final Field<Double> TARGET_DIST =
      Field.optional(RiskProposal::distance, Fields.FRACTION, "target distance", "target_dist_pct");
  private static final Field<Double> TRAIL_GAP =
      Field.optional(
          RiskProposal::distance, Fields.FRACTION, "gap behind the best price", "trail_gap_pct");
  private static final Field<Price> PROPOSED_SL =
      Field.optional(
          Price::of,
          Fields.QUOTE,
          "proposed stop, never looser than the present one",
          "proposed_sl");
  private static final Field<Price> PROPOSED_TP =
      Field.optional(Price::of, Fields.QUOTE, "proposed target", "proposed_tp");
  private static final Field<Price> PRICE =
      Field.optional(
          Price::of, Fields.QUOTE, "the price it was computed from", "current_price", "price");
  private static final Field<List<String>> REASONS =
      Field.optional(FieldReader::listOf, "", "comma-separated", "reason_codes");
  private static final Field<Long> UPDATED_AT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "event time of that price",
          "updated_at",
          "timestamp",
          "last_update");

  static final List<Field<?>> FIELDS =
      List.of(
          SYMBOL,
          Fields.POSITION_ID,
          SIDE,
          STOP_DIST,
          TARGET_DIST,
          TRAIL_GAP,
          PROPOSED_SL,
          PROPOSED_TP,
          PRICE,
          REASONS,
          UPDATED_AT);

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
        reader.read(SYMBOL, symbol),
        reader.read(Fields.POSITION_ID),
        reader.read(SIDE),
        reader.require(STOP_DIST),
        reader.read(TARGET_DIST),
        reader.read(TRAIL_GAP),
        reader.read(PROPOSED_SL),
        reader.read(PROPOSED_TP),
        reader.read(PRICE),
        reader.read(REASONS, List.of()),
        reader.read(UPDATED_AT, 0L));
  }

  private static double distance(String text) {
    BigDecimal value = Fields.positive(text);
    if (value.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException("must be a fraction between 0 and 1, exclusive");
    }
    return value.doubleValue();
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(SYMBOL, symbol)
        .put(Fields.POSITION_ID, positionId)
        .put(SIDE, side)
        .put(STOP_DIST, stopDistPct)
        .put(TARGET_DIST, targetDistPct)
        .put(TRAIL_GAP, trailGapPct)
        .put(PROPOSED_SL, stop)
        .put(PROPOSED_TP, target)
        .put(PRICE, price)
        .list(REASONS, reasons)
        .time(UPDATED_AT, updatedAtMillis)
        .fields();
  }
}
