package quantum.apply;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import quantum.apply.decide.Drift;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Legs;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePositions;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyPlan;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.StopState;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;

/**
 * Keeps every position of ours under a stop at the exchange (SPEC §11), and says in the hash where
 * it stands. What a plan can do at once it does; what is left is a task of the symbol's lane that
 * comes round until it is done.
 */
final class StopGuard {
  /** So long an earlier run's last stop may be missing in the exchange's list. */
  private static final long MAY_LAG_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final String NO_STOP = "nobody has told its stop";

  private final Venue venue;
  private final ApplyStore store;
  private final StopKeeper keeper;
  private final WantedStops wanted;
  private final Clock clock;
  private final Lanes lanes;
  private final ApplyLayerSettings settings;
  private final OurLeg ourLeg;
  private final LeftAlone leftAlone;
  private final Alarms alarms;
  private final Map<Symbol, Visit> queued = new ConcurrentHashMap<>();
  private final NakedSpells naked = new NakedSpells();
  private final FlatBelief flats = new FlatBelief(System::nanoTime);
  private final long startedNanos = System.nanoTime();

  StopGuard(
      Venue venue,
      ApplyStore store,
      Lanes lanes,
      ApplyLayerSettings settings,
      LeftAlone leftAlone,
      Clock clock,
      Alarms alarms) {
    this.leftAlone = leftAlone;
    this.venue = venue;
    this.store = store;
    this.keeper = new StopKeeper(venue, clock);
    this.wanted = new WantedStops(venue, settings.stops().atExchange(), settings.adoption());
    this.clock = clock;
    this.lanes = lanes;
    this.settings = settings;
    this.ourLeg = new OurLeg(venue, store);
    this.alarms = alarms;
  }

  /**
   * Lets the stop of a position rest or move, as far as one visit can; the rest is done by a task.
   *
   * @param open as it is about to be written
   * @return the same with what rests now
   */
  OpenPosition protect(OpenPosition open) {
    return open.with(protection(open));
  }

  private Protection protection(OpenPosition open) {
    Protection before = open.protection();
    Optional<StopStep.Wanted> stop = wanted.of(open);
    Symbol symbol = open.position().symbol();
    flats.open(symbol);
    if (stop.isEmpty()) {
      look(symbol);
      return before.in(StopState.OFF);
    }
    StopKeeper.Kept kept = keeper.keep(symbol, stop, open.position().id());
    if (kept instanceof StopKeeper.Kept.Rests(var id)) {
      rests(symbol);
      return before.resting(id.value());
    }
    look(symbol);
    return kept instanceof StopKeeper.Kept.NotYet(_, _, var guarded) && guarded.isPresent()
        ? before.resting(guarded.get().value())
        : before.in(StopState.PENDING);
  }

  /**
   * Something of the symbol changed: what rests is compared with what shall, at once also where an
   * earlier look waits to be repeated.
   */
  void look(Symbol symbol) {
    Visit visit = new Visit(symbol);
    Visit before = queued.putIfAbsent(symbol, visit);
    if (before == null) {
      lanes.offer(visit);
    } else {
      lanes.hasten(before);
    }
  }

  /** An order of ours has closed all there was: what rests of ours goes at once. */
  void closed(Symbol symbol) {
    flats.closed(symbol);
    look(symbol);
  }

  /** Somebody has cancelled a stop: if it is the one that should rest, it is put back. */
  void gone(Symbol symbol, String id) {
    if (keeper.believesIn(symbol, id)) {
      lookAnew(symbol);
    }
  }

  /** What rests of the symbol is not sure: the next look asks. */
  void doubt(Symbol symbol) {
    keeper.doubt(symbol);
  }

  /** As {@link #lookAnew}, where the position may be larger than it is known to be. */
  void lookWhileUnsure(Symbol symbol) {
    wanted.unsure(symbol);
    lookAnew(symbol);
  }

  /** The position is as large as it is known to be. */
  void sizeIsSure(Symbol symbol) {
    wanted.sure(symbol);
  }

  /** As {@link #look}, and what rests is asked for anew. */
  void lookAnew(Symbol symbol) {
    keeper.doubt(symbol);
    look(symbol);
  }

  /** Whether something of the symbol is open and no stop of ours rests, as far as we know. */
  boolean isNaked(Symbol symbol) {
    return naked.isNaked(symbol);
  }

  private void rests(Symbol symbol) {
    naked.end(symbol);
    alarms.end(Alarm.STOP_MISSING.of(symbol));
  }

  /** One look at a symbol's stop. */
  private final class Visit implements LaneTask {
    private final Symbol symbol;

    Visit(Symbol symbol) {
      this.symbol = symbol;
    }

    @Override
    public Symbol symbol() {
      return symbol;
    }

