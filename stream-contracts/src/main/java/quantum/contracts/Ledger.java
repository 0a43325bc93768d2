package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Decimals;
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
 * @param bookings what later bookings may correct
 * @param commissionAssets the fees by the asset that they were paid in
 * @param fundingAssets the funding by the asset that it was paid in
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
    Bookings bookings,
    Optional<String> lastOrderId,
    long lastUpdateMillis,
    AssetSums commissionAssets,
    AssetSums fundingAssets) {
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
          Bookings.NONE,
          Optional.empty(),
          0,
          AssetSums.NONE,
          AssetSums.NONE);

  /** gross − commission + funding. */
  public BigDecimal realizedPnl() {
    return grossPnl.subtract(commission).add(funding);
  }

  private static final Field<BigDecimal> GROSS_PNL =
      sum(Fields.USDT, "Σ closed qty · price difference · direction", "gross_pnl");
  private static final Field<BigDecimal> COMMISSION = sum(Fields.USDT, "Σ fees", "commission");
  private static final Field<BigDecimal> FUNDING =
      sum(Fields.USDT, "Σ funding received; negative when paid", "funding");
  private static final Field<BigDecimal> REALIZED_PNL =
      sum(Fields.USDT, "gross − commission + funding", "realized_pnl");
  private static final Field<List<String>> COMMISSION_ASSETS =
      AssetSums.field("the fees in the assets that they were paid in", "commission_assets");
  private static final Field<List<String>> FUNDING_ASSETS =
      AssetSums.field("the funding in the assets that it was paid in", "funding_assets");
  private static final Field<Long> FILLS = count("fills booked", "fills");
  private static final Field<BigDecimal> OPENED_QTY = sum(Fields.BASE, "Σ opened", "opened_qty");
  private static final Field<BigDecimal> CLOSED_QTY = sum(Fields.BASE, "Σ closed", "closed_qty");
  private static final Field<Long> WINS = count("closed positions with a net profit", "wins");
  private static final Field<Long> LOSSES = count("closed positions without", "losses");
  private static final Field<PositionId> POSITION =
      Fields.POSITION_ID.meaning("the position that position_net is about, or empty");
  private static final Field<BigDecimal> POSITION_NET =
      sum(Fields.USDT, "net result so far of the open position", "position_net");
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
          COMMISSION_ASSETS,
          FUNDING_ASSETS,
          FILLS,
          OPENED_QTY,
          CLOSED_QTY,
          WINS,
          LOSSES,
          POSITION,
          POSITION_NET,
          Bookings.CLOSED_POSITION,
          Bookings.CLOSED_NET,
          Bookings.SETTLING,
          LAST_ORDER_ID,
          LAST_UPDATE);

  /** Where it cannot be read nothing is booked: begun anew, it would overwrite what was earned. */
  private static Field<BigDecimal> sum(String unit, String meaning, String name) {
    return Field.core(Decimals::parse, unit, meaning, name);
  }

  private static Field<Long> count(String meaning, String name) {
    return Field.core(Fields::longCount, "", meaning, name);
  }

  /** A sum that is missing is 0; one that is there must be a number, and {@code nan} is none. */
  private static <T> T read(
      Map<String, String> hash, FieldReader reader, Field<T> field, T nothing) {
    String found = hash.get(field.name());
    if (found != null && FieldReader.isMissing(found)) {
      throw new BadField(field.name(), found, "is no number");
    }
    return reader.readClearly(field).orElse(nothing);
  }

  public static Decoded<Ledger> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(EMPTY);
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> read(hash, reader));
  }

  private static Ledger read(Map<String, String> hash, FieldReader reader) {
    read(hash, reader, REALIZED_PNL, BigDecimal.ZERO); // made of others; broken, it tells of a hand
    return new Ledger(
        read(hash, reader, GROSS_PNL, BigDecimal.ZERO),
        read(hash, reader, COMMISSION, BigDecimal.ZERO),
        read(hash, reader, FUNDING, BigDecimal.ZERO),
        read(hash, reader, FILLS, 0L),
        read(hash, reader, OPENED_QTY, BigDecimal.ZERO),
        read(hash, reader, CLOSED_QTY, BigDecimal.ZERO),
        read(hash, reader, WINS, 0L),
        read(hash, reader, LOSSES, 0L),
        reader.read(POSITION),
        read(hash, reader, POSITION_NET, BigDecimal.ZERO),
        Bookings.read(reader),
        reader.read(LAST_ORDER_ID),
        reader.read(LAST_UPDATE, 0L),
        AssetSums.read(reader, COMMISSION_ASSETS),
        AssetSums.read(reader, FUNDING_ASSETS));
  }

  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put(GROSS_PNL, grossPnl)
            .put(COMMISSION, commission)
            .put(FUNDING, funding)
            .put(REALIZED_PNL, realizedPnl())
            .put(COMMISSION_ASSETS, commissionAssets)
            .put(FUNDING_ASSETS, fundingAssets)
            .put(FILLS, fills)
            .put(OPENED_QTY, openedQty)
            .put(CLOSED_QTY, closedQty)
            .put(WINS, wins)
            .put(LOSSES, losses)
            .put(POSITION, positionId.map(PositionId::value).orElse(""))
            .put(POSITION_NET, positionNet);
    bookings.write(writer);
    return writer.put(LAST_ORDER_ID, lastOrderId).time(LAST_UPDATE, lastUpdateMillis).fields();
  }
}
