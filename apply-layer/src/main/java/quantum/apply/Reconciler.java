package quantum.apply;

import io.lettuce.core.RedisException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import quantum.apply.decide.Drift;
import quantum.apply.venue.OddRow;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenuePositions;
import quantum.contracts.Alarm;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Compares all positions with the exchange, at start and every minute, and renews the hashes of
 * those that are open. The comparison of a symbol is a task of its lane, so that it never sees the
 * half of a plan. Also notices when the prices of an open position fall silent.
 */
final class Reconciler implements RunningService {
  private static final long SILENCE_LOOK_SECONDS = 5;

  /** Over when the position is gone. */
  private static final Set<Alarm> OF_A_POSITION =
      EnumSet.of(Alarm.PRICES_SILENT, Alarm.EXIT_FAILED, Alarm.STOP_MISSING);

  private static final long RETRY_MILLIS = 1_000;
  private static final long KEY_RETRY_SECONDS = 5;

  /** Without a comparison for so long, nobody knows what is open. */
  private static final long LATE_SECONDS = 120;

  private static final String ALL = "positions";
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Venue venue;
  private final ApplyStore store;
  private final Alignment alignment;
  private final StopGuard stops;
  private final Bookings bookings;
  private final Lanes lanes;
  private final ApplyLayerSettings settings;
  private final Clock clock;
  private final Alarms alarms;
  private final Heartbeat heartbeat;
  private final long startedAtMillis;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean ready;
  private boolean stopping;
  private final Set<Symbol> silent = new HashSet<>();
  private final Set<Symbol> comparing = ConcurrentHashMap.newKeySet();
  private final Overdue overdue;

  Reconciler(
      Venue venue,
      ApplyStore store,
      Alignment alignment,
      StopGuard stops,
      Bookings bookings,
      Lanes lanes,
      ApplyLayerSettings settings,
      Clock clock,
      Alarms alarms,
      Heartbeat heartbeat) {
    this.venue = venue;
    this.store = store;
    this.alignment = alignment;
    this.stops = stops;
    this.bookings = bookings;
    this.lanes = lanes;
    this.settings = settings;
    this.clock = clock;
    this.alarms = alarms;
    this.heartbeat = heartbeat;
    this.startedAtMillis = clock.millis();
    this.overdue = new Overdue(Math.max(LATE_SECONDS, 2L * settings.reconcileSeconds()));
  }

  /**
   * What was pending is in its lanes: orders found there are booked before anything is compared.
   */
  void begin() {
    signal(() -> ready = true);
  }

