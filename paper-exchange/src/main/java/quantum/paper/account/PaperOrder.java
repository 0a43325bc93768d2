package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;

/**
 * An order the exchange accepted.
 *
 * @param origQty what was asked for, a reduce-only order already cut down to the position
 * @param avgPrice 0 if nothing was filled
 * @param cumQuote quote currency exchanged
 * @param origin the conditional order that it is the child of
 * @param timeMillis replay time
 */
public record PaperOrder(
    long orderId,
    String clientOrderId,
    Symbol symbol,
    OrderSide side,
    PositionSide positionSide,
    OrderType type,
    TimeInForce timeInForce,
    Optional<BigDecimal> limit,
    boolean reduceOnly,
    BigDecimal origQty,
    BigDecimal executedQty,
    BigDecimal avgPrice,
    BigDecimal cumQuote,
    OrderStatus status,
    Optional<AlgoRequest> origin,
    long timeMillis) {
  static final String LIQUIDATION_PREFIX = "autoclose-";

  /** Whether the venue itself placed it. */
  public boolean isForced() {
    return clientOrderId.startsWith(LIQUIDATION_PREFIX);
  }
}
