package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/**
 * What one plan's orders filled, taken together: from their trades, or, while these have not come,
 * from the orders' own reports.
 *
 * @param price average, quote currency
 * @param realizedPnl gross, as the exchange booked it; 0 while its trades have not come
 * @param commission in USD, as far as it is known in USD
 * @param unpriced what else was paid, in words; empty if {@code commission} is all
 * @param lastTrade the place of the newest of its trades; absent while they have not come
 * @param owed orders whose trades have not come, and what each filled; empty if all has
 * @param timeMillis of the last trade by the venue's clock: the event time of the fill
 */
public record OrderFill(
    OrderSide side,
    Quantity qty,
    Price price,
    BigDecimal realizedPnl,
    BigDecimal commission,
    String unpriced,
    List<TradeId> tradeIds,
    Optional<TradeCursor> lastTrade,
    Map<VenueOrderId, Quantity> owed,
    long timeMillis) {
  private static final int PRICE_SCALE = 12;

  /** One USD each, whatever the market says of it this minute. */
  private static final Set<String> USD_ASSETS =
      Set.of("USDT", "USDC", "BUSD", "FDUSD", "BNFCR", "USD1", "USD", "");

  public OrderFill {
    tradeIds = List.copyOf(tradeIds);
    owed = Map.copyOf(owed);
  }

  /** Orders whose trades have not come. */
  public Set<VenueOrderId> unsettled() {
    return owed.keySet();
  }

  /** Whether profit and fees are known. */
  public boolean isSettled() {
    return owed.isEmpty();
  }

  /** Whether who has booked up to there has booked all of its trades. */
  public boolean isWithin(TradeCursor booked) {
    return lastTrade.filter(last -> !booked.covers(last)).isEmpty();
  }

  /**
   * From the orders' reports alone.
   *
   * @param reports of one side, at least one
   * @param otherwise what was paid where a report does not tell it
   */
  public static OrderFill reported(List<OrderReport> reports, Price otherwise) {
    Quantity qty = Quantity.ZERO;
    BigDecimal cost = BigDecimal.ZERO;
    long time = 0;
    Map<VenueOrderId, Quantity> orders = new LinkedHashMap<>();
    for (OrderReport report : reports) {
      BigDecimal price = report.averagePrice().orElse(otherwise).value();
      qty = qty.plus(report.executed());
      cost = cost.add(price.multiply(report.executed().value()));
      time = Math.max(time, report.updatedMillis());
      if (!report.executed().isZero()) {
        orders.put(report.orderId(), report.executed());
      }
    }
    return new OrderFill(
        reports.getFirst().side(),
        qty,
        average(cost, qty),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        "",
        List.of(),
        Optional.empty(),
        orders,
        time);
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
        trades.stream().map(VenueTrade::at).max(Comparator.naturalOrder()),
        Map.of(),
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
}
