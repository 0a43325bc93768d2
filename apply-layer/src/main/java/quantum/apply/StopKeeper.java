package quantum.apply;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * Walks the table of {@link StopStep} at the exchange; runs inside the symbol's lane only. What
 * rests is remembered between two visits and looked up whenever anything makes it doubtful; nothing
 * of it needs to survive a restart.
 */
final class StopKeeper {
  /** A move takes three steps; two more where leftovers are swept. */
  private static final int MAX_STEPS = 8;

  private static final long SOON_MILLIS = 500;
  private static final long LAG_MILLIS = 1_000;

  /** What became of one visit. */
  sealed interface Kept {
    /** Nothing is wanted, and nothing rests. */
    record Gone() implements Kept {}

    /** The wanted stop rests, alone. */
    record Rests(ClientOrderId id) implements Kept {}

    /**
     * Not there yet.
     *
     * @param guarded whether the wanted stop rests already, and only leftovers are to be swept
     */
    record NotYet(String why, long afterMillis, Optional<ClientOrderId> guarded) implements Kept {}

    /** The exchange will not take it: our own watch is what is left. */
    record Refused(Failure.Reason reason, String why) implements Kept {}

    /** The price is at the trigger already, or beyond it. */
    record WouldTrigger(String why) implements Kept {}

    /** One has been firing for too long without closing anything. */
    record Hangs(String why) implements Kept {}
  }

  private final Venue venue;
  private final AtomicLong number;
  private final StopObstacles obstacles;
  private final RestingStops resting;

  StopKeeper(Venue venue, Clock clock) {
    this(venue, clock, System::nanoTime);
  }

  /**
   * @param nanos a clock that nobody sets
   */
  StopKeeper(Venue venue, Clock clock, LongSupplier nanos) {
    this.venue = venue;
    this.obstacles = new StopObstacles(nanos);
    this.resting = new RestingStops(venue, obstacles, nanos);
    // no id of an earlier run comes again
    this.number = new AtomicLong(clock.millis());
  }

  /** What rests of this symbol is not sure any more: the next visit looks. */
  void doubt(Symbol symbol) {
    resting.doubt(symbol);
  }

  /** Whether this stop rests as far as we know. */
  boolean believesIn(Symbol symbol, String id) {
    return resting.believesIn(symbol, id);
  }

  /**
   * Brings what rests to what is wanted.
   *
   * @param position whose name new stops bear
   * @throws LockedOut if the exchange refuses our key
   */
  Kept keep(Symbol symbol, Optional<StopStep.Wanted> wanted, PositionId position) {
    Set<StopShape> blocked = EnumSet.noneOf(StopShape.class);
    List<StopReport> ours;
    try {
      ours = resting.of(symbol, position, wanted.isPresent());
    } catch (NotNow wait) {
      return new Kept.NotYet(wait.getMessage(), wait.afterMillis(), Optional.empty());
    }
    for (int step = 0; step < MAX_STEPS; step++) {
      Optional<StopStep.Wanted> allowed = wanted.map(stop -> obstacles.within(symbol, stop));
      Optional<Kept> end =
          switch (StopStep.next(allowed, ours)) {
            case StopStep.Done done -> cancelYoung(symbol);
            case StopStep.Rests(ClientOrderId id) -> Optional.of(new Kept.Rests(id));
            case StopStep.Cancel(ClientOrderId id) -> cancel(symbol, id, allowed, ours);
            case StopStep.Place(StopShape shape) ->
                place(symbol, wanted.orElseThrow(), position, shape, blocked, ours);
          };
      resting.are(symbol, ours);
      if (end.isPresent()) {
        Kept kept = unlessHanging(symbol, position, end.get());
        if (kept instanceof Kept.NotYet || kept instanceof Kept.Hangs) {
          doubt(symbol);
        }
        if (kept instanceof Kept.Rests || kept instanceof Kept.Gone) {
          obstacles.overcome(symbol);
        }
        return kept;
      }
    }
    doubt(symbol);
    return new Kept.NotYet("too many stops rest", SOON_MILLIS, Optional.empty());
  }

