package quantum.apply.venue;

import java.math.BigDecimal;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * One execution at the venue.
 *
 * @param id unique per symbol and increasing
 * @param realizedPnl gross profit that it booked, in the margin asset; 0 where it opened
 * @param commission fee paid, in {@code commissionAsset}; negative is a rebate
 * @param timeMillis epoch milliseconds by the venue's clock
 */
public record VenueTrade(
    Symbol symbol,
    long id,
    long orderId,
    OrderSide side,
    Price price,
    Quantity quantity,
    BigDecimal realizedPnl,
    BigDecimal commission,
    String commissionAsset,
    long timeMillis) {
  /** In place of the asset: what was paid cannot be read. */
  public static final String UNREADABLE = "?";

  /** The same trade with its fee in another asset. */
  public VenueTrade withFee(BigDecimal fee, String asset) {
    return new VenueTrade(
        symbol, id, orderId, side, price, quantity, realizedPnl, fee, asset, timeMillis);
  }
}
