package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.paper.refusal.Refusal;

/** What the venue's algo service refuses at the door, in the order in which it is looked at. */
final class AlgoRules {
  private static final int MOST_RESTING = 200; // per account, over all symbols

  private final PaperAccount account;
  private final AlgoBook book;

  AlgoRules(PaperAccount account, AlgoBook book) {
    this.account = account;
    this.book = book;
  }

  Optional<Refusal> refusalOf(AlgoRequest request) {
    Optional<SymbolFilters> filters = account.filters(request.symbol());
    if (filters.isEmpty()) {
      return Optional.of(Refusal.BAD_SYMBOL);
    }
    Optional<BigDecimal> mark = account.mark(request.symbol());
    boolean reduceOnly =
        request.size() instanceof AlgoRequest.Size.Quantity(var base, boolean flag) && flag;
    return OrderRules.refusedMode(request.positionSide(), reduceOnly, account.isHedge())
        .or(() -> request.clientAlgoId().flatMap(this::refusedId))
        .or(() -> refusedSize(request, filters.get()))
        .or(() -> refusedTrigger(request, filters.get()))
        .or(() -> mark.isEmpty() ? Optional.of(Refusal.NO_PRICE_YET) : Optional.empty())
        .or(
            () ->
                mark.filter(request::isMet).isPresent()
                    ? Optional.of(Refusal.WOULD_TRIGGER)
                    : Optional.empty())
        .or(() -> request.closesPosition() ? refusedClose(request) : Optional.empty())
        .or(
            () ->
                book.resting() >= MOST_RESTING
                    ? Optional.of(Refusal.TOO_MANY_STOPS)
                    : Optional.empty());
  }

  /** An id that was ever used is refused: what the venue does is not documented, bots report so. */
  private Optional<Refusal> refusedId(String id) {
    return ClientIds.refused(id)
        .or(
            () ->
                book.order(id).isPresent()
                    ? Optional.of(Refusal.DUPLICATE_CLIENT_ID)
                    : Optional.empty());
  }

  private static Optional<Refusal> refusedSize(AlgoRequest request, SymbolFilters filters) {
    return switch (request.size()) {
      case AlgoRequest.Size.Position position -> Optional.empty();
      case AlgoRequest.Size.Quantity(BigDecimal base, boolean reduceOnly) ->
          filters
              .marketLot()
              .check(base)
              .or(
                  () ->
                      !request.reducesOnly()
                              && base.multiply(request.trigger()).compareTo(filters.minNotional())
                                  < 0
                          ? Optional.of(Refusal.minNotional(filters.minNotional()))
                          : Optional.empty());
    };
  }

  private static Optional<Refusal> refusedTrigger(AlgoRequest request, SymbolFilters filters) {
    return request.trigger().signum() <= 0
        ? Optional.of(Refusal.STOP_PRICE_NOT_POSITIVE)
        : filters.checkPrice(request.trigger());
  }

  /** -4509 without a position on the other side, -4130 beside another one that closes it. */
  private Optional<Refusal> refusedClose(AlgoRequest request) {
    PositionSide held = request.positionSide();
    if (held != PositionSide.BOTH && !held.isClosedBy(request.side())) {
      return Optional.of(Refusal.CLOSES_OTHER_WAY);
    }
    int closed = request.side() == OrderSide.SELL ? 1 : -1;
    BigDecimal amount = account.position(request.symbol(), held).orElseThrow().amount();
    if (amount.signum() != closed) {
      return Optional.of(Refusal.NO_OPEN_POSITION);
    }
    boolean another =
        !book.open(
                order ->
                    order.status() == AlgoStatus.NEW
                        && order.request().closesPosition()
                        && order.request().symbol().equals(request.symbol())
                        && order.request().positionSide() == held
                        && order.request().side() == request.side()
                        && order.request().type() == request.type())
            .isEmpty();
    return another ? Optional.of(Refusal.CLOSE_ALREADY_RESTS) : Optional.empty();
  }
}
