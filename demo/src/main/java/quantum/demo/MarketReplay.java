package quantum.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import quantum.contracts.Decoded;
import quantum.contracts.Names;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Tick;
import quantum.paper.prices.TickSequence;
import quantum.replay.entry.EntryOrder;
import quantum.replay.entry.EntrySchedule;
import quantum.runtime.Quiescence;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.StreamSource;
import tools.jackson.databind.JsonNode;

/**
 * Moves the recorded market and sends the entries at their moments, in lockstep or at a speed.
 *
 * <p>Lockstep: one price is sent; the next one follows when, at one instant, every consumer group
 * has neither unread nor pending entries, the price has reached the price stream, and exchange and
 * Redis tell the same of positions and stops. A price that meets a stop at the exchange is told to
 * the market only after what the stop closed is booked and both brains have heard of it: so nobody
 * decides on that price for a position that is closed already. Prices of symbols without an open
 * position decide nothing, so a run of them goes out together.
 */
public final class MarketReplay {
  /** What the watcher is told after each step. */
  public interface Watcher {
    void at(long timeMillis, long ticksDone, long ticksTotal);
  }

  private static final Duration STUCK = Duration.ofSeconds(60);
  private static final long FIRST_POLL_NANOS = 200_000;
  private static final long LAST_POLL_NANOS = 2_000_000;
  private static final int MOST_TOGETHER = 200;

  private final Suite suite;
  private final TickSequence ticks;
  private final EntrySchedule schedule;
  private final Watcher watcher;
  private final List<StreamSource> groups;
  private final Set<Symbol> priced = new HashSet<>();

  public MarketReplay(Suite suite, TickSequence ticks, List<EntryOrder> entries, Watcher watcher) {
    this.suite = suite;
    this.ticks = ticks;
    this.schedule = new EntrySchedule(entries);
    this.watcher = watcher;
    this.groups = groups(suite.names());
  }

  /** Every consumer group of the suite. */
  public static List<StreamSource> groups(Names names) {
    return List.of(
        new StreamSource(names.priceUpdate(), Names.GROUP_HARVEST_BRAIN, "demo", "0"),
        new StreamSource(names.applyResult(), Names.GROUP_HARVEST_BRAIN, "demo", "0"),
        new StreamSource(names.priceUpdate(), Names.GROUP_EXITBRAIN, "demo", "0"),
        new StreamSource(names.applyResult(), Names.GROUP_EXITBRAIN, "demo", "0"),
        new StreamSource(names.tradeIntent(), names.groupIntentBridge(), "demo", "0"),
        new StreamSource(names.applyPlan(), Names.GROUP_APPLY_LAYER, "demo", "0"));
  }

  /** Entries that were never sent because the prices ended before their moment. */
  public List<EntryOrder> unsent() {
    return schedule.remaining();
  }

  /** Runs until the prices end or every entry is sent and every position closed. */
  public void lockstep() {
    Iterator<Tick> upcoming = ticks.iterator();
    Optional<Tick> next = take(upcoming);
    long done = 0;
    Set<Symbol> open = Set.of();
    while (next.isPresent()) {
      sendDue(next.get().timeMillis());
      open = openSymbols();
      if (schedule.isEmpty() && open.isEmpty()) {
        return;
      }
      Tick last = next.get();
      int together = 1;
      priced.add(last.symbol());
      next = take(upcoming);
      while (next.isPresent()
          && together < MOST_TOGETHER
          && !open.contains(last.symbol())
          && !schedule.isDue(next.get().timeMillis(), priced::contains)) {
        last = next.get();
        priced.add(last.symbol());
        together++;
        next = take(upcoming);
      }
      done += together;
      advance(together, done, last, open.contains(last.symbol()));
      watcher.at(last.timeMillis(), done, ticks.size());
    }
    sendDue(Long.MAX_VALUE);
  }

