package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTerms;
import quantum.contracts.ApplyPlan;
import quantum.contracts.EntryLevels;
import quantum.contracts.ExitPlanId;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.contracts.Protection;
import quantum.contracts.Unsettled;
import quantum.kernel.position.Opening;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent.Fill;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.position.PositionFold;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/** What fills and failures make of the position hash (SPEC §4.1). */
public final class PositionBook {
  /** All of what is open, percent. */
  public static final BigDecimal WHOLE = BigDecimal.valueOf(100);

  private PositionBook() {}

  /**
   * The position that an entry's fill opened; its id is the plan's. The entry risk is the distance
   * from the average fill to the plan's stop, frozen here.
   *
   * @param leverage that holds at the exchange
   * @param tick the symbol's price step, if known
   */
  public static OpenPosition opened(
      ApplyPlan.Entry plan, OrderFill fill, Leverage leverage, Optional<BigDecimal> tick) {
    ApplyPlan.Header header = plan.header();
    EntryLevels levels = plan.levels();
    Opening opening =
        new Opening(
            header.symbol(),
            new PositionId(header.planId().value()),
            levels.stopLoss(),
            levels.takeProfit(),
            levels.targets(),
            levels.scheme(),
            leverage,
            plan.features().atrValue().filter(atr -> atr.signum() > 0),
            tick);
    Position position =
        PositionFold.fill(Optional.empty(), event(fill, false), opening).after().orElseThrow();
    return new OpenPosition(
        position,
        Optional.of(header.planId()),
        Set.of(),
        plan.features().volatilityFactor(),
        fill.realizedPnl(),
        fill.lastTrade().map(TradeCursor::text),
        Protection.NONE.since(fill.timeMillis()),
        Unsettled.NOTHING.awaiting(texts(fill.unsettled())),
        OpenPosition.SOURCE_APPLY_LAYER);
  }

  /**
   * What an entry opened, with what others had left open in the moment before: the exchange holds
   * one position of both. Of the same side they are one larger position at the average price; of
   * the other side the fill has closed it first. Where nothing of the fill is left the position is
   * as the plan knows it, and the next comparison says what became of it.
   */
  public static OpenPosition netted(OpenPosition own, Position left) {
    Position position = own.position();
    if (left.side() == position.side()) {
      Fill theirs =
          new Fill(
              position.side().opening(),
              left.qty(),
              left.entry(),
              false,
              position.openedAtMillis());
      Opening never = Opening.bare(position.symbol(), position.id());
      return own.with(
          PositionFold.fill(Optional.of(position), theirs, never).after().orElseThrow());
    }
    return left.qty().compareTo(position.qty()) < 0
        ? own.with(smaller(position, position.qty().minus(left.qty())))
        : own;
  }

  private static Position smaller(Position position, Quantity qty) {
    return new Position(
        position.symbol(),
        position.side(),
        position.id(),
        qty,
        qty,
        position.entry(),
        position.entryRisk(),
        position.stop(),
        position.takeProfit(),
        position.targets(),
        position.scheme(),
        position.leverage(),
        position.atr(),
        position.openedAtMillis(),
        position.attempts(),
        position.tickSize());
  }

  /**
   * A position that an entry opened and others found before its plan did, under the plan's stop;
   * empty if it has a stop, or is none of this plan's.
   */
  public static Optional<OpenPosition> underStopOf(OpenPosition found, ApplyPlan.Entry plan) {
    Position position = found.position();
    return plan.levels()
        .stopLoss()
        .filter(stop -> position.stop().isEmpty() && position.side() == plan.side())
        .map(stop -> found.with(PositionFold.stopMoved(position, new StopMoved(stop))));
  }

  /**
   * The position after a reduce-only fill; empty when flat.
   *
   * @param ordered what should have been filled; only if all of it was, the plan's level counts as
   *     harvested. Otherwise the next attempt gets a new plan id and closes what is missing
   * @param terms of the venue that filled it
   */
  public static Optional<OpenPosition> reduced(
      OpenPosition before,
      ApplyPlan.Close plan,
      OrderFill fill,
      Quantity ordered,
      VenueTerms terms) {
    Position position = before.position();
    Opening never = Opening.bare(position.symbol(), position.id());
    boolean complete = fill.qty().compareTo(ordered) >= 0;
    return PositionFold.fill(Optional.of(position), event(fill, true), never)
        .after()
        .map(
            after ->
                complete && plan.percent().compareTo(WHOLE) < 0
                    ? after
                    : after.withAttempts(after.attempts() + 1))
        .map(
            after -> {
              Set<String> harvested = new LinkedHashSet<>(before.harvested());
              if (complete) {
                plan.level().ifPresent(harvested::add);
              }
              return before
                  .with(after)
                  .withHarvested(harvested)
                  .with(unsettled(before, plan, fill, ordered))
                  .booked(
                      before.realizedPnl().add(fill.realizedPnl()),
                      bookedUpTo(before, fill, terms));
            });
  }

