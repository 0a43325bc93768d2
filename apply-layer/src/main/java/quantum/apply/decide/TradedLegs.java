package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.ApplyResult;
import quantum.contracts.AssetSums;
import quantum.contracts.EntryLevels;
import quantum.contracts.Execution;
import quantum.contracts.ResultStatus;
import quantum.kernel.position.FillOutcome;
import quantum.kernel.position.Opening;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent.Fill;
import quantum.kernel.position.PositionFold;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * Trades that no plan of ours made, folded into a position: those of one position, in one direction
 * and by one kind of order, that follow each other make one result.
 */
final class TradedLegs {
  private static final String CLOSE = "CLOSE";
  private static final String OPEN = "OPEN";

  private final List<Leg> legs = new ArrayList<>();
  private Optional<Position> now;

  private TradedLegs(Optional<Position> before) {
    this.now = before;
  }

  /**
   * @param trades oldest first
   * @param names of their orders, as far as they are known
   */
  static TradedLegs of(
      Position before, List<VenueTrade> trades, Map<VenueOrderId, ClientOrderId> names) {
    return new TradedLegs(Optional.of(before))
        .booked(trades, names, before.leverage(), before.tickSize());
  }

  /** As {@link #of}, where nothing was open before them. */
  static TradedLegs fromFlat(
      List<VenueTrade> trades,
      Map<VenueOrderId, ClientOrderId> names,
      Leverage leverage,
      Optional<BigDecimal> tick) {
    return new TradedLegs(Optional.empty()).booked(trades, names, leverage, tick);
  }

  /** What is open after the trades. */
  Optional<Position> after() {
    return now;
  }