  /** Its price has come: whatever else rests by now, it should have closed the position. */
  private Kept unlessHanging(Symbol symbol, PositionId position, Kept kept) {
    if (kept instanceof Kept.Gone || kept instanceof Kept.WouldTrigger) {
      return kept;
    }
    return obstacles
        .hanging(symbol, position, venue.terms().clientIds())
        .map(
            hanging -> {
              if (hanging.isOver()) {
                return new Kept.Hangs(hanging.why());
              }
              return kept instanceof Kept.Rests(ClientOrderId id)
                  ? new Kept.NotYet(hanging.why(), hanging.leftMillis(), Optional.of(id))
                  : kept;
            })
        .orElse(kept);
  }

  /**
   * Whatever may have been placed without anybody having said so goes too, once nothing shall be.
   */
  private Optional<Kept> cancelYoung(Symbol symbol) {
    for (ClientOrderId id : resting.unsure(symbol)) {
      if (venue.cancelStop(symbol, id) instanceof Outcome.Failed<ClientOrderId>(Failure failure)
          && !(failure instanceof Failure.NotFound)) {
        return Optional.of(new Kept.NotYet(failure.toString(), SOON_MILLIS, Optional.empty()));
      }
    }
    resting.none(symbol);
    return Optional.of(new Kept.Gone());
  }

  private Optional<Kept> cancel(
      Symbol symbol, ClientOrderId id, Optional<StopStep.Wanted> wanted, List<StopReport> ours) {
    // nothing is given up for what may be gone
    if (wanted.isPresent() && !resting.anotherIsSure(symbol, ours, id)) {
      return Optional.of(
          new Kept.NotYet("the stop that replaces it is not shown", LAG_MILLIS, Optional.of(id)));
    }
    switch (venue.cancelStop(symbol, id)) {
      case Outcome.Ok<ClientOrderId> cancelled -> {}
      case Outcome.Failed<ClientOrderId>(Failure failure) -> {
        switch (failure) {
          case Failure.NotFound n -> {
            // gone or fired, and either way it does not rest any more
            ApplyLog.stopGone(symbol, id, n.message());
          }
          case Failure.Retryable(long after, String message) -> {
            resting.perhapsEnded(ours, id);
            return Optional.of(
                new Kept.NotYet(message, Math.max(after, SOON_MILLIS), guard(wanted, ours)));
          }
          case Failure.Unknown unknown -> {
            resting.perhapsEnded(ours, id);
            return Optional.of(
                new Kept.NotYet(unknown.message(), SOON_MILLIS, guard(wanted, ours)));
          }
          case Failure.Refused refused -> {
            return Optional.of(new Kept.NotYet(refused.message(), LAG_MILLIS, guard(wanted, ours)));
          }
          case Failure.Fatal fatal -> throw new LockedOut(fatal.message());
        }
      }
    }
    resting.ended(ours, id);
    ours.removeIf(stop -> stop.id().equals(id));
    return Optional.empty();
  }

  private static Optional<ClientOrderId> guard(
      Optional<StopStep.Wanted> wanted, List<StopReport> ours) {
    return wanted.flatMap(
        now ->
            ours.stream()
                .filter(stop -> stop.status().rests() && now.isMetBy(stop.order()))
                .map(StopReport::id)
                .findFirst());
  }

