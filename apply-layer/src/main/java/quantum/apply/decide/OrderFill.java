package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/**
 * The trades of one plan's orders, taken together.
 *
 * @param price average, quote currency
 * @param realizedPnl gross, as the exchange booked it
 * @param commission in quote currency
 * @param feesInOtherAssets whether a part of the fees was taken in another asset and is not in
 *     {@code commission}
 * @param timeMillis of the last trade by the venue's clock: the event time of the fill
 */
public record OrderFill(
    OrderSide side,
    Quantity qty,
    Price price,
    BigDecimal realizedPnl,
    BigDecimal commission,
    boolean feesInOtherAssets,
    List<Long> tradeIds,
    long timeMillis) {
  private static final int PRICE_SCALE = 12;
  private static final Set<String> QUOTE_ASSETS = Set.of("USDT", "USDC", "BUSD", "FDUSD", "");

  public OrderFill {
    tradeIds = List.copyOf(tradeIds);
  }

  /**
   * @param trades of one side, at least one
   */
  public static OrderFill of(List<VenueTrade> trades) {
    Quantity qty = Quantity.ZERO;
    BigDecimal cost = BigDecimal.ZERO;
    BigDecimal realized = BigDecimal.ZERO;
    BigDecimal commission = BigDecimal.ZERO;
    boolean otherAssets = false;
    long time = 0;
    for (VenueTrade trade : trades) {
      qty = qty.plus(trade.quantity());
      cost = cost.add(trade.price().value().multiply(trade.quantity().value()));
      realized = realized.add(trade.realizedPnl());
      if (isQuote(trade.commissionAsset())) {
        commission = commission.add(trade.commission());
      } else {
        otherAssets = true;
      }
      time = Math.max(time, trade.timeMillis());
    }
    return new OrderFill(
        trades.getFirst().side(),
        qty,
        average(cost, qty),
        realized,
        commission,
        otherAssets,
        trades.stream().map(VenueTrade::id).toList(),
        time);
  }

  static boolean isQuote(String asset) {
    return QUOTE_ASSETS.contains(asset);
  }

  static Price average(BigDecimal cost, Quantity qty) {
    BigDecimal exact = cost.divide(qty.value(), PRICE_SCALE, RoundingMode.HALF_EVEN);
    return new Price(exact.stripTrailingZeros());
  }

  long lastTradeId() {
    return tradeIds.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
