package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * What a position has cost and how it was left, so far: fields of {@code quantum:position:{SYMBOL}}
 * that the apply layer adds to with everything it books. They become part of the {@link
 * ClosedPosition}.
 *
 * @param commission Σ fees, USD, as far as their price is known
 * @param commissionAssets the same by the asset that they were paid in
 * @param funding Σ funding received (negative: paid), USD
 * @param fundingAssets the same by asset
 * @param closedQty base units that were closed
 * @param closedValue Σ closed qty · fill price, USDT
 * @param best the best price for the side that anything of it was filled at
 * @param worst the worst one
 * @param initialStop the first stop that it had
 * @param regime of the market, as the entry named it
 */
public record PositionAccount(
    BigDecimal commission,
    AssetSums commissionAssets,
    BigDecimal funding,
    AssetSums fundingAssets,
    BigDecimal closedQty,
    BigDecimal closedValue,
    Optional<Price> best,
    Optional<Price> worst,
    Optional<Price> initialStop,
    Optional<String> regime) {
  public static final PositionAccount NEW =
      new PositionAccount(
          BigDecimal.ZERO,
          AssetSums.NONE,
          BigDecimal.ZERO,
          AssetSums.NONE,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final Field<BigDecimal> COMMISSION =
      Field.number("USD", "Σ fees, as far as their price is known", "commission");
  private static final Field<List<String>> COMMISSION_ASSETS =
      AssetSums.field("the same in the assets that they were paid in", "commission_assets");
  private static final Field<BigDecimal> FUNDING =
      Field.number("USD", "Σ funding received; negative when paid", "funding");
  private static final Field<List<String>> FUNDING_ASSETS =
      AssetSums.field("the same in the assets that it was paid in", "funding_assets");
  private static final Field<BigDecimal> CLOSED_QTY =
      Field.number(Fields.BASE, "Σ closed", "closed_qty");
  private static final Field<BigDecimal> CLOSED_VALUE =
      Field.number(Fields.USDT, "Σ closed qty · fill price", "closed_value");
  private static final Field<Price> BEST =
      Field.optional(
          Price::of, Fields.QUOTE, "best price for the side that it was filled at", "best_fill");
  private static final Field<Price> WORST =
      Field.optional(Price::of, Fields.QUOTE, "worst one", "worst_fill");
  static final Field<Price> INITIAL_STOP =
      Field.optional(Price::of, Fields.QUOTE, "the first stop that it had", "initial_stop");

  static final List<Field<?>> FIELDS =
      List.of(
          COMMISSION,
          COMMISSION_ASSETS,
          FUNDING,
          FUNDING_ASSETS,
          CLOSED_QTY,
          CLOSED_VALUE,
          BEST,
          WORST,
          INITIAL_STOP,
          Fields.REGIME);

  /** The costs alone: who pays them for a position that was never kept. */
  public PositionAccount costs() {
    return new PositionAccount(
        commission,
        commissionAssets,
        funding,
        fundingAssets,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What the entry knew. */
  public PositionAccount opened(Optional<Price> stop, Optional<String> market) {
    return new PositionAccount(
        commission,
        commissionAssets,
        funding,
        fundingAssets,
        closedQty,
        closedValue,
        best,
        worst,
        initialStop.or(() -> stop),
        regime.or(() -> market));
  }

  /**
   * With one more result of this position.
   *
   * @param side of the position
   */
  public PositionAccount after(ApplyResult result, Side side) {
    Execution done = result.execution();
    Optional<Price> price = result.isFill() ? done.price() : Optional.empty();
    Quantity closed = result.isFill() && result.reduceOnly() ? done.filledQty() : Quantity.ZERO;
    return new PositionAccount(
        commission.add(done.commission().orElse(BigDecimal.ZERO)),
        commissionAssets.plus(done.commissionAssets()),
        funding.add(done.funding().orElse(BigDecimal.ZERO)),
        fundingAssets.plus(done.fundingAssets()),
        closedQty.add(price.isEmpty() ? BigDecimal.ZERO : closed.value()),
        closedValue.add(price.map(Price::value).orElse(BigDecimal.ZERO).multiply(closed.value())),
        further(best, price, side),
        further(worst, price, side == Side.LONG ? Side.SHORT : Side.LONG),
        initialStop,
        regime);
  }

  /** The one of two that is better for a side. */
  static Optional<Price> further(Optional<Price> one, Optional<Price> other, Side side) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return side.isBetter(other.get().value(), one.get().value()) ? other : one;
  }

  /** What is missing or cannot be read counts as nothing. */
  public static PositionAccount decode(Map<String, String> hash) {
    FieldReader reader = FieldReader.ofHash(hash);
    return new PositionAccount(
        reader.read(COMMISSION, BigDecimal.ZERO),
        AssetSums.read(reader, COMMISSION_ASSETS),
        reader.read(FUNDING, BigDecimal.ZERO),
        AssetSums.read(reader, FUNDING_ASSETS),
        reader.read(CLOSED_QTY, BigDecimal.ZERO),
        reader.read(CLOSED_VALUE, BigDecimal.ZERO),
        reader.read(BEST),
        reader.read(WORST),
        reader.read(INITIAL_STOP),
        reader.read(Fields.REGIME));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(COMMISSION, commission)
        .put(COMMISSION_ASSETS, commissionAssets)
        .put(FUNDING, funding)
        .put(FUNDING_ASSETS, fundingAssets)
        .put(CLOSED_QTY, closedQty)
        .put(CLOSED_VALUE, closedValue)
        .put(BEST, best)
        .put(WORST, worst)
        .put(INITIAL_STOP, initialStop)
        .put(Fields.REGIME, regime)
        .fields();
  }
}
