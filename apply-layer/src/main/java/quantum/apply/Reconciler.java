package quantum.apply;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import quantum.apply.decide.Liquidation;
import quantum.apply.venue.Failure;
import quantum.apply.venue.OddRow;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenuePositions;
import quantum.contracts.Alarm;
import quantum.contracts.Liquidations;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Compares all positions with the exchange, at start and every minute, and renews the hashes of
 * those that are open. The comparison of a symbol is a task of its lane, so that it never sees the
 * half of a plan.
 */
final class Reconciler implements RunningService {
  /** What {@link Health} is told of. */
  static final String EXCHANGE = "exchange";

  private static final long LOOK_SECONDS = 5;

  private static final long RETRY_MILLIS = 1_000;
  private static final long KEY_RETRY_SECONDS = 5;

  private static final String ALL = "positions";

  /** So long after a beginning all stops of the account are asked for. */
  private static final long LEFT_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Venue venue;
  private final ApplyStore store;
  private final Bookings bookings;
  private final Watch watch;
  private final ApplyLayerSettings settings;
  private final Health health;
  private final Alarms alarms;
  private final Heartbeat heartbeat;
  private final Clock clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean ready;
  private boolean stopping;
  private boolean asked;
  private boolean begun;
  private boolean liquidationsUnshown;
  private OptionalLong begunNanos = OptionalLong.empty();
  private final Overdue overdue;
  private final Comparisons comparisons;

  Reconciler(
      Venue venue,
      ApplyStore store,
      Comparisons comparisons,
      Overdue overdue,
      Bookings bookings,
      Watch watch,
      ApplyLayerSettings settings,
      Health health,
      Clock clock) {
    this.venue = venue;
    this.store = store;
    this.comparisons = comparisons;
    this.overdue = overdue;
    this.bookings = bookings;
    this.watch = watch;
    this.settings = settings;
    this.health = health;
    this.alarms = health.alarms();
    this.heartbeat = health.loop("reconciler");
    this.clock = clock;
  }

  /** Compares all as soon as possible: something may have been missed. */
  void ask() {
    signal(() -> asked = true);
  }

  /**
   * What was pending is in its lanes: orders found there are booked before anything is compared.
   */
  void begin() {
    signal(
        () -> {
          ready = true;
          asked = true;
          begun = true;
        });
  }

