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

  static Execution read(FieldReader reader) {
    return new Execution(
        reader
            .quantity("filled_qty", "executed_qty", "qty", "quantity", "close_qty")
            .orElse(Quantity.ZERO),
        reader.priceOrZero("price", "avg_price", "entry_price"),
        reader.decimal("realized_pnl"),
        reader.decimal("commission"),
        reader.decimal("funding"),
        reader.text("order_id"),
        reader.text("client_order_id"),
        reader.text("order_status"),
        reader.list("trade_ids"));
  }

  void write(FieldWriter writer) {
    writer
        .put("filled_qty", filledQty)
        .put("price", price)
        .put("realized_pnl", realizedPnl)
        .put("commission", commission)
        .put("funding", funding)
        .put("order_id", orderId)
        .put("client_order_id", clientOrderId)
        .put("order_status", orderStatus);
    if (!tradeIds.isEmpty()) {
      writer.list("trade_ids", tradeIds);
    }
  }
}
