package quantum.contracts;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the exchange did.
 *
 * @param price average fill price
 * @param realizedPnl gross, USDT, as the exchange booked it
 * @param commission USDT, as far as its price is known; negative is a rebate
 * @param funding USDT, negative when paid
 * @param commissionAssets the commission, by the asset that it was paid in
 * @param fundingAssets the funding, by the asset that it was paid in
 */
public record Execution(
    Quantity filledQty,
    Optional<Price> price,
    Optional<BigDecimal> realizedPnl,
    Optional<BigDecimal> commission,
    Optional<BigDecimal> funding,
    Optional<String> orderId,
    Optional<String> clientOrderId,
    Optional<String> orderStatus,
    List<String> tradeIds,
    AssetSums commissionAssets,
    AssetSums fundingAssets) {
  public static final Execution NONE =
      new Execution(
          Quantity.ZERO,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public Execution {
    tradeIds = List.copyOf(tradeIds);
  }

  /** One whose fees nobody has told by asset. */
  public Execution(
      Quantity filledQty,
      Optional<Price> price,
      Optional<BigDecimal> realizedPnl,
      Optional<BigDecimal> commission,
      Optional<BigDecimal> funding,
      Optional<String> orderId,
      Optional<String> clientOrderId,
      Optional<String> orderStatus,
      List<String> tradeIds) {
    this(
        filledQty,
        price,
        realizedPnl,
        commission,
        funding,
        orderId,
        clientOrderId,
        orderStatus,
        tradeIds,
        AssetSums.NONE,
        AssetSums.NONE);
  }

  /** The same with its fees and its funding told by asset. */
  public Execution paid(AssetSums inCommission, AssetSums inFunding) {
    return new Execution(
        filledQty,
        price,
        realizedPnl,
        commission,
        funding,
        orderId,
        clientOrderId,
        orderStatus,
        tradeIds,
        inCommission,
        inFunding);
  }

  private static final Field<Quantity> FILLED_QTY =
      Field.core(
          Quantity::of,
          Fields.BASE,
          "what was executed; also `executed_qty`, `filled`, `qty`, `quantity`, `amount`, `close_qty`",
          "filled_qty",
          "executed_qty",
          "filled",
          "qty",
          "quantity",
          "amount",
          "close_qty");
  private static final Field<Price> AVERAGE =
      Field.priceOrNone(
          Field.Rank.CORE,
          "average fill price; also `avg_price`, `average`, `entry_price`",
          "price",
          "avg_price",
          "average",
          "entry_price");

  /** Where others write one, their {@code price} is that of the order. */
  private static final Field<Price> OF_OTHERS =
      Field.priceOrNone(
              Field.Rank.CORE,
              "average fill price of others; before `price`",
              "average",
              "avg_price")
          .ofOthers();

  private static final Field<BigDecimal> COST =
      Field.optional(
              Fields::positive,
              Fields.USDT,
              "price times quantity, of others; the price where none is said",
              "cost")
          .ofOthers();
  private static final Field<BigDecimal> FEE =
      Field.optional(
              Execution::feeCost,
              Fields.USDT,
              "the commission of others: a number, or JSON such as {cost, currency}",
              "fee")
          .ofOthers();
  private static final Field<BigDecimal> REALIZED_PNL =
      Field.number(Fields.USDT, "gross, as the exchange booked it", "realized_pnl");
  private static final Field<BigDecimal> COMMISSION =
      Field.number(Fields.USDT, "fees, at least 0", "commission");
  private static final Field<BigDecimal> FUNDING =
      Field.number(Fields.USDT, "negative when paid", "funding");
  private static final Field<String> ORDER_ID =
      Field.text("the exchange's, of the last order", "order_id");
  private static final Field<String> CLIENT_ORDER_ID = Field.text("ours", "client_order_id");
  private static final Field<String> ORDER_STATUS =
      Field.text("as the exchange says", "order_status");
  private static final Field<List<String>> TRADE_IDS =
      Field.optional(
          FieldReader::listOf,
          "",
          "the exchange's, comma-separated; each is booked once",
          "trade_ids");

  private static final Field<List<String>> COMMISSION_ASSETS =
      AssetSums.field("the commission in the assets that it was paid in", "commission_assets");
  private static final Field<List<String>> FUNDING_ASSETS =
      AssetSums.field("the funding in the assets that it was paid in", "funding_assets");

  static final List<Field<?>> FIELDS =
      List.of(
          FILLED_QTY,
          AVERAGE,
          OF_OTHERS,
          COST,
          FEE,
          REALIZED_PNL,
          COMMISSION,
          FUNDING,
          COMMISSION_ASSETS,
          FUNDING_ASSETS,
          ORDER_ID,
          CLIENT_ORDER_ID,
          ORDER_STATUS,
          TRADE_IDS);

  /**
   * @param fill whether something was filled: then how much must be said
   */
  static Execution read(FieldReader reader, boolean fill) {
    Quantity filled = fill ? reader.require(FILLED_QTY) : reader.read(FILLED_QTY, Quantity.ZERO);
    Optional<Price> said =
        fill
            ? reader.readClearly(OF_OTHERS).or(() -> reader.readClearly(AVERAGE))
            : reader.read(OF_OTHERS).or(() -> reader.read(AVERAGE));
    return new Execution(
        filled,
        said.or(() -> reader.read(COST).flatMap(cost -> average(cost, filled))),
        reader.read(REALIZED_PNL),
        reader.read(COMMISSION).or(() -> reader.read(FEE)),
        reader.read(FUNDING),
        reader.read(ORDER_ID),
        reader.read(CLIENT_ORDER_ID),
        reader.read(ORDER_STATUS),
        reader.read(TRADE_IDS, List.of()),
        AssetSums.read(reader, COMMISSION_ASSETS),
        AssetSums.read(reader, FUNDING_ASSETS));
  }

  private static Optional<Price> average(BigDecimal cost, Quantity filled) {
    return filled.isZero()
        ? Optional.empty()
        : Optional.of(new Price(cost.divide(filled.value(), 20, RoundingMode.HALF_EVEN)));
  }

  /** As ccxt tells a fee; one in another asset is not known in USDT. */
  private static BigDecimal feeCost(String text) {
    if (!text.startsWith("{")) {
      return Decimals.parse(text);
    }
    JsonNode fee;
    try {
      fee = FieldReader.json().readTree(text);
    } catch (JacksonException | NumberFormatException e) {
      throw new IllegalArgumentException("is no JSON", e);
    }
    String currency = fee.path("currency").asString("USDT");
    if (!AssetSums.isUsd(currency)) {
      throw new IllegalArgumentException("is in " + currency + ", must be in USDT or its like");
    }
    return Decimals.parse(fee.path("cost").asString(""));
  }

  private static Optional<AssetSums> told(AssetSums sums) {
    return Optional.of(sums).filter(some -> !some.isEmpty());
  }

  void write(FieldWriter writer) {
    writer
        .put(FILLED_QTY, filledQty)
        .put(AVERAGE, price)
        .put(REALIZED_PNL, realizedPnl)
        .put(COMMISSION, commission)
        .put(FUNDING, funding)
        .put(COMMISSION_ASSETS, told(commissionAssets))
        .put(FUNDING_ASSETS, told(fundingAssets))
        .put(ORDER_ID, orderId)
        .put(CLIENT_ORDER_ID, clientOrderId)
        .put(ORDER_STATUS, orderStatus);
    if (!tradeIds.isEmpty()) {
      writer.list(TRADE_IDS, tradeIds);
    }
  }
}