  /**
   * The position after a fill that was booked before its plan had come to it: only that the plan's
   * level was taken, in full or in part, is still to be noted.
   */
  public static OpenPosition taken(
      OpenPosition now, ApplyPlan.Close plan, OrderFill fill, Quantity ordered) {
    if (plan.level().isEmpty() || now.harvested().contains(plan.level().get())) {
      return now;
    }
    if (fill.qty().compareTo(ordered) < 0) {
      return now.with(
          now.unsettled()
              .with(
                  Optional.of(
                      new Unsettled.Partly(plan.level().get(), ordered.minus(fill.qty())))));
    }
    Set<String> harvested = new LinkedHashSet<>(now.harvested());
    harvested.add(plan.level().get());
    return now.withHarvested(harvested);
  }

  private static Unsettled unsettled(
      OpenPosition before, ApplyPlan.Close plan, OrderFill fill, Quantity ordered) {
    Unsettled now = before.unsettled().awaiting(texts(fill.unsettled()));
    if (plan.level().isEmpty()) {
      return now;
    }
    return now.with(
        fill.qty().compareTo(ordered) < 0
            ? Optional.of(new Unsettled.Partly(plan.level().get(), ordered.minus(fill.qty())))
            : Optional.empty());
  }

  /** One more failed attempt: who asks again gets a new plan id. */
  public static OpenPosition failed(OpenPosition open) {
    Position position = open.position();
    return open.with(position.withAttempts(position.attempts() + 1));
  }

  /** Whether these trades are in the hash already, because they were found before the plan. */
  public static boolean isBooked(OpenPosition open, OrderFill fill, VenueTerms terms) {
    return fill.isSettled()
        && open.lastTradeId().flatMap(terms::cursor).filter(fill::isWithin).isPresent();
  }

  /** How far the trades are booked once a fill is: no late one takes it back. */
  public static Optional<String> bookedUpTo(OpenPosition before, OrderFill fill, VenueTerms terms) {
    return fill.lastTrade()
        .map(
            last ->
                before
                    .lastTradeId()
                    .flatMap(terms::cursor)
                    .map(booked -> TradeCursor.later(booked, last))
                    .orElse(last))
        .map(TradeCursor::text)
        .or(before::lastTradeId);
  }

  /** Orders as the hash keeps them. */
  public static Set<String> texts(Set<VenueOrderId> orders) {
    return orders.stream().map(VenueOrderId::value).collect(Collectors.toSet());
  }

  /**
   * The plan that closes a position which was filled at or beyond its own stop; empty if it was not
   * (SPEC §7). Whoever else asks for that close asks for the same plan.
   */
  public static Optional<ApplyPlan.Close> bornStopped(OpenPosition open) {
    Position position = open.position();
    if (position
        .stop()
        .filter(stop -> !EntryGates.isBehind(position.side(), stop, position.entry()))
        .isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(closing(open, "filled_beyond_stop"));
  }

  /** The plan that closes a position whose stop the price has reached; empty if it has not. */
  public static Optional<ApplyPlan.Close> stopped(OpenPosition open, Price price) {
    Position position = open.position();
    return position
        .stop()
        .filter(stop -> !EntryGates.isBehind(position.side(), stop, price))
        .map(stop -> closing(open, "stop_hit"));
  }

  /** A plan that closes all of a position, for a reason of the apply layer's own. */
  public static ApplyPlan.Close closing(OpenPosition open, String reason) {
    Position position = open.position();
    return new ApplyPlan.Close(
        new ApplyPlan.Header(
            ExitPlanId.fullClose(position.id(), position.attempts()),
            position.symbol(),
            OpenPosition.SOURCE_APPLY_LAYER,
            reason,
            position.openedAtMillis(),
            Optional.of(position.id())),
        PlanAction.FULL_CLOSE_PROPOSED,
        Optional.of(position.side().closing()),
        BigDecimal.valueOf(100),
        Optional.empty(),
        new ApplyPlan.Scores(Optional.of(position.entry()), Optional.empty(), Optional.empty()));
  }

  private static Fill event(OrderFill fill, boolean reduceOnly) {
    return new Fill(fill.side(), fill.qty(), fill.price(), reduceOnly, fill.timeMillis());
  }
}
