package quantum.paper.account;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import quantum.kernel.value.OrderSide;

/** Fills orders, and remembers every order and trade. */
final class Executions {
  private static final long FIRST_ORDER_ID = 4_000_000_001L; // beyond int, as the venue's are
  private static final long FIRST_TRADE_ID = 700_000_001L;

  private final Wallet wallet;
  private final AccountTerms terms;
  private final Supplier<Optional<BigDecimal>> bnbPrice;
  private final List<PaperOrder> orders = new ArrayList<>();
  private final Map<String, PaperOrder> byClientId = new HashMap<>();
  private final List<PaperTrade> trades = new ArrayList<>();

  Executions(Wallet wallet, AccountTerms terms, Supplier<Optional<BigDecimal>> bnbPrice) {
    this.wallet = wallet;
    this.terms = terms;
    this.bnbPrice = bnbPrice;
  }

  Optional<PaperOrder> order(long orderId) {
    long index = orderId - FIRST_ORDER_ID;
    return index >= 0 && index < orders.size()
        ? Optional.of(orders.get((int) index))
        : Optional.empty();
  }

  Optional<PaperOrder> order(String clientOrderId) {
    return Optional.ofNullable(byClientId.get(clientOrderId));
  }

  List<PaperOrder> orders() {
    return Collections.unmodifiableList(orders);
  }

  List<PaperTrade> trades() {
    return Collections.unmodifiableList(trades);
  }

  /**
   * @param origin the conditional order that it is the child of
   * @param asked what it would fill at without slippage
   * @param filled of the quantity, base units; the rest expires
   */
  Placement.Accepted execute(
      OrderRequest request,
      Optional<AlgoRequest> origin,
      Holding holding,
      BigDecimal asked,
      BigDecimal quantity,
      BigDecimal filled,
      long nowMillis) {
    BigDecimal price = slipped(asked, request.side(), holding.filters.tickSize());
    long orderId = nextOrderId();
    BigDecimal quote = price.multiply(filled);
    List<PaperTrade> fills = new ArrayList<>(1);
    if (filled.signum() > 0) {
      Leg leg = holding.leg(request.positionSide());
      BigDecimal realized = leg.fill(signed(request.side(), filled), price, nowMillis);
      Wallet.Fee fee = wallet.fee(commission(quote), bnbPrice.get());
      PaperTrade fill =
          new PaperTrade(
              FIRST_TRADE_ID + trades.size(),
              orderId,
              request.symbol(),
              request.side(),
              request.positionSide(),
              price,
              filled,
              quote,
              realized,
              fee.amount(),
              fee.asset(),
              nowMillis);
      wallet.traded(fill);
      fills.add(fill);
    }
    PaperOrder order =
        new PaperOrder(
            orderId,
            request.clientOrderId().orElse("paper_" + orderId),
            request.symbol(),
            request.side(),
            request.positionSide(),
            request.type(),
            request.timeInForce(),
            request.limit(),
            request.reduceOnly(),
            quantity,
            filled,
            filled.signum() > 0 ? price : BigDecimal.ZERO,
            quote,
            filled.compareTo(quantity) == 0 ? OrderStatus.FILLED : OrderStatus.EXPIRED,
            origin,
            nowMillis);
    orders.add(order);
    byClientId.put(order.clientOrderId(), order);
    trades.addAll(fills);
    return new Placement.Accepted(order, fills);
  }

  /**
   * asked · (1 ± slippage), dearer for BUY, on the tick that is worse; a SELL gets a tick at least.
   */
  private BigDecimal slipped(BigDecimal asked, OrderSide side, BigDecimal tick) {
    if (terms.slippage().signum() == 0) {
      return asked;
    }
    BigDecimal change = asked.multiply(terms.slippage());
    return side == OrderSide.BUY
        ? asked.add(change).divide(tick, 0, RoundingMode.CEILING).multiply(tick)
        : asked.subtract(change).divide(tick, 0, RoundingMode.FLOOR).multiply(tick).max(tick);
  }

  long nextOrderId() {
    return FIRST_ORDER_ID + orders.size();
  }

  BigDecimal commission(BigDecimal quote) {
    return Leg.money(quote.multiply(terms.takerFee()));
  }

  static BigDecimal signed(OrderSide side, BigDecimal quantity) {
    return side == OrderSide.BUY ? quantity : quantity.negate();
  }
}
