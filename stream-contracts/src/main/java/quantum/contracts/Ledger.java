package quantum.contracts;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.PositionId;

/**
 * {@code quantum:position:ledger:{SYMBOL}}: what the symbol has earned, all positions together
 * (SPEC §4). It is not a position.
 *
 * @param grossPnl Σ closed qty · price difference · direction, USDT
 * @param commission Σ fees, USDT
 * @param funding Σ funding received (negative: paid), USDT
 * @param positionId the position that {@code positionNet} is about
 * @param positionNet net result so far of the position that is open, USDT
 */
public record Ledger(
    BigDecimal grossPnl,
    BigDecimal commission,
    BigDecimal funding,
    long fills,
    BigDecimal openedQty,
    BigDecimal closedQty,
    long wins,
    long losses,
    Optional<PositionId> positionId,
    BigDecimal positionNet,
    Optional<String> lastOrderId,
    long lastUpdateMillis) {
  public static final Ledger EMPTY =
      new Ledger(
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          0,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          0,
          0,
          Optional.empty(),
          BigDecimal.ZERO,
          Optional.empty(),
          0);

  /** gross − commission + funding. */
  public BigDecimal realizedPnl() {
    return grossPnl.subtract(commission).add(funding);
  }

  public static Decoded<Ledger> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(EMPTY);
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            new Ledger(
                reader.decimal("gross_pnl").orElse(BigDecimal.ZERO),
                reader.decimal("commission").orElse(BigDecimal.ZERO),
                reader.decimal("funding").orElse(BigDecimal.ZERO),
                reader.longCount("fills").orElse(0L),
                reader.decimal("opened_qty").orElse(BigDecimal.ZERO),
                reader.decimal("closed_qty").orElse(BigDecimal.ZERO),
                reader.longCount("wins").orElse(0L),
                reader.longCount("losses").orElse(0L),
                reader.positionId(),
                reader.decimal("position_net").orElse(BigDecimal.ZERO),
                reader.text("last_order_id"),
                reader.timeMillis("last_update_ts").orElse(0L)));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put("gross_pnl", grossPnl)
        .put("commission", commission)
        .put("funding", funding)
        .put("realized_pnl", realizedPnl())
        .put("fills", fills)
        .put("opened_qty", openedQty)
        .put("closed_qty", closedQty)
        .put("wins", wins)
        .put("losses", losses)
        .put("position_id", positionId.map(PositionId::value).orElse(""))
        .put("position_net", positionNet)
        .put("last_order_id", lastOrderId)
        .time("last_update_ts", lastUpdateMillis)
        .fields();
  }
}
