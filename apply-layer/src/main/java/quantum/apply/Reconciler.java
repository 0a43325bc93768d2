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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import quantum.apply.decide.Drift;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.Alarm;
import quantum.contracts.OpenPosition;
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
      EnumSet.of(Alarm.PRICES_SILENT, Alarm.EXIT_FAILED);

  private static final long RETRY_MILLIS = 1_000;
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Venue venue;
  private final ApplyStore store;
  private final Alignment alignment;
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

  Reconciler(
      Venue venue,
      ApplyStore store,
      Alignment alignment,
      Lanes lanes,
      ApplyLayerSettings settings,
      Clock clock,
      Alarms alarms,
      Heartbeat heartbeat) {
    this.venue = venue;
    this.store = store;
    this.alignment = alignment;
    this.lanes = lanes;
    this.settings = settings;
    this.clock = clock;
    this.alarms = alarms;
    this.heartbeat = heartbeat;
    this.startedAtMillis = clock.millis();
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
        ApplyLog.upkeepFailed("positions", wait.getMessage());
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retry(wait.afterMillis()));
      } catch (VenueRefusal refusal) {
        ApplyLog.upkeepFailed("positions", refusal.getMessage());
        due = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.reconcileSeconds());
      } catch (RedisException | RedisUnavailable e) {
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
      }
    }
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
    Map<Symbol, VenuePosition> held = new TreeMap<>();
    for (VenuePosition position : VenueRefusal.orValue(venue.positions())) {
      held.put(position.symbol(), position);
    }
    Optional<Set<Symbol>> listed = store.openSymbols();
    if (listed.isEmpty()) {
      store.execute(store.listAnew(new Commit(), held.keySet()));
      ApplyLog.listedAnew(held.keySet());
    }
    Set<Symbol> symbols = new TreeSet<>(listed.orElse(Set.of()));
    symbols.addAll(held.keySet());
    for (Symbol symbol : symbols) {
      // a lane at work compares by itself before it trades, and comes round next time
      if (!lanes.isBusy(symbol)) {
        lanes.offer(new Comparison(symbol, Optional.ofNullable(held.get(symbol))));
      }
    }
  }

  /** One symbol's comparison; the snapshot spares a call where nothing differs. */
  private final class Comparison implements LaneTask {
    private final Symbol symbol;
    private final Optional<VenuePosition> snapshot;
    private final Alignment.Patience patience = new Alignment.Patience();

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
      } catch (VenueRefusal refusal) {
        ApplyLog.upkeepFailed(symbol.name(), refusal.getMessage());
      } catch (RedisException | RedisUnavailable e) {
        // nothing is half done: the next round compares again
        ApplyLog.upkeepFailed(symbol.name(), e.getMessage());
      } catch (IllegalStateException e) {
        ApplyLog.upkeepFailed(symbol.name(), e.getMessage());
      }
    }

    private void compare() {
      Optional<OpenPosition> hash = store.position(symbol);
      Optional<VenuePosition> exchange = snapshot;
      if (!Drift.isNone(hash, snapshot)) {
        exchange = VenueRefusal.orValue(venue.position(symbol));
        long now = exchange.map(VenuePosition::updatedMillis).orElseGet(clock::millis);
        hash = alignment.align(symbol, hash, exchange, patience, now);
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
                  .lastPriceMillis(symbol)
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
