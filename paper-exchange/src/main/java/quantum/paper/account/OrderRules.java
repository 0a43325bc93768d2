package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.paper.refusal.Refusal;

/** What the venue's order endpoint refuses at the door, in the order in which it is looked at. */
final class OrderRules {
  private OrderRules() {}

  static Optional<Refusal> refusalOf(OrderRequest request, Holding holding, boolean hedge) {
    return refusedMode(request.positionSide(), request.reduceOnly(), hedge)
        .or(() -> request.clientOrderId().flatMap(ClientIds::refused))
        .or(() -> holding.filters.lotOf(request.type()).check(request.quantity()))
        .or(() -> refusedLimit(request, holding))
        .or(() -> holding.mark.isEmpty() ? Optional.of(Refusal.NO_PRICE_YET) : Optional.empty())
        .or(() -> refusedTimeInForce(request, holding))
        .or(
            () ->
                request.reducesOnly()
                    ? refusedReduceOnly(request, holding)
                    : refusedNotional(request, holding).or(() -> refusedBracket(request, holding)));
  }

  /** -4061 if the account holds no such position, -1106 for a flag that its side makes needless. */
  static Optional<Refusal> refusedMode(PositionSide side, boolean reduceOnly, boolean hedge) {
    if (!side.fits(hedge)) {
      return Optional.of(Refusal.POSITION_SIDE);
    }
    return hedge && reduceOnly ? Optional.of(Refusal.REDUCE_ONLY_NEEDLESS) : Optional.empty();
  }

  static boolean marketable(OrderRequest request, BigDecimal mark) {
    return request
        .limit()
        .map(limit -> limit.compareTo(mark) * sign(request.side()) >= 0)
        .orElse(true);
  }

  /** Whether an order of this side makes the position smaller. */
  static boolean reduces(OrderSide side, Leg leg) {
    return leg.amount().signum() * sign(side) < 0;
  }

  private static Optional<Refusal> refusedLimit(OrderRequest request, Holding holding) {
    return switch (request.type()) {
      case MARKET -> Optional.empty();
      case LIMIT ->
          request
              .limit()
              .map(holding.filters::checkPrice)
              .orElse(Optional.of(Refusal.parameter("price")));
    };
  }

  private static Optional<Refusal> refusedTimeInForce(OrderRequest request, Holding holding) {
    if (request.type() == OrderType.MARKET) {
      return Optional.empty();
    }
    boolean marketable = marketable(request, holding.mark.orElseThrow());
    return switch (request.timeInForce()) {
      case IOC -> Optional.empty();
      case FOK -> marketable ? Optional.empty() : Optional.of(Refusal.FILL_OR_KILL);
      case GTX -> Optional.of(marketable ? Refusal.POST_ONLY : Refusal.NOT_SUPPORTED);
      case GTC -> marketable ? Optional.empty() : Optional.of(Refusal.NOT_SUPPORTED);
    };
  }

  private static Optional<Refusal> refusedReduceOnly(OrderRequest request, Holding holding) {
    Leg leg = holding.leg(request.positionSide());
    // with the flag an order is cut to the position; without it, in hedge mode, it is not
    boolean within = request.reduceOnly() || request.quantity().compareTo(leg.amount().abs()) <= 0;
    return reduces(request.side(), leg) && within
        ? Optional.empty()
        : Optional.of(Refusal.REDUCE_ONLY);
  }

  private static Optional<Refusal> refusedNotional(OrderRequest request, Holding holding) {
    BigDecimal price = request.limit().orElse(holding.mark.orElseThrow());
    BigDecimal least = holding.filters.minNotional();
    return request.quantity().multiply(price).compareTo(least) < 0
        ? Optional.of(Refusal.minNotional(least))
        : Optional.empty();
  }

  /** -2027 if the bracket of what would be held does not allow the symbol's leverage. */
  private static Optional<Refusal> refusedBracket(OrderRequest request, Holding holding) {
    BigDecimal before = holding.leg(request.positionSide()).amount();
    BigDecimal after = before.add(Executions.signed(request.side(), request.quantity()));
    boolean grows = after.abs().compareTo(before.abs()) > 0;
    return grows
            && !LeverageBracket.admits(after.multiply(holding.mark.orElseThrow()), holding.leverage)
        ? Optional.of(Refusal.LEVERAGE_BRACKET)
        : Optional.empty();
  }

  private static int sign(OrderSide side) {
    return side == OrderSide.BUY ? 1 : -1;
  }
}
