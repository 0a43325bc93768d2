package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;

/**
 * An order as it arrives, before any filter has seen it.
 *
 * @param quantity base units, any number
 * @param limit of a LIMIT order, quote currency per base unit
 * @param clientOrderId the caller's id; the exchange makes one if it is absent
 */
public record OrderRequest(
    Symbol symbol,
    OrderSide side,
    OrderType type,
    BigDecimal quantity,
    boolean reduceOnly,
    Optional<BigDecimal> limit,
    TimeInForce timeInForce,
    Optional<String> clientOrderId) {

  public static OrderRequest market(
      Symbol symbol, OrderSide side, BigDecimal quantity, boolean reduceOnly, String clientId) {
    return new OrderRequest(
        symbol,
        side,
        OrderType.MARKET,
        quantity,
        reduceOnly,
        Optional.empty(),
        TimeInForce.GTC,
        Optional.of(clientId));
  }
}