  private Optional<Kept> place(
      Symbol symbol,
      StopStep.Wanted wanted,
      PositionId position,
      StopShape shape,
      Set<StopShape> blocked,
      List<StopReport> ours) {
    StopShape free = shape;
    if (blocked.contains(shape)) {
      // a stop that is not ours holds the place, or one of ours that the exchange does not show yet
      free = StopShape.QUANTITY;
      if (shape == free
          || ours.stream().anyMatch(stop -> stop.order().shape() == StopShape.QUANTITY)) {
        return Optional.of(
            new Kept.NotYet(
                "the exchange holds a stop that it does not show", LAG_MILLIS, Optional.empty()));
      }
    }
    OptionalLong unseen = obstacles.untilSeen(symbol, position);
    if (unseen.isPresent()) {
      return Optional.of(
          new Kept.NotYet(
              "the exchange does not see the position", unseen.getAsLong(), Optional.empty()));
    }
    StopStep.Wanted allowed = obstacles.within(symbol, wanted);
    StopOrder stop =
        new StopOrder(
            symbol,
            allowed.side(),
            free,
            allowed.trigger(),
            allowed.quantity(),
            venue.terms().clientIds().stop(position, number.incrementAndGet()));
    switch (venue.placeStop(stop)) {
      case Outcome.Ok<StopReport>(StopReport report) -> {
        if (report.status().hasFired()) {
          return Optional.of(new Kept.NotYet("it has fired", LAG_MILLIS, Optional.empty()));
        }
        resting.accepted(stop);
        ours.add(new StopReport(stop, report.status(), report.childOrderId()));
        ApplyLog.stopPlaced(stop);
        return Optional.empty();
      }
      case Outcome.Failed<StopReport>(Failure failure) -> {
        return switch (failure) {
          case Failure.Retryable(long after, String message) ->
              Optional.of(new Kept.NotYet(message, Math.max(after, SOON_MILLIS), Optional.empty()));
          case Failure.Unknown unknown -> {
            resting.perhapsAccepted(stop);
            yield Optional.of(new Kept.NotYet(unknown.message(), SOON_MILLIS, Optional.empty()));
          }
          case Failure.NotFound(String message) ->
              Optional.of(new Kept.Refused(Failure.Reason.OTHER, message));
          case Failure.Fatal fatal -> throw new LockedOut(fatal.message());
          case Failure.Refused refused -> refused(stop, wanted, position, blocked, ours, refused);
        };
      }
    }
  }

  private Optional<Kept> refused(
      StopOrder stop,
      StopStep.Wanted wanted,
      PositionId position,
      Set<StopShape> blocked,
      List<StopReport> ours,
      Failure.Refused refused) {
    Symbol symbol = stop.symbol();
    Optional<Kept> asRefused = Optional.of(new Kept.Refused(refused.reason(), refused.message()));
    return switch (refused.reason()) {
      case WOULD_TRIGGER -> Optional.of(new Kept.WouldTrigger(refused.message()));
      case STOP_WITHOUT_POSITION -> {
        OptionalLong after = obstacles.unseen(symbol, position);
        yield after.isPresent()
            ? Optional.of(new Kept.NotYet(refused.message(), after.getAsLong(), Optional.empty()))
            : asRefused;
      }
      case STOP_OUT_OF_BAND -> {
        Optional<Price> edge =
            obstacles.outOfBand(
                symbol, wanted.trigger(), stop.trigger(), refused.message(), tick(symbol));
        edge.ifPresent(at -> ApplyLog.stopClamped(symbol, wanted.trigger(), at, refused.message()));
        yield edge.isPresent() ? Optional.empty() : asRefused;
      }
      case STOP_EXISTS -> {
        blocked.add(stop.shape());
        try {
          List<StopReport> shown = resting.look(symbol);
          ours.clear();
          ours.addAll(shown);
          yield Optional.empty();
        } catch (NotNow wait) {
          yield Optional.of(
              new Kept.NotYet(wait.getMessage(), wait.afterMillis(), Optional.empty()));
        }
      }
      case PRECISION -> {
        venue.refreshRules(); // the next look fits itself to them
        yield asRefused;
      }
      case REDUCE_ONLY,
          MARGIN,
          MIN_NOTIONAL,
          QUANTITY_INVALID,
          QUANTITY_TOO_SMALL,
          QUANTITY_TOO_LARGE,
          POSITION_MODE,
          TOO_MANY_STOPS,
          UNSUPPORTED,
          OTHER ->
          asRefused;
    };
  }

  private Optional<BigDecimal> tick(Symbol symbol) {
    return venue.rules(symbol) instanceof Outcome.Ok<SymbolRules>(SymbolRules rules)
        ? Optional.of(rules.tick())
        : Optional.empty();
  }
}