  @Override
  public void run() throws InterruptedException {
    heartbeat.ready(); // the plans decide about readiness: what is compared may wait for them
    long due = System.nanoTime();
    while (pause(LOOK_SECONDS * 1000, due)) {
      try {
        if (takeAsked() || System.nanoTime() - due >= 0 || store.openSymbols().isEmpty()) {
          compareAll();
          due = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.reconcileSeconds());
        }
        watch.look();
      } catch (NotNow wait) {
        failed(ALL, wait.getMessage());
        health.lacks(EXCHANGE, "the exchange does not answer: " + wait.getMessage());
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retry(wait.afterMillis()));
      } catch (VenueRefusal refusal) {
        failed(ALL, refusal.getMessage());
        health.lacks(EXCHANGE, "the exchange refuses: " + refusal.getMessage());
        due = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.reconcileSeconds());
      } catch (LockedOut locked) {
        alarms.raise(Alarm.KEY_REFUSED.of("key"), locked.getMessage());
        overdue.failed(ALL, locked.getMessage(), System.nanoTime());
        health.lacks(EXCHANGE, "the exchange refuses the key: " + locked.getMessage());
        due = System.nanoTime() + TimeUnit.SECONDS.toNanos(KEY_RETRY_SECONDS);
      } catch (RedisException | RedisUnavailable e) {
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
        overdue.failed(ALL, String.valueOf(e.getMessage()), System.nanoTime());
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
      }
      alarms.endWhere(
          cause -> cause.kind() == Alarm.NOT_COMPARED && !overdue.isFailing(cause.about()));
      for (Overdue.Late late : overdue.late(System.nanoTime())) {
        alarms.raise(Alarm.NOT_COMPARED.of(late.what()), late.what(), late.seconds(), late.why());
      }
    }
  }

  private void failed(String what, String why) {
    overdue.failed(what, why, System.nanoTime());
    ApplyLog.upkeepFailed(what, why);
  }

  private static long retry(long afterMillis) {
    return Math.max(afterMillis, RETRY_MILLIS);
  }

  @Override
  public void stop() {
    signal(() -> stopping = true);
  }

  /** Until begun, then until {@code dueNanos} or for {@code longestMillis}; false when stopping. */
  private boolean pause(long longestMillis, long dueNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!ready && !stopping) {
        heartbeat.beat();
        changed.awaitNanos(BEAT_NANOS);
      }
      long nanos =
          Math.min(dueNanos - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(longestMillis));
      while (nanos > 0 && !stopping && !asked) {
        heartbeat.beat();
        long slice = Math.min(nanos, BEAT_NANOS);
        nanos -= slice - changed.awaitNanos(slice);
      }
      heartbeat.beat();
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  private boolean takeAsked() {
    lock.lock();
    try {
      boolean was = asked;
      asked = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  private boolean takeBegun() {
    lock.lock();
    try {
      boolean was = begun;
      begun = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  private void signal(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void compareAll() {
    VenuePositions answer = VenueRefusal.orValue(venue.positions());
    overdue.compared(ALL);
    health.has(EXCHANGE);
    alarms.end(Alarm.KEY_REFUSED.of("key"));
    bookings.look();
    Set<Symbol> held = new TreeSet<>();
    for (VenuePosition position : answer.open()) {
      held.add(position.symbol());
      if (position.entry().isEmpty()) {
        ApplyLog.upkeepFailed(position.symbol() + "'s entryPrice", "it is no price");
      }
    }
    watchLiquidation(answer.open());
    showLiquidation(answer.open());
    Optional<Set<Symbol>> listed = store.openSymbols();
    if (listed.isEmpty()) {
      store.execute(store.listAnew(new Commit(), held));
      ApplyLog.listedAnew(held);
    }
    Set<Symbol> symbols = new TreeSet<>(listed.orElse(Set.of()));
    symbols.addAll(held);
    Set<Symbol> booked =
        store.marks().bookedSymbols(); // first: a question that fails is asked again
    if (takeBegun()) {
      // what came and went in the moments that Redis has forgotten shows in trades only
      symbols.addAll(booked);
      begunNanos = OptionalLong.of(System.nanoTime());
    }
    if (begunNanos.isPresent() && System.nanoTime() - begunNanos.getAsLong() < LEFT_BEHIND_NANOS) {
      symbols.addAll(withStops());
    }
    Set<String> compared = new HashSet<>();
    symbols.forEach(symbol -> compared.add(symbol.name()));
    answer.unreadable().forEach(row -> compared.add(subject(row)));
    overdue.keep(compared);
    answer.unreadable().forEach(row -> failed(subject(row), row.why()));
    for (Symbol symbol : symbols) {
      // a row that cannot be read may be of it: then it is neither held nor flat
      if (held.contains(symbol) || answer.isFlat(symbol)) {
        comparisons.offer(symbol, answer.legs(symbol));
      }
    }
  }

  /** It moves with every other position of the account, so a gate at the entry is not enough. */
  private void watchLiquidation(List<VenuePosition> held) {
    Set<Alarm.Cause> near = new HashSet<>();
    for (VenuePosition position : held) {
      Optional<Price> stop =
          store
              .position(position.symbol())
              .map(OpenPosition::position)
              .filter(ours -> ours.side() == position.side())
              .flatMap(Position::stop);
      Optional<Price> liquidation = position.liquidation();
      if (stop.isPresent()
          && liquidation.isPresent()
          && Liquidation.isBefore(position.side(), liquidation.get(), stop.get())) {
        Alarm.Cause cause = Alarm.LIQUIDATION_FIRST.of(position.symbol());
        near.add(cause);
        alarms.raise(cause, liquidation.get(), stop.get());
      }
    }
    alarms.endWhere(cause -> cause.kind() == Alarm.LIQUIDATION_FIRST && !near.contains(cause));
  }

  private void showLiquidation(List<VenuePosition> held) {
    Map<Liquidations.Leg, Price> prices = new HashMap<>();
    for (VenuePosition position : held) {
      position
          .liquidation()
          .ifPresent(
              at -> prices.put(new Liquidations.Leg(position.symbol(), position.side()), at));
    }
    try {
      store.show(new Liquidations(prices, clock.millis()));
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      // an older quantum.acl does not allow it: no reason to compare nothing
      if (!liquidationsUnshown) {
        liquidationsUnshown = true;
        ApplyLog.liquidationsUnshown(e.getMessage());
      }
    }
  }

  /** An earlier run may have left a stop of which nothing else tells; one may be listed late. */
  private Set<Symbol> withStops() {
    return switch (venue.openStops()) {
      case Outcome.Ok<List<StopReport>>(List<StopReport> stops) ->
          stops.stream()
              .filter(stop -> stop.id().isStop())
              .map(stop -> stop.order().symbol())
              .collect(Collectors.toSet());
      case Outcome.Failed<List<StopReport>>(Failure failure) -> {
        ApplyLog.upkeepFailed("stops of all symbols", failure.message());
        yield Set.of();
      }
    };
  }

  private static String subject(OddRow row) {
    return row.symbol().map(Symbol::name).orElse("a row without a symbol");
  }
}
