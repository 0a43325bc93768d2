package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/**
 * The trades of one plan's orders, taken together.
 *
 * @param price average, quote currency
 * @param realizedPnl gross, as the exchange booked it
 * @param commission in USD, as far as it is known in USD
 * @param unpriced what else was paid, in words; empty if {@code commission} is all
 * @param timeMillis of the last trade by the venue's clock: the event time of the fill
 */
public record OrderFill(
    OrderSide side,
    Quantity qty,
    Price price,
    BigDecimal realizedPnl,
    BigDecimal commission,
    String unpriced,
    List<Long> tradeIds,
    long timeMillis) {
  private static final int PRICE_SCALE = 12;

  /** One USD each, whatever the market says of it this minute. */
  private static final Set<String> USD_ASSETS =
      Set.of("USDT", "USDC", "BUSD", "FDUSD", "BNFCR", "USD1", "USD", "");

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
    long time = 0;
    for (VenueTrade trade : trades) {
      qty = qty.plus(trade.quantity());
      cost = cost.add(trade.price().value().multiply(trade.quantity().value()));
      realized = realized.add(trade.realizedPnl());
      time = Math.max(time, trade.timeMillis());
    }
    return new OrderFill(
        trades.getFirst().side(),
        qty,
        average(cost, qty),
        realized,
        usd(trades),
        unpriced(trades),
        trades.stream().map(VenueTrade::id).toList(),
        time);
  }

  public static boolean isUsd(String asset) {
    return USD_ASSETS.contains(asset);
  }

  /** The fees that are known in USD, summed. */
  static BigDecimal usd(List<VenueTrade> trades) {
    return trades.stream()
        .filter(trade -> isUsd(trade.commissionAsset()))
        .map(VenueTrade::commission)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The others, for the record: a fee is never silently nothing. */
  static String unpriced(List<VenueTrade> trades) {
    Map<String, BigDecimal> others = new TreeMap<>();
    trades.stream()
        .filter(trade -> !isUsd(trade.commissionAsset()))
        .filter(
            trade ->
                trade.commission().signum() != 0
                    || trade.commissionAsset().equals(VenueTrade.UNREADABLE))
        .forEach(
            trade -> others.merge(trade.commissionAsset(), trade.commission(), BigDecimal::add));
    return others.isEmpty()
        ? ""
        : others.entrySet().stream()
            .map(
                fee ->
                    fee.getKey().equals(VenueTrade.UNREADABLE)
                        ? "one that cannot be read"
                        : Decimals.plain(fee.getValue()) + " " + fee.getKey())
            .collect(Collectors.joining(", ", "commission without ", ""));
  }

  static Price average(BigDecimal cost, Quantity qty) {
    BigDecimal exact = cost.divide(qty.value(), PRICE_SCALE, RoundingMode.HALF_EVEN);
    return new Price(exact.stripTrailingZeros());
  }

  long lastTradeId() {
    return tradeIds.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
