package quantum.marketstate;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.contracts.Names;
import quantum.contracts.PriceUpdate;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;
import quantum.runtime.BackOff;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.systemd.Heartbeat;

/**
 * Writes prices: every one to the stream in the order told, the newest of each symbol to its
 * ticker; and with them the market states that are due, so that whoever is woken by a price finds
 * the state that belongs to it.
 */
final class PriceWriter {
  private static final Logger log = LoggerFactory.getLogger(PriceWriter.class);
  private static final int TICKS_PER_COMMIT = 500;

  /** A reader that was away for less reads every price; at few symbols the newest last longer. */
  private static final long KEEP_MILLIS = 600_000;

  private static final long KEEP_ENTRIES = 100_000;

  private final Commits commits;
  private final Names names;
  private final long streamMaxLen;
  private final Health health;
  private final Heartbeat heartbeat;
  private final Clock clock;

  PriceWriter(Commits commits, Names names, long streamMaxLen, Health health, Clock clock) {
    this.commits = commits;
    this.names = names;
    this.streamMaxLen = streamMaxLen;
    this.health = health;
    this.heartbeat = health.loop(MarketFeed.LOOP);
    this.clock = clock;
  }

  /**
   * Writes all of them, however long Redis is away. A commit whose answer was lost is repeated: the
   * same price twice changes nothing, a missing one may be the peak.
   *
   * @param stopping gives up when true
   */
  void write(List<MarkTick> ticks, Map<Symbol, Reading> states, BooleanSupplier stopping)
      throws InterruptedException {
    Map<Symbol, Reading> first = states;
    int from = 0;
    while (from < ticks.size() || !first.isEmpty()) {
      int to = Math.min(ticks.size(), from + TICKS_PER_COMMIT);
      writeBatch(ticks.subList(from, to), first, stopping);
      first = Map.of();
      from = to;
    }
  }

  private void writeBatch(
      List<MarkTick> ticks, Map<Symbol, Reading> states, BooleanSupplier stopping)
      throws InterruptedException {
    BackOff pause = BackOff.ofRedis();
    boolean warned = false;
    while (true) {
      try {
        execute(ticks, states);
        if (warned) {
          log.info("[MARKET] Redis is back");
        }
        health.has(Health.REDIS);
        return;
      } catch (RedisUnavailable e) {
        if (e.isAboutAKey()) {
          alarm(names.priceUpdate(), e.getMessage());
          return; // old prices are worth nothing when the stream is back
        }
        if (!warned) {
          log.warn("[MARKET] prices wait for Redis: {}", e.getMessage());
          warned = true;
        }
        health.lacks(Health.REDIS, RedisUnavailable.waiting(e));
      }
      if (stopping.getAsBoolean()) {
        log.warn("[MARKET] stopped with {} prices not written", ticks.size());
        return;
      }
      heartbeat.beat();
      Thread.sleep(pause.nextMillis());
    }
  }

  private void execute(List<MarkTick> ticks, Map<Symbol, Reading> states) {
    CommitOutcome outcome = commits.execute(withHashes(ticks, states));
    if (outcome instanceof CommitOutcome.Done) {
      ticks.forEach(tick -> written(names.ticker(tick.symbol())));
      states.keySet().forEach(symbol -> written(names.marketStatePrefix() + symbol));
    }
    switch (outcome) {
      case CommitOutcome.Done _ -> {
        if (!ticks.isEmpty()) {
          health.event(ticks.getLast().timeMillis());
        }
      }
      case CommitOutcome.WrongType(String key, String found) -> alarm(key, found);
      case CommitOutcome.StateChanged _ ->
          throw new IllegalStateException("prices assume no state");
    }
  }

  private Commit prices(List<MarkTick> ticks) {
    Commit commit = new Commit();
    for (MarkTick tick : ticks) {
      commit.publish(
          names.priceUpdate(),
          streamMaxLen,
          new PriceUpdate(tick.symbol(), tick.price(), tick.timeMillis()).encode());
    }
    return ticks.isEmpty() ? commit : commit.trim(names.priceUpdate(), KEEP_ENTRIES, KEEP_MILLIS);
  }

  private Commit withHashes(List<MarkTick> ticks, Map<Symbol, Reading> states) {
    Commit commit = prices(ticks);
    Map<Symbol, MarkTick> newest = new HashMap<>();
    ticks.forEach(tick -> newest.put(tick.symbol(), tick));
    long now = clock.millis();
    // whole: a field that is not told any more must not stay with its old number, and a key of
    // another type must not keep the prices from those who watch the stops
    newest.forEach(
        (symbol, tick) ->
            commit
                .del(names.ticker(symbol))
                .hset(
                    names.ticker(symbol),
                    new Ticker(tick.price(), tick.fundingRate(), tick.timeMillis(), now).encode()));
    states.forEach(
        (symbol, reading) -> {
          String key = names.marketStatePrefix() + symbol;
          commit.del(key).hset(key, reading.fields());
        });
    return commit;
  }

  private void written(String key) {
    health.alarms().end(Alarm.KEY_NOT_WRITTEN.of(key));
  }

  private void alarm(String key, String found) {
    health.alarms().raise(Alarm.KEY_NOT_WRITTEN.of(key), "[MARKET]", key, found);
  }
}
