package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;

/**
 * An order as it arrives, before any filter has seen it.
 *
 * @param positionSide BOTH in one-way mode
 * @param quantity base units, any number
 * @param reduceOnly as it was sent; never in hedge mode
 * @param limit of a LIMIT order, quote currency per base unit
 * @param clientOrderId the caller's id; the exchange makes one if it is absent
 */
public record OrderRequest(
    Symbol symbol,
    OrderSide side,
    PositionSide positionSide,
    OrderType type,
    BigDecimal quantity,
    boolean reduceOnly,
    Optional<BigDecimal> limit,
    TimeInForce timeInForce,
    Optional<String> clientOrderId) {

  /** A MARKET order in one-way mode. */
  public static OrderRequest market(
      Symbol symbol, OrderSide side, BigDecimal quantity, boolean reduceOnly, String clientId) {
    return market(symbol, side, PositionSide.BOTH, quantity, reduceOnly, clientId);
  }

  static OrderRequest market(
      Symbol symbol,
      OrderSide side,
      PositionSide positionSide,
      BigDecimal quantity,
      boolean reduceOnly,
      String clientId) {
    return new OrderRequest(
        symbol,
        side,
        positionSide,
        OrderType.MARKET,
        quantity,
        reduceOnly,
        Optional.empty(),
        TimeInForce.GTC,
        Optional.of(clientId));
  }

  /** Whether it can only make a position smaller. */
  boolean reducesOnly() {
    return reduceOnly || positionSide.isClosedBy(side);
  }
}
