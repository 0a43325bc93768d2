package quantum.marketstate;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;
import quantum.runtime.Health;

/**
 * Says what is wrong with the prices: in health, in the log, and as an alarm where a position is
 * open.
 */
final class PriceReport {
  private static final Logger log = LoggerFactory.getLogger(PriceReport.class);

  /** Silences until it is an alarm. */
  private static final int PATIENCE = 3;

  private static final long LATE_MILLIS = 5_000;

  private final PriceWatch prices;
  private final ListingWatch listings;
  private final Health health;
  private final URI venue;
  private final long silenceMillis;
  private final Set<Symbol> silent = new TreeSet<>();
  private final Set<Symbol> older = new TreeSet<>();
  private String shown = "";
  private boolean late;

  /**
   * @param venue where the prices come from
   */
  PriceReport(PriceWatch prices, ListingWatch listings, Health health, URI venue, Timing timing) {
    this.prices = prices;
    this.listings = listings;
    this.health = health;
    this.venue = venue;
    this.silenceMillis = timing.connections().silence().toMillis();
  }

  /** A price that is older than the last one was told, and is not published. */
  void older(MarkTick tick) {
    if (older.add(tick.symbol())) {
      log.warn(
          "[MARKET] {}: a price older than the last one is not published (event time {}). A replay"
              + " that may begin again needs MARKET_REPLAY=true",
          tick.symbol(),
          tick.timeMillis());
    }
  }

  /** Positions that are closed or no longer watched alarm nobody. */
  void watched(Watchlist watched) {
    health
        .alarms()
        .endWhere(
            cause ->
                (cause.kind() == Alarm.PRICES_SILENT || cause.kind() == Alarm.PRICES_LATE)
                    && cause.symbol().filter(watched.open()::contains).isEmpty());
    silent.retainAll(watched.symbols());
    older.retainAll(watched.symbols());
  }

  /** Once a second or so. */
  void look(Watchlist watched, long now) {
    Set<Symbol> quiet = prices.silent(now);
    Map<Symbol, Long> slow = prices.later(LATE_MILLIS);
    saySilence(quiet);
    for (Symbol symbol : watched.open()) {
      long silence = prices.silentMillis(symbol, now);
      alarm(Alarm.PRICES_SILENT, symbol, silence >= PATIENCE * silenceMillis, silence / 1000);
      alarm(
          Alarm.PRICES_LATE,
          symbol,
          slow.containsKey(symbol),
          slow.getOrDefault(symbol, 0L) / 1000);
    }
    sayLate(slow);
    show(quiet, slow);
  }

  private void alarm(Alarm kind, Symbol symbol, boolean wrong, long seconds) {
    if (wrong) {
      health.alarms().raise(kind.of(symbol), seconds);
    } else {
      health.alarms().end(kind.of(symbol));
    }
  }

  private void saySilence(Set<Symbol> quiet) {
    Set<Symbol> fresh = new TreeSet<>(quiet);
    fresh.removeAll(silent);
    Set<Symbol> back = new TreeSet<>(silent);
    back.removeAll(quiet);
    if (!fresh.isEmpty()) {
      log.warn(
          "[MARKET] no price of {} for {} s by {}: asked for by REST and subscribed again",
          MarketFeed.shown(fresh),
          silenceMillis / 1000,
          venue);
      silent.addAll(fresh);
    }
    if (!back.isEmpty()) {
      log.info("[MARKET] prices are back: {}", MarketFeed.shown(back));
      silent.removeAll(back);
      older.removeAll(back);
    }
  }

  private void sayLate(Map<Symbol, Long> slow) {
    if (late == slow.isEmpty()) {
      late = !slow.isEmpty();
      if (late) {
        log.warn("[MARKET] prices of {} come late", MarketFeed.shown(slow.keySet()));
      } else {
        log.info("[MARKET] prices come in time again");
      }
    }
  }

  private void show(Set<Symbol> quiet, Map<Symbol, Long> slow) {
    Set<Symbol> missing = new TreeSet<>(prices.awaited());
    missing.addAll(quiet);
    String now = "";
    if (!missing.isEmpty()) {
      now = "no price of " + MarketFeed.shown(missing) + " by " + venue + reason(missing);
    } else if (!slow.isEmpty()) {
      long most = slow.values().stream().mapToLong(Long::longValue).max().orElse(0);
      now = "prices of " + slow.size() + " symbols up to " + most / 1000 + " s late";
    }
    if (!now.equals(shown)) {
      shown = now;
      health.state(now.isEmpty() ? Health.State.RUNNING : Health.State.DEGRADED, now);
    }
  }

  private String reason(Set<Symbol> missing) {
    return missing.size() == 1
        ? listings
            .untraded(missing.iterator().next())
            .map(status -> ", its status is " + status)
            .orElse("")
        : "";
  }
}