    @Override
    public Urgency urgency() {
      return Urgency.UPKEEP;
    }

    @Override
    public void run() {
      queued.remove(symbol);
      try {
        Optional<OpenPosition> open = store.position(symbol);
        if (open.isPresent()) {
          guard(open.get());
        } else if (store.left(symbol).isEmpty()) {
          sweep();
        }
      } catch (NotNow wait) {
        comeBack(wait);
      } catch (RuntimeException e) {
        if (e instanceof LockedOut) {
          alarms.raise(Alarm.KEY_REFUSED.of("key"), e.getMessage());
        }
        ApplyLog.upkeepFailed(symbol + "'s stop", String.valueOf(e.getMessage()));
        comeBack(new NotNow(1_000, String.valueOf(e.getMessage())));
      }
    }

    /** Unless another look was asked for meanwhile, which sees the same. */
    private void comeBack(NotNow wait) {
      if (queued.putIfAbsent(symbol, this) == null) {
        throw wait;
      }
    }

    /** Flat: what rests of ours goes. A hash that is only lost leaves its stop where it is. */
    private void sweep() {
      VenuePositions held = VenueRefusal.orValue(venue.positions());
      Legs legs = held.legs(symbol);
      if (held.isFlat(symbol) || legs.isHedged() && !ourLeg.isGuarded(legs, symbol)) {
        long doubt = flats.leftMillis(symbol);
        if (doubt > 0 && anyRests().orElse(true)) {
          throw new NotNow(doubt, "a stop rests, and nothing is to be open");
        }
        rests(symbol); // nothing is open that could be without one
        again(keeper.keep(symbol, Optional.empty(), NakedSpells.UNKNOWN));
        long left = MAY_LAG_NANOS - (System.nanoTime() - startedNanos);
        if (left > 0) {
          keeper.doubt(symbol);
          throw new NotNow(
              TimeUnit.NANOSECONDS.toMillis(left) + 1, "a stop of an earlier run may not be shown");
        }
      } else {
        flats.open(symbol);
        if (!legs.isHedged()) {
          unknown(legs);
        }
      }
    }

    /** Whether one of ours rests; empty if the exchange does not say. */
    private Optional<Boolean> anyRests() {
      return venue.openStops(symbol) instanceof Outcome.Ok<List<StopReport>>(var stops)
          ? Optional.of(
              stops.stream().anyMatch(stop -> stop.id().isStop() && stop.status().rests()))
          : Optional.empty();
    }

    /** Open, and nobody here knows it yet: a plan in doubt may keep it from being adopted. */
    private void unknown(Legs legs) {
      if (legs.open().stream().anyMatch(leftAlone::isLeft)) {
        rests(symbol); // somebody else's
        return;
      }
      if (anyRests().orElse(false)) {
        rests(symbol);
        return;
      }
      naked.begin(symbol, NakedSpells.UNKNOWN, 0);
      if (naked.isLong(symbol, NakedSpells.UNKNOWN)) {
        alarms.raise(
            Alarm.STOP_MISSING.of(symbol), "none", naked.seconds(symbol), "nobody here knows it");
      }
      throw new NotNow(
          Math.min(naked.millisUntilLong(symbol), 5_000), "a position that nobody here knows");
    }

    private void guard(OpenPosition open) {
      if (Drift.isForeign(open)) {
        return;
      }
      flats.open(symbol);
      Position position = open.position();
      StopKeeper.Kept kept = keeper.keep(symbol, wanted.of(open), position.id());
      if (mayBeFlat(kept)
          && venue.legs(symbol) instanceof Outcome.Ok<Legs>(Legs legs)
          && legs.heldAs(position.side()).isEmpty()) {
        // it has fired, or a hand was quicker: the comparison books it, and says so if it cannot
        kept = new StopKeeper.Kept.NotYet("flat at the exchange", 1_000, Optional.empty());
      }
      Protection now = open.protection();
      if (!settings.adoption().allows(open)) {
        withdrawn(open, kept);
        return;
      }
      switch (kept) {
        case StopKeeper.Kept.Gone gone -> now = now.in(StopState.OFF);
        case StopKeeper.Kept.Rests(var id) -> now = now.resting(id.value());
        case StopKeeper.Kept.NotYet(_, _, var guarded) ->
            now =
                guarded.isPresent()
                    ? now.resting(guarded.get().value())
                    : now.in(
                        naked.isLong(symbol, position.id())
                            ? StopState.MISSING
                            : StopState.PENDING);
        case StopKeeper.Kept.Refused refused -> now = now.in(StopState.MISSING);
        case StopKeeper.Kept.WouldTrigger would -> now = now.in(StopState.MISSING);
        case StopKeeper.Kept.Hangs hangs -> now = now.in(StopState.MISSING);
      }
      Commit commit = new Commit();
      if (!now.equals(open.protection())) {
        store.protection(commit, open, now);
      }
      if (now.state() == StopState.RESTING || !settings.stops().atExchange()) {
        rests(symbol);
      } else {
        unprotected(open, kept, commit);
      }
      if (!commit.isEmpty()) {
        store.execute(commit);
      }
      again(kept);
    }

