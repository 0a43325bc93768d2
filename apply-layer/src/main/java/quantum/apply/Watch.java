package quantum.apply;

import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import quantum.apply.venue.Freshness;
import quantum.contracts.Alarm;
import quantum.contracts.HealthRecord;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;

/**
 * Watches those who watch the open positions (SPEC §11): prices, exitbrain, the exchange's stream.
 * Each cause is an alarm while it lasts, and its end is told.
 */
final class Watch {
  /** Over when the position is gone. */
  private static final Set<Alarm> OF_A_POSITION =
      EnumSet.of(Alarm.PRICES_SILENT, Alarm.EXIT_FAILED, Alarm.STOP_MISSING);

  private static final String EXITBRAIN = "exitbrain";
  private static final String LIVE = "live";
  private static final long LATE_MILLIS = 10_000;
  private static final long STREAM_DEAD_MILLIS = 60_000;

  /** A service gives a sign of life every 2 s: one that is older by this is dead. */
  private static final long SILENT_SECONDS = 10;

  private final ApplyStore store;
  private final ApplyLayerSettings settings;
  private final Supplier<Freshness> stream;
  private final Predicate<Symbol> naked;
  private final Clock clock;
  private final Alarms alarms;
  private final long startedAtMillis;
  private final Set<Symbol> silent = new HashSet<>();

  /**
   * @param naked whether something of a symbol is open without a stop, known here or not
   */
  Watch(
      ApplyStore store,
      ApplyLayerSettings settings,
      Supplier<Freshness> stream,
      Predicate<Symbol> naked,
      Clock clock,
      Alarms alarms) {
    this.store = store;
    this.settings = settings;
    this.stream = stream;
    this.naked = naked;
    this.clock = clock;
    this.alarms = alarms;
    this.startedAtMillis = clock.millis();
  }

  void look() {
    Optional<Set<Symbol>> listed = store.openSymbols();
    if (listed.isEmpty()) {
      return; // the next comparison makes the list anew
    }
    Set<Symbol> open = listed.get();
    alarms.endWhere(
        cause ->
            OF_A_POSITION.contains(cause.kind())
                && cause.symbol().stream().noneMatch(s -> open.contains(s) || naked.test(s)));
    prices(open);
    exitbrain(open);
    stream(open);
  }

  /** The exchange's stops act without it, but nothing else does. */
  private void exitbrain(Set<Symbol> open) {
    Alarm.Cause cause = Alarm.WATCHER.of(EXITBRAIN);
    Optional<String> why = open.isEmpty() || isYoung() ? Optional.empty() : missing();
    why.ifPresentOrElse(text -> alarms.raise(cause, open.size(), text), () -> alarms.end(cause));
  }

  /** After a start the others may be on their way. */
  private boolean isYoung() {
    return clock.millis() - startedAtMillis < SILENT_SECONDS * 1000;
  }

  private Optional<String> missing() {
    Optional<HealthRecord> health = store.health(EXITBRAIN);
    if (health.isEmpty()
        || store.healthTtl(EXITBRAIN) < HealthRecord.TTL_SECONDS - SILENT_SECONDS) {
      return Optional.of("gives no sign of life");
    }
    Optional<String> mode = health.get().mode();
    if (mode.filter(now -> !now.equalsIgnoreCase(LIVE)).isPresent()) {
      return Optional.of("is in " + mode.get());
    }
    Optional<Long> newest = store.newestEntryMillis(settings.priceStream());
    Optional<Long> watched = health.get().watchedAtMillis();
    long behind = newest.isPresent() && watched.isPresent() ? newest.get() - watched.get() : 0;
    return behind > LATE_MILLIS
        ? Optional.of("is " + behind / 1000 + " s behind the prices")
        : Optional.empty();
  }

  private void stream(Set<Symbol> open) {
    Alarm.Cause cause = Alarm.STREAM_DEAD.of("stream");
    if (!open.isEmpty()
        && stream.get() instanceof Freshness.Dead(long age, long dead)
        && dead > STREAM_DEAD_MILLIS) {
      alarms.raise(cause, dead / 1000, open.size());
    } else {
      alarms.end(cause);
    }
  }

  /** Without prices only what rests at the exchange acts: said once for each silence. */
  private void prices(Set<Symbol> open) {
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
