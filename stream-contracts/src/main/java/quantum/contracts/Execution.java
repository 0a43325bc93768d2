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
  /** Counted as USDT (SPEC §12). */
  private static final List<String> QUOTES = List.of("USDT", "USDC", "USD", "BNFCR", "USD1");

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
        reader.read(TRADE_IDS, List.of()));
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
    if (!QUOTES.contains(currency)) {
      throw new IllegalArgumentException("is in " + currency + ", must be in one of " + QUOTES);
    }
    return Decimals.parse(fee.path("cost").asString(""));
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
