package quantum.replay.trades;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * One fill of a trade history.
 *
 * @param line of the file, for messages
 * @param timeMillis epoch milliseconds
 * @param leg in hedge mode the leg that it belongs to; empty: there is one position a symbol
 * @param fee what was paid, in US dollars or an asset that counts as such; negative is a rebate
 * @param realized profit before fees as the exchange says it, if the file has it
 */
record OwnFill(
    long line,
    long timeMillis,
    Symbol symbol,
    OrderSide side,
    Optional<Side> leg,
    Price price,
    Quantity qty,
    BigDecimal fee,
    Optional<BigDecimal> realized) {

  /** The same with a part of its quantity, and that part of its fee. */
  OwnFill part(Quantity of) {
    BigDecimal share =
        fee.multiply(of.value()).divide(qty.value(), java.math.MathContext.DECIMAL128);
    return new OwnFill(line, timeMillis, symbol, side, leg, price, of, share, realized);
  }
}
