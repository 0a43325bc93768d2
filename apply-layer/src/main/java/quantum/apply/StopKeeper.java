package quantum.apply;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.ClientIds;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.StopStatus;
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

  /** So long lists were seen to be behind, and twice that. */
  private static final long MAY_LAG_NANOS = TimeUnit.SECONDS.toNanos(3);

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
  private final LongSupplier nanos;
  private final AtomicLong number;
  private final StopObstacles obstacles;
  private final Map<Symbol, List<StopReport>> known = new ConcurrentHashMap<>();

  /** What a moment ago became of stops: the exchange's lists may show them as they were before. */
  private final Map<Symbol, List<Recent>> young = new ConcurrentHashMap<>();

  /** Those that were accepted and that the last look has not seen: nothing is given up for them. */
  private final Map<Symbol, Set<ClientOrderId>> unseen = new ConcurrentHashMap<>();

  private record Recent(StopOrder stop, Fate fate, long nanos) {}

  private enum Fate {
    /** The exchange has said so. */
    ACCEPTED,
    /** Nobody has said anything. */
    UNSURE,
    /** It was to be cancelled, and nobody has said whether it is. */
    PERHAPS_ENDED,
    /** Cancelled, or told as over. */
    ENDED
  }

  StopKeeper(Venue venue, Clock clock) {
    this(venue, clock, System::nanoTime);
  }

  /**
   * @param nanos a clock that nobody sets
   */
  StopKeeper(Venue venue, Clock clock, LongSupplier nanos) {
    this.venue = venue;
    this.nanos = nanos;
    this.obstacles = new StopObstacles(nanos);
    // no id of an earlier run comes again
    this.number = new AtomicLong(clock.millis());
  }

  /** What rests of this symbol is not sure any more: the next visit looks. */
  void doubt(Symbol symbol) {
    known.remove(symbol);
  }

  /** Whether this stop rests as far as we know. */
  boolean believesIn(Symbol symbol, String id) {
    return known.getOrDefault(symbol, List.of()).stream()
        .anyMatch(stop -> stop.id().value().equals(id));
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
      ours = resting(symbol, position);
      if (wanted.isPresent()) {
        ours.removeIf(stop -> hasEndedWithAnother(symbol, stop, position));
      }
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
      known.put(symbol, List.copyOf(ours));
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
   * What rests as far as it is known; asked for if it is not. What bears another position's name
   * may have ended with that one.
   */
  private List<StopReport> resting(Symbol symbol, PositionId position) {
    List<StopReport> remembered = known.get(symbol);
    ClientIds ids = venue.terms().clientIds();
    boolean sure =
        remembered != null
            && remembered.stream().allMatch(stop -> ids.isStopOf(stop.id(), position));
    return new ArrayList<>(sure ? remembered : look(symbol));
  }

  /**
   * A stop that an earlier position of the symbol left may be shown though it went with that one:
   * the living one must not be given up for it.
   */
  private boolean hasEndedWithAnother(Symbol symbol, StopReport stop, PositionId position) {
    if (venue.terms().clientIds().isStopOf(stop.id(), position)
        || !(venue.stop(symbol, stop.id()) instanceof Outcome.Ok<StopReport>(StopReport now))
        || now.status().rests()) {
      return false;
    }
    note(stop.order(), Fate.ENDED);
    return true;
  }

  private List<StopReport> look(Symbol symbol) {
    Outcome<List<StopReport>> told = venue.openStops(symbol);
    if (told instanceof Outcome.Failed<?>(Failure.NotFound n)) {
      return List.of(); // not listed any more: nothing can rest
    }
    try {
      List<StopReport> shown =
          new ArrayList<>(
              VenueRefusal.orValue(told).stream()
                  .filter(stop -> stop.id().isStop() && !isOver(symbol, stop.id()))
                  .toList());
      obstacles.shown(symbol, shown);
      unseen.put(symbol, addYoung(symbol, shown));
      return shown;
    } catch (VenueRefusal refusal) {
      throw new NotNow(LAG_MILLIS, refusal.getMessage());
    }
  }

  /** A list that still shows it is behind: nothing may be given up for such a one. */
  private boolean isOver(Symbol symbol, ClientOrderId id) {
    return recently(symbol, Fate.ENDED).contains(id);
  }

  private Set<ClientOrderId> recently(Symbol symbol, Fate fate) {
    return young.getOrDefault(symbol, List.of()).stream()
        .filter(one -> one.fate() == fate && isYoung(one))
        .map(one -> one.stop().id())
        .collect(Collectors.toSet());
  }

  /**
   * What was accepted a moment ago rests, though no list shows it, unless its end is told.
   *
   * @return those that nothing shows for sure
   */
  private Set<ClientOrderId> addYoung(Symbol symbol, List<StopReport> shown) {
    Set<ClientOrderId> assumed = new HashSet<>(recently(symbol, Fate.PERHAPS_ENDED));
    List<Recent> placed =
        young.getOrDefault(symbol, List.of()).stream().filter(this::isYoung).toList();
    young.put(symbol, placed);
    for (Recent one : placed) {
      if (one.fate() == Fate.ACCEPTED
          && shown.stream().noneMatch(stop -> stop.id().equals(one.stop().id()))) {
        switch (venue.stop(symbol, one.stop().id())) {
          case Outcome.Ok<StopReport>(StopReport report) -> {
            if (report.status().rests()) {
              shown.add(report);
            } else {
              note(one.stop(), Fate.ENDED);
            }
          }
          case Outcome.Failed<StopReport> unknown -> {
            assumed.add(one.stop().id());
            shown.add(new StopReport(one.stop(), StopStatus.NEW, Optional.empty()));
          }
        }
      }
    }
    return assumed;
  }

  /**
   * Whatever may have been placed without anybody having said so goes too, once nothing shall be.
   */
  private Optional<Kept> cancelYoung(Symbol symbol) {
    for (Recent one : young.getOrDefault(symbol, List.of())) {
      if (one.fate() == Fate.UNSURE
          && venue.cancelStop(symbol, one.stop().id())
              instanceof Outcome.Failed<ClientOrderId>(Failure failure)
          && !(failure instanceof Failure.NotFound)) {
        return Optional.of(new Kept.NotYet(failure.toString(), SOON_MILLIS, Optional.empty()));
      }
    }
    young.computeIfPresent(
        symbol, (s, all) -> all.stream().filter(one -> one.fate() == Fate.ENDED).toList());
    return Optional.of(new Kept.Gone());
  }

  private void noteStop(List<StopReport> ours, ClientOrderId id, Fate fate) {
    ours.stream()
        .map(StopReport::order)
        .filter(stop -> stop.id().equals(id))
        .forEach(stop -> note(stop, fate));
  }

  private void note(StopOrder stop, Fate fate) {
    List<Recent> all = new ArrayList<>(young.getOrDefault(stop.symbol(), List.of()));
    all.removeIf(one -> !isYoung(one) || one.stop().id().equals(stop.id()));
    all.add(new Recent(stop, fate, nanos.getAsLong()));
    young.put(stop.symbol(), List.copyOf(all));
  }

  private boolean isYoung(Recent one) {
    return nanos.getAsLong() - one.nanos() < MAY_LAG_NANOS;
  }

  private Optional<Kept> cancel(
      Symbol symbol, ClientOrderId id, Optional<StopStep.Wanted> wanted, List<StopReport> ours) {
    Set<ClientOrderId> assumed = unseen.getOrDefault(symbol, Set.of());
    // nothing is given up for what may be gone
    if (wanted.isPresent()
        && ours.stream().noneMatch(stop -> !stop.id().equals(id) && !assumed.contains(stop.id()))) {
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
            noteStop(ours, id, Fate.PERHAPS_ENDED);
            return Optional.of(
                new Kept.NotYet(message, Math.max(after, SOON_MILLIS), guard(wanted, ours)));
          }
          case Failure.Unknown unknown -> {
            noteStop(ours, id, Fate.PERHAPS_ENDED);
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
    noteStop(ours, id, Fate.ENDED);
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
        note(stop, Fate.ACCEPTED);
        ours.add(new StopReport(stop, report.status(), report.childOrderId()));
        ApplyLog.stopPlaced(stop);
        return Optional.empty();
      }
      case Outcome.Failed<StopReport>(Failure failure) -> {
        return switch (failure) {
          case Failure.Retryable(long after, String message) ->
              Optional.of(new Kept.NotYet(message, Math.max(after, SOON_MILLIS), Optional.empty()));
          case Failure.Unknown unknown -> {
            note(stop, Fate.UNSURE);
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
          List<StopReport> shown = look(symbol);
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