    /** The position is somebody else's to protect: nothing of ours rests for it. */
    private void withdrawn(OpenPosition open, StopKeeper.Kept kept) {
      rests(symbol);
      if (kept instanceof StopKeeper.Kept.Gone && open.protection().state() != StopState.OFF) {
        Commit commit = new Commit();
        store.protection(commit, open, open.protection().in(StopState.OFF));
        commit.afterwards(() -> ApplyLog.stopWithdrawn(symbol, settings.adoption().of(symbol)));
        store.execute(commit);
      }
      if (kept instanceof StopKeeper.Kept.NotYet(String why, long after, _)) {
        throw new NotNow(after, why);
      }
    }

    private static boolean mayBeFlat(StopKeeper.Kept kept) {
      return kept instanceof StopKeeper.Kept.WouldTrigger
          || kept instanceof StopKeeper.Kept.Hangs
          || kept instanceof StopKeeper.Kept.Refused(var reason, _)
              && reason == Failure.Reason.STOP_WITHOUT_POSITION;
    }

    /** Comes round until there is nothing left to do. */
    private void again(StopKeeper.Kept kept) {
      switch (kept) {
        case StopKeeper.Kept.Gone gone -> {
          long left = naked.millisUntilLong(symbol);
          if (left < Long.MAX_VALUE) {
            throw new NotNow(left, NO_STOP);
          }
        }
        case StopKeeper.Kept.Rests rests -> {}
        case StopKeeper.Kept.NotYet(String why, long after, var guarded) ->
            throw new NotNow(
                guarded.isPresent() ? after : Math.min(after, naked.millisUntilLong(symbol)), why);
        case StopKeeper.Kept.Refused(_, String why) -> throw new NotNow(5_000, why);
        case StopKeeper.Kept.WouldTrigger(String why) -> throw new NotNow(1_000, why);
        case StopKeeper.Kept.Hangs(String why) -> throw new NotNow(1_000, why);
      }
    }
  }

  /** Says so, and closes what cannot be protected. */
  private void unprotected(OpenPosition open, StopKeeper.Kept kept, Commit commit) {
    Position position = open.position();
    Symbol symbol = position.symbol();
    // one that others found has been without a stop for as long as it has been open
    naked.begin(
        symbol,
        position.id(),
        kept instanceof StopKeeper.Kept.Gone ? clock.millis() - position.openedAtMillis() : 0);
    String why = why(kept);
    boolean hit =
        kept instanceof StopKeeper.Kept.WouldTrigger || kept instanceof StopKeeper.Kept.Hangs;
    boolean refused = kept instanceof StopKeeper.Kept.Refused;
    long forSeconds = naked.seconds(symbol);
    if (refused || hit || naked.isLong(symbol, position.id())) {
      String stop = position.stop().map(Price::toString).orElse("none");
      alarms.raise(Alarm.STOP_MISSING.of(symbol), stop, forSeconds, why);
    }
    boolean closes =
        settings.stops().closesUnprotected()
            && position.stop().isPresent() // else somebody else's, or forgotten: not ours to end
            && (forSeconds >= settings.stops().failureSeconds()
                || kept instanceof StopKeeper.Kept.Refused(var reason, _) && isIncurable(reason));
    if ((hit || closes) && naked.mayAskForClose(symbol)) {
      ApplyPlan.Close close = PositionBook.closing(open, hit ? "stop_hit" : "stop_failure");
      commit.publish(settings.planStream(), settings.streamMaxLen(), close.encode());
      commit.afterwards(
          () -> {
            naked.closeAskedFor(symbol);
            ApplyLog.closesUnprotected(close, why);
          });
    }
  }

  /** A full account or a band may be otherwise in a moment, and our own watch goes on. */
  private static boolean isIncurable(Failure.Reason reason) {
    return switch (reason) {
      case UNSUPPORTED, POSITION_MODE, STOP_WITHOUT_POSITION, OTHER -> true;
      default -> false;
    };
  }

  private static String why(StopKeeper.Kept kept) {
    return switch (kept) {
      case StopKeeper.Kept.Gone gone -> NO_STOP;
      case StopKeeper.Kept.Rests rests -> "";
      case StopKeeper.Kept.NotYet(String why, _, _) -> why;
      case StopKeeper.Kept.Refused(_, String why) -> why;
      case StopKeeper.Kept.WouldTrigger(String why) -> why;
      case StopKeeper.Kept.Hangs(String why) -> why;
    };
  }
}