  /** What was realized for a position before fees, USD. */
  BigDecimal realized(PositionId position) {
    return legs.stream()
        .filter(leg -> leg.position.equals(position))
        .map(leg -> leg.realized)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** One result for each leg, oldest first. */
  List<ApplyResult> results(Symbol symbol) {
    return legs.stream().map(leg -> leg.result(symbol)).toList();
  }

  /** Adds what no trade explains: the position is smaller than they tell. */
  void unexplained(Position position, Quantity kept, long nowMillis) {
    Leg gone = new Leg(position.id(), position.side(), true, "");
    gone.unexplained(position.qty().minus(kept), kept, nowMillis);
    legs.add(gone);
  }

  private TradedLegs booked(
      List<VenueTrade> trades,
      Map<VenueOrderId, ClientOrderId> names,
      Leverage leverage,
      Optional<BigDecimal> tick) {
    for (VenueTrade trade : trades) {
      book(trade, named(names, trade), leverage, tick);
    }
    return this;
  }

  private static String named(Map<VenueOrderId, ClientOrderId> names, VenueTrade trade) {
    return Optional.ofNullable(names.get(trade.orderId())).map(ClientOrderId::value).orElse("");
  }

  private void book(VenueTrade trade, String name, Leverage leverage, Optional<BigDecimal> tick) {
    PositionId idIfOpened = Drift.made(trade.symbol(), "trade", trade.id().value());
    Opening opening =
        new Opening(
            trade.symbol(),
            idIfOpened,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            leverage,
            Optional.empty(),
            tick);
    FillOutcome outcome =
        PositionFold.fill(
            now,
            new Fill(trade.side(), trade.quantity(), trade.price(), false, trade.timeMillis()),
            opening);
    Quantity closed = outcome.closedQty();
    Quantity added = trade.quantity().minus(closed);
    if (!closed.isZero()) {
      Position position = now.orElseThrow();
      Quantity left = outcome.flipped() ? Quantity.ZERO : qtyOf(outcome.after());
      leg(position.id(), position.side(), true, name)
          .add(closed, trade, trade.commission(), trade.realizedPnl(), left);
    }
    if (!added.isZero()) {
      Position position = outcome.after().orElseThrow();
      // one trade that closes and opens has one fee and one profit: they are booked with the close.
      // One that only opens here and yet has a profit closed what nobody here knew: it is booked
      // too
      boolean alone = closed.isZero();
      leg(position.id(), position.side(), false, name)
          .add(
              added,
              trade,
              alone ? trade.commission() : BigDecimal.ZERO,
              alone ? trade.realizedPnl() : BigDecimal.ZERO,
              position.qty());
    }
    now = outcome.after();
  }

  private Leg leg(PositionId position, Side side, boolean reduce, String name) {
    if (!legs.isEmpty()) {
      Leg last = legs.getLast();
      if (last.position.equals(position)
          && last.reduce == reduce
          && kind(last.name).equals(kind(name))) {
        return last;
      }
    }
    Leg next = new Leg(position, side, reduce, name);
    legs.add(next);
    return next;
  }

  private static Quantity qtyOf(Optional<Position> position) {
    return position.map(Position::qty).orElse(Quantity.ZERO);
  }

  /** What tells a stop's fill from a hand's; the number behind it tells nothing. */
  private static String kind(String name) {
    int end = name.indexOf('-');
    return end < 0 ? "" : name.substring(0, end);
  }

  /** Trades of one position in one direction and by one kind of order, which make one result. */
  private static final class Leg {
    private final PositionId position;
    private final Side side;
    private final boolean reduce;
    private final String name;
    private final List<String> tradeIds = new ArrayList<>();
    private Quantity qty = Quantity.ZERO;
    private BigDecimal cost = BigDecimal.ZERO;
    private BigDecimal realized = BigDecimal.ZERO;
    private final List<VenueTrade> fees = new ArrayList<>();
    private Quantity left = Quantity.ZERO;
    private long timeMillis;
    private Optional<VenueOrderId> orderId = Optional.empty();

    Leg(PositionId position, Side side, boolean reduce, String name) {
      this.position = position;
      this.side = side;
      this.reduce = reduce;
      this.name = name;
    }

    void add(Quantity part, VenueTrade trade, BigDecimal fee, BigDecimal profit, Quantity after) {
      qty = qty.plus(part);
      cost = cost.add(trade.price().value().multiply(part.value()));
      realized = realized.add(profit);
      fees.add(fee.signum() == 0 ? trade.withFee(fee, trade.commissionAsset()) : trade);
      left = after;
      timeMillis = trade.timeMillis();
      orderId = Optional.of(trade.orderId());
      tradeIds.add(trade.id().value());
    }

    void unexplained(Quantity gone, Quantity after, long nowMillis) {
      qty = gone;
      left = after;
      timeMillis = nowMillis;
    }

    ApplyResult result(Symbol symbol) {
      boolean traded = !tradeIds.isEmpty();
      PaidFees paid = PaidFees.of(fees);
      String unpriced = paid.unpriced();
      Optional<Price> average =
          traded ? Optional.of(OrderFill.average(cost, qty)) : Optional.empty();
      OrderSide order = reduce ? side.closing() : side.opening();
      return new ApplyResult(
          symbol,
          Optional.empty(),
          Optional.empty(),
          Optional.of(position),
          reduce ? CLOSE : OPEN,
          ResultStatus.FILLED,
          true,
          reduce,
          Optional.of(order),
          Optional.of(side),
          Optional.empty(),
          Optional.empty(),
          reduce ? Optional.of(qty) : Optional.empty(),
          new Execution(
              qty,
              average,
              traded ? Optional.of(realized) : Optional.empty(),
              traded ? Results.commission(paid.usd(), unpriced) : Optional.empty(),
              Optional.empty(),
              orderId.map(VenueOrderId::value),
              Optional.of(name).filter(known -> traded && !known.isEmpty()),
              Optional.empty(),
              tradeIds,
              paid.assets(),
              AssetSums.NONE),
          Optional.of(left),
          reduce ? Optional.empty() : average,
          EntryLevels.NONE,
          Optional.empty(),
          traded ? unpriced : "no trade of the exchange explains it",
          name.startsWith(ClientOrderId.STOP_PREFIX)
              ? ApplyResult.SOURCE_EXCHANGE_STOP
              : ApplyResult.SOURCE_RECONCILE,
          timeMillis);
    }
  }
}
