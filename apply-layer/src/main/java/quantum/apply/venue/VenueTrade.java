package quantum.apply.venue;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * One execution at the venue.
 *
 * @param at its place among the trades of its symbol
 * @param hedgeSide of the position that it belongs to, in hedge mode only
 * @param realizedPnl gross profit that it booked, in the margin asset; 0 where it opened
 * @param commission fee paid, in {@code commissionAsset}; negative is a rebate
 * @param timeMillis epoch milliseconds by the venue's clock
 * @param commissionUsd the fee in USD, where it was taken in an asset that is none and its price is
 *     known
 */
public record VenueTrade(
    Symbol symbol,
    TradeId id,
    TradeCursor at,
    VenueOrderId orderId,
    OrderSide side,
    Optional<Side> hedgeSide,
    Price price,
    Quantity quantity,
    BigDecimal realizedPnl,
    BigDecimal commission,
    String commissionAsset,
    long timeMillis,
    Optional<BigDecimal> commissionUsd) {
  /** As the venue tells it. */
  public VenueTrade(
      Symbol symbol,
      TradeId id,
      TradeCursor at,
      VenueOrderId orderId,
      OrderSide side,
      Optional<Side> hedgeSide,
      Price price,
      Quantity quantity,
      BigDecimal realizedPnl,
      BigDecimal commission,
      String commissionAsset,
      long timeMillis) {
    this(
        symbol,
        id,
        at,
        orderId,
        side,
        hedgeSide,
        price,
        quantity,
        realizedPnl,
        commission,
        commissionAsset,
        timeMillis,
        Optional.empty());
  }

  /** A trade of a one-way account. */
  public VenueTrade(
      Symbol symbol,
      TradeId id,
      TradeCursor at,
      VenueOrderId orderId,
      OrderSide side,
      Price price,
      Quantity quantity,
      BigDecimal realizedPnl,
      BigDecimal commission,
      String commissionAsset,
      long timeMillis) {
    this(
        symbol,
        id,
        at,
        orderId,
        side,
        Optional.empty(),
        price,
        quantity,
        realizedPnl,
        commission,
        commissionAsset,
        timeMillis);
  }

  /** Whether it belongs to a position of this side; in one-way mode there is no other. */
  public boolean isOf(Side held) {
    return hedgeSide.isEmpty() || hedgeSide.get() == held;
  }

  /** In place of the asset: what was paid cannot be read. */
  public static final String UNREADABLE = "?";

  /** The same trade with another fee. */
  public VenueTrade withFee(BigDecimal fee, String asset) {
    return with(fee, asset, Optional.empty());
  }

  /** The same trade, whose fee is worth so much. */
  public VenueTrade priced(BigDecimal usd) {
    return with(commission, commissionAsset, Optional.of(usd));
  }

  private VenueTrade with(BigDecimal fee, String asset, Optional<BigDecimal> usd) {
    return new VenueTrade(
        symbol,
        id,
        at,
        orderId,
        side,
        hedgeSide,
        price,
        quantity,
        realizedPnl,
        fee,
        asset,
        timeMillis,
        usd);
  }
}
