package quantum.apply;

import io.lettuce.core.RedisException;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import quantum.apply.decide.Drift;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.Legs;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.RedisUnavailable;

/** Comparisons of single symbols with the exchange, each a task of its lane behind all plans. */
final class Comparisons {
  private static final long BUSY_MILLIS = 300;

  /** A stop that is missing has to be known within two seconds. */
  private static final long STOP_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long an answer may be behind what the exchange has told by itself. */
  private static final int LAG_LOOKS = 20;

  private final ApplyStore store;
  private final Alignment alignment;
  private final StopGuard stops;
  private final Lanes lanes;
  private final Overdue overdue;
  private final Doubts doubts;
  private final Clock clock;

  /** What is queued, each with what it starts from; what is said meanwhile is added to that. */
  private final Map<Symbol, Queued> queued = new ConcurrentHashMap<>();

  /** Of differences that no trade has explained yet, whoever looks at them. */
  private final Map<Symbol, Patience> patiences = new ConcurrentHashMap<>();

  Comparisons(
      ApplyStore store,
      Alignment alignment,
      StopGuard stops,
      Lanes lanes,
      Overdue overdue,
      Doubts doubts,
      Clock clock) {
    this.store = store;
    this.alignment = alignment;
    this.stops = stops;
    this.lanes = lanes;
    this.overdue = overdue;
    this.doubts = doubts;
    this.clock = clock;
  }

  /**
   * Compares with what was just answered.
   *
   * @param legs none if the exchange says flat; spares a call where nothing differs
   */
  void offer(Symbol symbol, Legs legs) {
    add(symbol, new Known(Optional.of(legs), Optional.empty()));
  }

  /**
   * Compares after the exchange has told of a change by itself.
   *
   * @param held what is held now; empty if only that something changed is known
   */
  void told(Symbol symbol, Optional<AccountEvent.Holding> held) {
    add(symbol, new Known(Optional.empty(), held));
  }

  /** News is looked at as soon as it comes, also where an earlier look waits. */
  private void add(Symbol symbol, Known known) {
    boolean[] first = {false};
    Queued now =
        queued.compute(
            symbol,
            (s, before) -> {
              first[0] = before == null;
              return before == null
                  ? new Queued(new Comparison(symbol), known)
                  : new Queued(before.task(), before.known().and(known));
            });
    if (first[0]) {
      lanes.offer(now.task());
    } else {
      lanes.hasten(now.task());
    }
  }

  private record Queued(Comparison task, Known known) {}

  /**
   * What is known before anything is asked.
   *
   * @param answered what the exchange answered, if it was asked just now
   * @param told what it told by itself
   */
  private record Known(Optional<Legs> answered, Optional<AccountEvent.Holding> told) {
    /**
     * A later word about the same replaces an earlier one. Two kinds, or two legs, may tell of two
     * changes of which neither says all: then the exchange is asked.
     */
    Known and(Known later) {
      return later.answered.isPresent() && answered.isPresent() || isOfOneLeg(told, later.told)
          ? later
          : new Known(Optional.empty(), Optional.empty());
    }

    private static boolean isOfOneLeg(
        Optional<AccountEvent.Holding> one, Optional<AccountEvent.Holding> other) {
      return one.isPresent()
          && other.isPresent()
          && one.get().hedgeSide().equals(other.get().hedgeSide());
    }
  }

  private final class Comparison implements LaneTask {
    private final Symbol symbol;
    private Optional<Legs> answered = Optional.empty();
    private Optional<AccountEvent.Holding> told = Optional.empty();
    private final Patience patience;
    private final long round = doubts.round();
    private int looks;
    private long lookedNanos = System.nanoTime();

