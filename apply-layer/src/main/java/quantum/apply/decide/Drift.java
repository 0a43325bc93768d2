package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.apply.venue.AccountEvent.Forced;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTerms;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.ApplyResult;
import quantum.contracts.Keeping;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.Unsettled;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.position.PositionFold;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * What happened at the exchange without a plan of ours, and how the position hash follows it. The
 * exchange is the truth; its trades are booked once each.
 *
 * @param results to publish, {@code source=reconcile}, oldest first
 * @param after the position as it is at the exchange
 * @param explained whether the trades account for all of the difference; if not, they may not have
 *     arrived yet, and it is worth asking again before believing it
 * @param what one line for the operator
 */
public record Drift(
    List<ApplyResult> results, Optional<OpenPosition> after, boolean explained, String what) {
  public Drift {
    results = List.copyOf(results);
  }

  /** Whether Redis and the exchange agree on side and quantity. */
  public static boolean isNone(Optional<OpenPosition> hash, Optional<VenuePosition> exchange) {
    boolean foreign = hash.filter(Drift::isForeign).isPresent();
    if (hash.isEmpty() || exchange.isEmpty()) {
      return exchange.isEmpty() && (hash.isEmpty() || foreign);
    }
    return !foreign && agrees(hash.get().position(), exchange.get());
  }

  /** Whether nothing at the exchange stands behind the hash: harvest-brain made it. */
  public static boolean isForeign(OpenPosition open) {
    return open.source().equals(OpenPosition.SOURCE_BRAIN);
  }

  /**
   * A position that the exchange holds and Redis does not, or that harvest-brain made of a foreign
   * fill: from now on it is ours. Its id is a function of what the exchange tells, so that whoever
   * adopts it twice adopts the same.
   *
   * @param entry average entry price
   * @param lastTrade the newest trade that made it, so that it is never booked again
   * @param resting a stop of ours that rests for it: it is its stop
   */
  public static Drift adopt(
      VenuePosition exchange,
      Price entry,
      Optional<OpenPosition> hash,
      Optional<TradeCursor> lastTrade,
      Optional<BigDecimal> tick,
      Optional<StopOrder> resting) {
    Optional<OpenPosition> known = hash.filter(open -> open.position().side() == exchange.side());
    OpenPosition after =
        new OpenPosition(
            known
                .map(open -> following(open.position(), exchange, tick))
                .orElseGet(() -> adopted(exchange, entry, tick, resting.map(StopOrder::trigger))),
            known.flatMap(OpenPosition::planId),
            known.map(OpenPosition::harvested).orElse(Set.of()),
            known.flatMap(OpenPosition::volatilityFactor),
            known.map(OpenPosition::realizedPnl).orElse(BigDecimal.ZERO),
            lastTrade.map(TradeCursor::text),
            known
                .map(OpenPosition::protection)
                .orElseGet(
                    () -> {
                      Protection since = Protection.NONE.since(exchange.updatedMillis());
                      return resting.map(stop -> since.resting(stop.id().value())).orElse(since);
                    }),
            known.map(OpenPosition::unsettled).orElse(Unsettled.NOTHING),
            OpenPosition.SOURCE_APPLY_LAYER,
            Keeping.OWN);
    return new Drift(
        List.of(),
        Optional.of(after),
        true,
        (known.isPresent() ? "taken over " : "adopted ")
            + exchange.side()
            + " "
            + exchange.quantity()
            + " @ "
            + entry
            + resting.map(stop -> ", its stop rests at " + stop.trigger()).orElse(""));
  }

  /**
   * Follows the exchange from a position of ours.
   *
   * @param missing trades that are not booked, oldest first
   * @param names what the orders behind them are called, as far as it is known
   * @param nowMillis event time for what no trade explains
   */
  public static Drift follow(
      OpenPosition hash,
      Optional<VenuePosition> exchange,
      List<VenueTrade> missing,
      Map<VenueOrderId, ClientOrderId> names,
      long nowMillis) {
    TradedLegs legs = TradedLegs.of(hash.position(), missing, names);
    Optional<Position> now = legs.after();
    boolean explained =
        now.isPresent() == exchange.isPresent()
            && (now.isEmpty() || agrees(now.get(), exchange.get()));
    if (!explained) {
      now = forced(legs, now, exchange, hash.position().entry(), nowMillis);
    }
    return followed(
        hash,
        legs,
        now,
        missing,
        nowMillis,
        explained,
        exchange.map(p -> shown(p.side(), p.quantity())).orElse("flat") + " at the exchange");
  }

  /**
   * Follows trades alone: what others did before a fill of ours that is about to be booked.
   *
   * @param missing at least one, oldest first
   */
  public static Drift before(
      OpenPosition hash,
      List<VenueTrade> missing,
      Map<VenueOrderId, ClientOrderId> names,
      long nowMillis) {
    TradedLegs legs = TradedLegs.of(hash.position(), missing, names);
    return followed(hash, legs, legs.after(), missing, nowMillis, true, "others traded before us");
  }

  /**
   * Follows trades from flat: of a position that nobody here knows though the trades before it are
   * booked.
   *
   * @param missing at least one, oldest first
   * @param resting a stop of ours that rests for what is left
   */
  public static Drift fromFlat(
      List<VenueTrade> missing,
      Map<VenueOrderId, ClientOrderId> names,
      Leverage leverage,
      Optional<BigDecimal> tick,
      Optional<StopOrder> resting) {
    TradedLegs legs = TradedLegs.fromFlat(missing, names, leverage, tick);
    Optional<Position> now = legs.after();
    VenueTrade last = missing.getLast();
    Protection since = Protection.NONE.since(last.timeMillis());
    Optional<OpenPosition> after =
        now.map(
            position ->
                new OpenPosition(
                    resting
                        .map(
                            stop -> PositionFold.stopMoved(position, new StopMoved(stop.trigger())))
                        .orElse(position),
                    Optional.empty(),
                    Set.of(),
                    Optional.empty(),
                    legs.realized(position.id()),
                    Optional.of(last.at().text()),
                    resting.map(stop -> since.resting(stop.id().value())).orElse(since),
                    Unsettled.NOTHING,
                    OpenPosition.SOURCE_APPLY_LAYER));
    return new Drift(
        legs.results(last.symbol()),
        after,
        true,
        "nothing here, "
            + now.map(p -> shown(p.side(), p.qty())).orElse("flat")
            + " by "
            + missing.size()
            + " trades that were not booked"
            + resting.map(stop -> ", its stop rests at " + stop.trigger()).orElse(""));
  }

  /** The same, where it is known whose the position is. */
  public Drift kept(Keeping keeping) {
    return new Drift(results, after.map(open -> open.kept(keeping)), explained, what);
  }

  /** The same, kept as the mode wants it. */
  public Drift kept(Adoption adoption) {
    return new Drift(results, after.map(adoption::keep), explained, what);
  }

  /** The same, of which the trades tell otherwise. */
  public Drift unexplained() {
    return new Drift(results, after, false, what);
  }

  /** The same, under a stop of ours that rests for the position that there is now. */
  public Drift under(StopOrder resting) {
    return new Drift(
        results,
        after.map(
            open ->
                open.kept(Keeping.OWN)
                    .with(PositionFold.stopMoved(open.position(), new StopMoved(resting.trigger())))
                    .with(open.protection().resting(resting.id().value()))),
        explained,
        what + ", its stop rests at " + resting.trigger());
  }

  private static Drift followed(
      OpenPosition hash,
      TradedLegs legs,
      Optional<Position> last,
      List<VenueTrade> missing,
      long nowMillis,
      boolean explained,
      String there) {
    BigDecimal realized = legs.realized(last.map(Position::id).orElse(hash.position().id()));
    Optional<String> lastTrade =
        missing.isEmpty() ? hash.lastTradeId() : Optional.of(missing.getLast().at().text());
    boolean same = last.map(p -> p.id().equals(hash.position().id())).orElse(false);
    Optional<OpenPosition> after =
        last.map(
            position ->
                new OpenPosition(
                    position,
                    same ? hash.planId() : Optional.empty(),
                    same ? hash.harvested() : Set.of(),
                    same ? hash.volatilityFactor() : Optional.empty(),
                    (same ? hash.realizedPnl() : BigDecimal.ZERO).add(realized),
                    lastTrade,
                    same ? hash.protection() : Protection.NONE.since(nowMillis),
                    same ? hash.unsettled() : Unsettled.NOTHING,
                    OpenPosition.SOURCE_APPLY_LAYER,
                    same ? hash.keeping() : Keeping.MANAGED));
    return new Drift(
        legs.results(hash.position().symbol()),
        after,
        explained,
        shown(hash.position().side(), hash.position().qty())
            + " here, "
            + there
            + ", "
            + missing.size()
            + " trades booked");
  }

  /** Why a position was changed without a plan, as far as the order's name tells it. */
  public static String reason(ApplyResult result, VenueTerms terms) {
    return result
        .execution()
        .clientOrderId()
        .map(
            name ->
                name.startsWith(ClientOrderId.STOP_PREFIX)
                    ? ApplyResult.SOURCE_EXCHANGE_STOP
                    : terms.forced(name).map(Drift::shown).orElse(""))
        .orElse("");
  }

  private static String shown(Forced.Cause cause) {
    return switch (cause) {
      case LIQUIDATION -> "liquidation";
      case AUTO_DELEVERAGING -> "auto_deleveraging";
      case SETTLEMENT -> "settlement";
    };
  }

  private static String shown(Side side, Quantity qty) {
    return side + " " + qty;
  }

  private static boolean agrees(Position position, VenuePosition exchange) {
    return position.side() == exchange.side() && position.qty().compareTo(exchange.quantity()) == 0;
  }

  /**
   * No trade explains it: the hash follows the exchange all the same.
   *
   * @param lastEntry stands in where the exchange tells no price at all
   */
  private static Optional<Position> forced(
      TradedLegs legs,
      Optional<Position> now,
      Optional<VenuePosition> exchange,
      Price lastEntry,
      long nowMillis) {
    boolean sameSide =
        now.isPresent() && exchange.isPresent() && now.get().side() == exchange.get().side();
    Quantity kept = sameSide ? exchange.get().quantity().min(now.get().qty()) : Quantity.ZERO;
    if (now.isPresent() && kept.compareTo(now.get().qty()) < 0) {
      Position position = now.get();
      legs.unexplained(position, kept, nowMillis);
    }
    return exchange.map(
        held ->
            sameSide
                ? following(now.get(), held, now.get().tickSize())
                : adopted(
                    held,
                    held.entry().or(held::mark).orElse(lastEntry),
                    now.flatMap(Position::tickSize),
                    Optional.empty()));
  }

  /** The same life of the position, as large as the exchange says. */
  private static Position following(
      Position position, VenuePosition exchange, Optional<BigDecimal> tick) {
    boolean grown = exchange.quantity().compareTo(position.qty()) > 0;
    Quantity added = grown ? exchange.quantity().minus(position.qty()) : Quantity.ZERO;
    return new Position(
        position.symbol(),
        position.side(),
        position.id(),
        exchange.quantity(),
        position.initialQty().plus(added),
        grown ? exchange.entry().orElse(position.entry()) : position.entry(),
        position.entryRisk(),
        position.stop(),
        position.takeProfit(),
        position.targets(),
        position.scheme(),
        position.leverage(),
        position.atr(),
        position.openedAtMillis(),
        position.attempts(),
        position.tickSize().or(() -> tick));
  }

  /** The id of a position that nobody here opened. */
  public static PositionId adoptedId(VenuePosition exchange) {
    return made(exchange.symbol(), "updated", Long.toString(exchange.updatedMillis()));
  }

  private static Position adopted(
      VenuePosition exchange, Price entry, Optional<BigDecimal> tick, Optional<Price> stop) {
    return new Position(
        exchange.symbol(),
        exchange.side(),
        adoptedId(exchange),
        exchange.quantity(),
        exchange.quantity(),
        entry,
        Optional.empty(),
        stop,
        Optional.empty(),
        List.of(),
        List.of(),
        exchange.leverage().orElse(Leverage.NONE),
        Optional.empty(),
        exchange.updatedMillis(),
        0,
        tick);
  }

  /** The id of a position as a function of what the exchange tells of its beginning. */
  static PositionId made(Symbol symbol, String what, String number) {
    return new PositionId(PlanId.ofEntry("adopted|" + symbol + '|' + what + '|' + number).value());
  }
}
