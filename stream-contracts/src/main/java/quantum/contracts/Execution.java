package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/**
 * What the exchange did.
 *
 * @param price average fill price
 * @param realizedPnl gross, USDT, as the exchange booked it
 * @param commission USDT, ≥ 0
 * @param funding USDT, negative when paid
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
    List<String> tradeIds) {
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

  static final List<Field<?>> FIELDS =
      List.of(
          FILLED_QTY,
          AVERAGE,
          REALIZED_PNL,
          COMMISSION,
          FUNDING,
          ORDER_ID,
          CLIENT_ORDER_ID,
          ORDER_STATUS,
          TRADE_IDS);

  /**
   * @param fill whether something was filled: then how much must be said
   */
  static Execution read(FieldReader reader, boolean fill) {
    return new Execution(
        fill ? reader.require(FILLED_QTY) : reader.read(FILLED_QTY, Quantity.ZERO),
        fill ? reader.readClearly(AVERAGE) : reader.read(AVERAGE),
        reader.read(REALIZED_PNL),
        reader.read(COMMISSION),
        reader.read(FUNDING),
        reader.read(ORDER_ID),
        reader.read(CLIENT_ORDER_ID),
        reader.read(ORDER_STATUS),
        reader.read(TRADE_IDS, List.of()));
  }

  void write(FieldWriter writer) {
    writer
        .put(FILLED_QTY, filledQty)
        .put(AVERAGE, price)
        .put(REALIZED_PNL, realizedPnl)
        .put(COMMISSION, commission)
        .put(FUNDING, funding)
        .put(ORDER_ID, orderId)
        .put(CLIENT_ORDER_ID, clientOrderId)
        .put(ORDER_STATUS, orderStatus);
    if (!tradeIds.isEmpty()) {
      writer.list(TRADE_IDS, tradeIds);
    }
  }
}
