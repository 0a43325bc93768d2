package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
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

  private static final Field<BigDecimal> GROSS_PNL =
      Field.number(Fields.USDT, "Σ closed qty · price difference · direction", "gross_pnl");
  private static final Field<BigDecimal> COMMISSION =
      Field.number(Fields.USDT, "Σ fees", "commission");
  private static final Field<BigDecimal> FUNDING =
      Field.number(Fields.USDT, "Σ funding received; negative when paid", "funding");
  private static final Field<BigDecimal> REALIZED_PNL =
      Field.number(Fields.USDT, "gross − commission + funding", "realized_pnl");
  private static final Field<Long> FILLS =
      Field.optional(Fields::longCount, "", "fills booked", "fills");
  private static final Field<BigDecimal> OPENED_QTY =
      Field.number(Fields.BASE, "Σ opened", "opened_qty");
  private static final Field<BigDecimal> CLOSED_QTY =
      Field.number(Fields.BASE, "Σ closed", "closed_qty");
  private static final Field<Long> WINS =
      Field.optional(Fields::longCount, "", "closed positions with a net profit", "wins");
  private static final Field<Long> LOSSES =
      Field.optional(Fields::longCount, "", "closed positions without", "losses");
  private static final Field<PositionId> POSITION =
      Fields.POSITION_ID.meaning("the position that position_net is about, or empty");
  private static final Field<BigDecimal> POSITION_NET =
      Field.number(Fields.USDT, "net result so far of the open position", "position_net");
  private static final Field<String> LAST_ORDER_ID =
      Field.text("of the newest fill booked", "last_order_id");
  private static final Field<Long> LAST_UPDATE =
      Field.optional(EventTime::parseMillis, Fields.TIME, "event time of it", "last_update_ts");

  static final List<Field<?>> FIELDS =
      List.of(
          GROSS_PNL,
          COMMISSION,
          FUNDING,
          REALIZED_PNL,
          FILLS,
          OPENED_QTY,
          CLOSED_QTY,
          WINS,
          LOSSES,
          POSITION,
          POSITION_NET,
          LAST_ORDER_ID,
          LAST_UPDATE);

  /** A sum that cannot be read begins anew: what is booked from now on is not lost with it. */
  public static Decoded<Ledger> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(EMPTY);
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            new Ledger(
                reader.read(GROSS_PNL, BigDecimal.ZERO),
                reader.read(COMMISSION, BigDecimal.ZERO),
                reader.read(FUNDING, BigDecimal.ZERO),
                reader.read(FILLS, 0L),
                reader.read(OPENED_QTY, BigDecimal.ZERO),
                reader.read(CLOSED_QTY, BigDecimal.ZERO),
                reader.read(WINS, 0L),
                reader.read(LOSSES, 0L),
                reader.read(POSITION),
                reader.read(POSITION_NET, BigDecimal.ZERO),
                reader.read(LAST_ORDER_ID),
                reader.read(LAST_UPDATE, 0L)));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(GROSS_PNL, grossPnl)
        .put(COMMISSION, commission)
        .put(FUNDING, funding)
        .put(REALIZED_PNL, realizedPnl())
        .put(FILLS, fills)
        .put(OPENED_QTY, openedQty)
        .put(CLOSED_QTY, closedQty)
        .put(WINS, wins)
        .put(LOSSES, losses)
        .put(POSITION, positionId.map(PositionId::value).orElse(""))
        .put(POSITION_NET, positionNet)
        .put(LAST_ORDER_ID, lastOrderId)
        .time(LAST_UPDATE, lastUpdateMillis)
        .fields();
  }
}