  @Override
  public void run() throws InterruptedException {
    heartbeat.ready(); // the plans decide about readiness: what is compared may wait for them
    long due = System.nanoTime();
    while (pause(SILENCE_LOOK_SECONDS * 1000, due)) {
      try {
        if (System.nanoTime() - due >= 0 || store.openSymbols().isEmpty()) {
          compareAll();
          due = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.reconcileSeconds());
        }
        lookForSilence();
      } catch (NotNow wait) {
        failed(ALL, wait.getMessage());
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retry(wait.afterMillis()));
      } catch (VenueRefusal refusal) {
        failed(ALL, refusal.getMessage());
        due = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.reconcileSeconds());
      } catch (LockedOut locked) {
        alarms.raise(Alarm.KEY_REFUSED.of("key"), locked.getMessage());
        overdue.failed(ALL, locked.getMessage(), System.nanoTime());
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
      while (nanos > 0 && !stopping) {
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
    alarms.end(Alarm.KEY_REFUSED.of("key"));
    bookings.look();
    Map<Symbol, VenuePosition> held = new TreeMap<>();
    for (VenuePosition position : answer.open()) {
      held.put(position.symbol(), position);
      if (position.entry().isEmpty()) {
        ApplyLog.upkeepFailed(position.symbol() + "'s entryPrice", "it is no price");
      }
    }
    Optional<Set<Symbol>> listed = store.openSymbols();
    if (listed.isEmpty()) {
      store.execute(store.listAnew(new Commit(), held.keySet()));
      ApplyLog.listedAnew(held.keySet());
    }
    Set<Symbol> symbols = new TreeSet<>(listed.orElse(Set.of()));
    symbols.addAll(held.keySet());
    Set<String> compared = new HashSet<>();
    symbols.forEach(symbol -> compared.add(symbol.name()));
    answer.unreadable().forEach(row -> compared.add(subject(row)));
    overdue.keep(compared);
    answer.unreadable().forEach(row -> failed(subject(row), row.why()));
    for (Symbol symbol : symbols) {
      // a row that cannot be read may be of it: then it is neither held nor flat
      boolean told = held.containsKey(symbol) || answer.isFlat(symbol);
      // a lane at work compares by itself before it trades, and comes round next time
      if (told && !lanes.isBusy(symbol) && comparing.add(symbol)) {
        lanes.offer(new Comparison(symbol, Optional.ofNullable(held.get(symbol))));
      }
    }
  }

  private static String subject(OddRow row) {
    return row.symbol().map(Symbol::name).orElse("a row without a symbol");
  }

  /** One symbol's comparison; the snapshot spares a call where nothing differs. */
  private final class Comparison implements LaneTask {
    private final Symbol symbol;
    private final Optional<VenuePosition> snapshot;
    private final Alignment.Patience patience = Alignment.Patience.ofComparison();

    Comparison(Symbol symbol, Optional<VenuePosition> snapshot) {
      this.symbol = symbol;
      this.snapshot = snapshot;
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
      try {
        compare();
        overdue.compared(symbol.name());
        comparing.remove(symbol);
        stops.lookAnew(symbol);
      } catch (NotNow wait) {
        overdue.failed(symbol.name(), wait.getMessage(), System.nanoTime());
        throw wait;
      } catch (VenueRefusal
          | LockedOut
          | RedisException
          | RedisUnavailable
          | IllegalStateException e) {
        comparing.remove(symbol);
        // nothing is half done: the next round compares again
        failed(symbol.name(), String.valueOf(e.getMessage()));
      }
    }

    private void compare() {
      Optional<OpenPosition> hash = store.position(symbol);
      Optional<VenuePosition> exchange = snapshot;
      // nothing here and nothing there may also be a hash that cannot be read
      if (hash.isEmpty() || !Drift.isNone(hash, snapshot)) {
        exchange = alignment.held(symbol);
        long now = exchange.map(VenuePosition::updatedMillis).orElseGet(clock::millis);
        hash = alignment.align(symbol, hash, exchange, patience, now, Optional.empty());
      }
      if (exchange.isPresent()) {
        store.execute(store.renew(new Commit(), symbol));
      } else if (hash.isEmpty()) {
        store.execute(store.forget(new Commit(), symbol));
      }
    }
  }

  /** Without prices nobody watches the stops: said once for each silence. */
  private void lookForSilence() {
    Optional<Set<Symbol>> listed = store.openSymbols();
    if (listed.isEmpty()) {
      return; // the next comparison makes the list anew
    }
    Set<Symbol> open = listed.get();
    alarms.endWhere(
        cause ->
            OF_A_POSITION.contains(cause.kind())
                && cause.symbol().stream().noneMatch(open::contains));
    if (settings.priceSilenceSeconds() == 0) {
      return;
    }
    silent.retainAll(open);
    long now = clock.millis();
    for (Symbol symbol : open) {
      long last =
          Math.max(
              startedAtMillis,
              store
                  .ticker(symbol)
                  .map(Ticker::receivedAtMillis)
                  .or(() -> store.newestEntryMillis(settings.priceStream()))
                  .orElse(0L));
      long seconds = (now - last) / 1000;
      if (seconds <= settings.priceSilenceSeconds()) {
        if (silent.remove(symbol)) {
          ApplyLog.pricesBack(symbol);
          alarms.end(Alarm.PRICES_SILENT.of(symbol));
        }
      } else {
        silent.add(symbol);
        alarms.raise(Alarm.PRICES_SILENT.of(symbol), seconds);
      }
    }
  }
}
