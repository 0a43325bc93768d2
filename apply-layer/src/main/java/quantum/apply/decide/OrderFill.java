package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
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
 * @param fees what was paid, by asset, and what of it has no price in USD yet
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
    PaidFees fees,
    List<TradeId> tradeIds,
    Optional<TradeCursor> lastTrade,
    Map<VenueOrderId, Quantity> owed,
    long timeMillis) {
  private static final int PRICE_SCALE = 12;

  public OrderFill {
    tradeIds = List.copyOf(tradeIds);
    owed = Map.copyOf(owed);
  }

  /** What was paid beside {@code commission}, in words; empty if that is all. */
  public String unpriced() {
    return fees.unpriced();
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
        PaidFees.NONE,
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
    PaidFees fees = PaidFees.of(trades);
    return new OrderFill(
        trades.getFirst().side(),
        qty,
        average(cost, qty),
        realized,
        fees.usd(),
        fees,
        trades.stream().map(VenueTrade::id).toList(),
        trades.stream().map(VenueTrade::at).max(Comparator.naturalOrder()),
        Map.of(),
        time);
  }

  static Price average(BigDecimal cost, Quantity qty) {
    BigDecimal exact = cost.divide(qty.value(), PRICE_SCALE, RoundingMode.HALF_EVEN);
    return new Price(exact.stripTrailingZeros());
  }
}