    Comparison(Symbol symbol) {
      this.symbol = symbol;
      this.patience = patiences.computeIfAbsent(symbol, s -> Patience.ofComparison());
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
      Known known = queued.remove(symbol).known(); // what is told from now on is looked at anew
      answered = known.answered();
      told = known.told();
      try {
        if (lanes.isBusy(symbol)) {
          // a plan in doubt books what it did by itself
          throw new NotNow(BUSY_MILLIS, "a plan is under way");
        }
        compare();
        stops.sizeIsSure(symbol);
        overdue.compared(symbol.name());
        if (store.marks().bookedUpTo(symbol).isPresent()) {
          // else nothing tells whether it was ever traded
          doubts.settle(symbol, round);
        }
        patiences.remove(symbol);
        if (answered.isPresent()) {
          stops.lookAnew(symbol);
        } else {
          stops.look(symbol);
        }
      } catch (NotNow wait) {
        overdue.failed(symbol.name(), wait.getMessage(), System.nanoTime());
        lookAfterItsStop();
        if (queued.putIfAbsent(symbol, new Queued(this, known)) == null) {
          throw wait;
        }
        // another one was told of meanwhile: it asks, and sees the same and more
        queued.computeIfPresent(
            symbol, (s, later) -> new Queued(later.task(), known.and(later.known())));
      } catch (VenueRefusal
          | LockedOut
          | RedisException
          | RedisUnavailable
          | IllegalStateException e) {
        // nothing is half done: the next round compares again
        overdue.failed(symbol.name(), String.valueOf(e.getMessage()), System.nanoTime());
        ApplyLog.upkeepFailed(symbol.name(), String.valueOf(e.getMessage()));
      }
    }

    /**
     * A difference may last: a stop that hangs while it fires protects nothing meanwhile, and one
     * of a fixed size not all of what a hand made larger.
     */
    private void lookAfterItsStop() {
      long now = System.nanoTime();
      if (now - lookedNanos > STOP_LOOK_NANOS) {
        lookedNanos = now;
        stops.lookWhileUnsure(symbol);
      }
    }

    private void compare() {
      Optional<OpenPosition> hash = store.position(symbol);
      if (told.isPresent() && isAsTold(hash)) {
        return; // a fill of ours, booked already
      }
      Optional<OpenPosition> known = hash;
      Optional<VenuePosition> exchange =
          answered.flatMap(legs -> alignment.ours(legs, symbol, known));
      // nothing here and nothing there may also be a hash that cannot be read
      if (answered.isEmpty() || hash.isEmpty() || !Drift.isNone(hash, exchange)) {
        exchange = alignment.held(symbol, hash);
        if (told.filter(held -> known.isPresent() || held.hedgeSide().isEmpty()).isPresent()
            && Drift.isNone(hash, exchange)
            && looks++ < LAG_LOOKS) {
          throw new NotNow(BUSY_MILLIS, "the exchange's answer is behind what it told");
        }
        long now = exchange.map(VenuePosition::updatedMillis).orElseGet(clock::millis);
        hash = alignment.align(symbol, hash, exchange, patience, now, Optional.empty());
      }
      if (Drift.isNone(hash, exchange)) {
        alignment.others().bookStrays(symbol, hash, patience);
      }
      hash = alignment.keptByMode(symbol, hash);
      if (hash.isEmpty()) {
        // flat, or somebody else's
        store.execute(store.forget(new Commit(), symbol));
      } else if (exchange.isPresent()) {
        store.execute(store.renew(new Commit(), symbol));
      }
    }

    private boolean isAsTold(Optional<OpenPosition> hash) {
      Optional<Position> ours =
          hash.filter(open -> !Drift.isForeign(open)).map(OpenPosition::position);
      AccountEvent.Holding held = told.orElseThrow();
      if (ours.isPresent()
          && held.hedgeSide().filter(leg -> leg != ours.get().side()).isPresent()) {
        return true; // one leg says nothing of the other
      }
      BigDecimal here =
          ours.map(
                  position ->
                      switch (position.side()) {
                        case LONG -> position.qty().value();
                        case SHORT -> position.qty().value().negate();
                      })
              .orElse(BigDecimal.ZERO);
      return here.compareTo(held.amount()) == 0;
    }
  }
}