  /** Lets the exchange run {@code factor} times as fast as the market did. */
  public void speed(String factor) {
    suite.paper().speed(factor);
    while (true) {
      requireAlive();
      JsonNode status = suite.paper().status();
      status.get("prices").propertyNames().forEach(name -> priced.add(Symbol.of(name)));
      boolean finished = status.get("finished").asBoolean();
      long time = status.get("time").asLong();
      sendWithoutWaiting(finished ? Long.MAX_VALUE : time + 1);
      watcher.at(time, status.get("ticksDone").asLong(), status.get("ticksTotal").asLong());
      if (finished || schedule.isEmpty() && settled() && openSymbols().isEmpty()) {
        break;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    suite.paper().speed("0");
    await(this::finished);
  }

  private static Optional<Tick> take(Iterator<Tick> ticks) {
    return ticks.hasNext() ? Optional.of(ticks.next()) : Optional.empty();
  }

  private void sendDue(long nextTickMillis) {
    // one after the other, as a replay does: the second may depend on what the first one opened
    for (EntryOrder entry : schedule.due(nextTickMillis, priced::contains)) {
      send(entry);
      await(this::finished);
    }
  }

  private void sendWithoutWaiting(long nextTickMillis) {
    schedule.due(nextTickMillis, priced::contains).forEach(this::send);
  }

  private void send(EntryOrder entry) {
    suite.redis().commands().xadd(suite.names().tradeIntent(), entry.intent().encode());
  }

  /**
   * @param open whether there may be anything at the exchange that the last of the prices meets
   */
  private void advance(int count, long doneAfter, Tick last, boolean open) {
    long missing = count;
    while (missing > 0) {
      requireAlive();
      try {
        JsonNode moved = suite.paper().advance((int) missing);
        missing -= moved.get("ticks").asLong();
        if (moved.get("held").asBoolean()) {
          await(this::finished);
          suite.paper().tell();
        }
      } catch (IOException e) {
        // the exchange died while it answered: its journal says how far it came
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        missing = doneAfter - suite.paper().status().get("ticksDone").asLong();
      }
    }
    // reached once stays reached, so looking at it first and at the groups second is as good as
    // both at once
    await(() -> hasReached(last) && (open ? finished() : settled()));
  }

  /**
   * Whether market-state has published the tick. Its last entry would not tell: after a restart it
   * publishes the prices of all symbols again, in an order of its own.
   */
  private boolean hasReached(Tick tick) {
    String key = suite.names().ticker(tick.symbol());
    return Ticker.decode(suite.redis().commands().hgetall(key))
            instanceof Decoded.Ok<Optional<Ticker>>(Optional<Ticker> ticker, _)
        && ticker.filter(t -> t.timestampMillis() == tick.timeMillis()).isPresent();
  }

  /** Nothing is under way, neither in the streams nor between them and the exchange. */
  private boolean finished() {
    // what is booked last still has to be read; in the streams first, since that costs less to ask
    return settled() && Standing.of(suite, suite.symbols()).isReached() && settled();
  }

  private boolean settled() {
    return Quiescence.reached(suite.redis(), groups);
  }

  private Set<Symbol> openSymbols() {
    Set<Symbol> open = new HashSet<>();
    suite
        .redis()
        .commands()
        .smembers(suite.names().positionsOpen())
        .forEach(name -> open.add(Symbol.of(name)));
    return open;
  }

  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + STUCK.toNanos();
    long poll = FIRST_POLL_NANOS;
    while (true) {
      try {
        if (condition.getAsBoolean()) {
          return;
        }
      } catch (RuntimeException e) {
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted");
      }
      if (System.nanoTime() > deadline) {
        requireAlive();
        throw new IllegalStateException(
            "the services did not finish within " + STUCK.toSeconds() + " s; see " + suite.logs());
      }
      LockSupport.parkNanos(poll);
      poll = Math.min(poll + poll / 4, LAST_POLL_NANOS); // the cores belong to the services
    }
  }

  private void requireAlive() {
    suite
        .givenUp()
        .ifPresent(
            service -> {
              throw new IllegalStateException("stopped for good: " + service);
            });
  }
}
