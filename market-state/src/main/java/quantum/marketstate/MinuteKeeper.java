package quantum.marketstate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Answer;
import quantum.marketdata.Kline;
import quantum.marketdata.PublicRest;
import quantum.runtime.BackOff;
import quantum.runtime.RestWeight;
import quantum.runtime.settings.StatisticsSettings;

/**
 * The minutes of all watched symbols and what follows from them. Belongs to the feed's thread; only
 * the long computation behind the references runs elsewhere.
 *
 * <p><b>Which minutes a state holds.</b> The state that stands beside a price of event time t is
 * that of all minutes whose close time is before t. The minute that ends with a price (in a replay
 * the last price of a bar has the bar's close time) is therefore first seen beside the next price
 * of that symbol.
 *
 * <p><b>When it is written.</b> In the commit of the first price of each {@code
 * PUBLISH_INTERVAL_SEC} of event time, counted from the epoch, so that a replay at any speed writes
 * at the same prices; at once when statistics or references of a symbol are there for the first
 * time and when missing minutes came in. In lockstep: in the commit of the first price behind each
 * minute, and no price is written before the history it depends on has been asked for and computed.
 */
final class MinuteKeeper implements AutoCloseable {
  /** Asks the venue for one-minute candles. */
  interface Candles {
    CompletableFuture<Answer<List<Kline>>> klines(Symbol symbol, OptionalLong from, int limit);
  }

  /** Takes the weight of a request that is about to be made, if it may be made now. */
  interface Budget {
    boolean take(int weight, RestWeight.Use use);
  }

  private static final Logger log = LoggerFactory.getLogger(MinuteKeeper.class);
  private static final int MOST_AT_ONCE = 8;
  private static final long UNKNOWN_AGAIN_MILLIS = 60_000;
  private static final long LOCKSTEP_RETRY_MILLIS = 100;

  /** A closed candle usually comes within a second of its end; then REST need not be asked. */
  private static final long LATE_MILLIS = 5_000;

  private final Candles venue;
  private final StatisticsSettings settings;
  private final long intervalMillis;
  private final boolean lockstep;
  private final Consumer<FeedEvent> events;
  private final Warnings warnings;
  private final LongSupplier monotonicMillis;
  private final BooleanSupplier stopping;
  private final Budget budget;
  private final Optional<MinuteStore> store;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("references").factory());

  private final Map<Symbol, Kept> kept = new LinkedHashMap<>();
  private final Map<Symbol, Reading> due = new LinkedHashMap<>();
  private int asking;
  private long pausedUntil;

  /** A symbol and how it stands with the venue and with Redis. */
  private static final class Kept {
    final SymbolMinutes minutes;
    boolean asking;
    boolean computing;
    long nextAskAt;
    final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofMinutes(1));
    boolean urgent = true;
    boolean open;
    long interval = Long.MIN_VALUE;

    Kept(SymbolMinutes minutes) {
      this.minutes = minutes;
    }
  }

  /**
   * @param interval between two writes of a state, event time
   * @param store where minutes are kept over a restart; empty in replays, whose time may begin
   *     again
   * @param events hears answers and results of other threads
   */
  MinuteKeeper(
      Candles venue,
      StatisticsSettings settings,
      Duration interval,
      boolean lockstep,
      Budget budget,
      Optional<MinuteStore> store,
      Consumer<FeedEvent> events,
      Warnings warnings,
      LongSupplier monotonicMillis,
      BooleanSupplier stopping) {
    this.venue = venue;
    this.settings = settings;
    this.intervalMillis = interval.toMillis();
    this.lockstep = lockstep;
    this.events = events;
    this.warnings = warnings;
    this.monotonicMillis = monotonicMillis;
    this.stopping = stopping;
    this.budget = budget;
    this.store = store;
  }

  /**
   * Keeps the minutes of these symbols and forgets all others.
   *
   * @param nowMillis by the clock on the wall
   */
  void watch(Watchlist watchlist, long nowMillis) throws InterruptedException {
    kept.keySet().retainAll(watchlist.symbols());
    Set<Symbol> fresh = new LinkedHashSet<>(watchlist.open());
    fresh.addAll(watchlist.symbols());
    fresh.removeAll(kept.keySet());
    Map<Symbol, List<Minute>> known = store.map(minutes -> minutes.read(fresh)).orElse(Map.of());
    for (Symbol symbol : fresh) {
      Kept begun = begin(symbol);
      begun.minutes.restore(known.getOrDefault(symbol, List.of()), nowMillis);
      settle(begun);
    }
    kept.forEach((symbol, each) -> each.open = watchlist.open().contains(symbol));
  }

  /** The venue lists the symbol now: what it did not know may be asked for again. */
  void listed(Symbol symbol) {
    Optional.ofNullable(kept.get(symbol)).ifPresent(each -> each.nextAskAt = 0);
  }

  /** A candle of the stream. */
  void candle(Kline kline) {
    Optional.ofNullable(kept.get(kline.symbol())).ifPresent(k -> k.minutes.candle(kline));
  }

  /** A price that is going to be written. */
  void price(Symbol symbol, long timeMillis) throws InterruptedException {
    Kept before = kept.get(symbol);
    if (before == null) {
      return;
    }
    Kept now = before;
    if (before.minutes.beginsAgain(timeMillis)) {
      log.warn("[MARKET] {}: the venue went back in time, minutes are read anew", symbol);
      now = begin(symbol);
    }
    now.minutes.price(timeMillis);
    settle(now);
    boolean passed = pass(now);
    long interval = Math.floorDiv(timeMillis, intervalMillis);
    if (now.urgent || (lockstep ? passed : interval != now.interval)) {
      now.interval = interval;
      note(now);
    }
  }

  /** The states to be written now, each told once. */
  Map<Symbol, Reading> takeDue() {
    Map<Symbol, Reading> taken = new LinkedHashMap<>(due);
    due.clear();
    return taken;
  }

  /** Asks the venue for what is missing, as far as it may be asked now. */
  void look() {
    if (lockstep) {
      return; // asked for where it is needed
    }
    long now = monotonicMillis.getAsLong();
    if (asking >= MOST_AT_ONCE || now < pausedUntil) {
      return;
    }
    List<Wanted> wanted = new ArrayList<>();
    for (Kept each : List.copyOf(kept.values())) {
      if (!each.asking && !each.computing && now >= each.nextAskAt) {
        Kept current = renewed(each);
        current.minutes.request().ifPresent(request -> wanted.add(new Wanted(current, request)));
      }
    }
    wanted.sort(Comparator.comparingInt(Wanted::rank));
    for (Wanted next : wanted) {
      if (asking >= MOST_AT_ONCE || !ask(next)) {
        return;
      }
    }
  }

  /** What a symbol needs; open positions come first, then what a state needs, depth last. */
  private record Wanted(Kept symbol, SymbolMinutes.Request request) {
    int rank() {
      boolean deep = request.phase() == SymbolMinutes.Phase.DEEP;
      return (symbol.open ? 0 : 1) + (deep ? 2 : 0);
    }

    RestWeight.Use use() {
      return rank() == 0 ? RestWeight.Use.POSITIONS : RestWeight.Use.HISTORY;
    }
  }

  /**
   * @return false if there is no weight left for it
   */
  private boolean ask(Wanted wanted) {
    SymbolMinutes.Request request = wanted.request;
    if (!budget.take(PublicRest.klinesWeight(request.limit()), wanted.use())) {
      return false;
    }
    SymbolMinutes minutes = wanted.symbol.minutes;
    wanted.symbol.asking = true;
    asking++;
    send(minutes, request)
        .thenAccept(answer -> events.accept(new FeedEvent.Candles(minutes, request, answer)));
    return true;
  }

  /** Whether no answer is under way. */
  boolean isSettled() {
    return asking == 0;
  }

  /** The answer to a request. */
  void answered(SymbolMinutes minutes, SymbolMinutes.Request request, Answer<List<Kline>> answer) {
    asking--;
    find(minutes)
        .ifPresent(
            mine -> {
              mine.asking = false;
              take(mine, request, answer);
            });
  }

  /** The references of a symbol were computed from its history. */
  void warmed(SymbolMinutes minutes, SymbolMinutes.History history, RollingStatistics full) {
    find(minutes)
        .ifPresent(
            mine -> {
              mine.computing = false;
              store.ifPresent(kept -> kept.replace(minutes.symbol(), minutes.known(history)));
              minutes.warmed(full, history);
              log.debug(
                  "[MARKET] {}: history of {} minutes computed",
                  minutes.symbol(),
                  history.minutes().size());
              noteAtOnce(mine);
            });
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  private Kept begin(Symbol symbol) {
    long late = lockstep ? 0 : LATE_MILLIS;
    Kept fresh = new Kept(new SymbolMinutes(symbol, settings, late));
    Optional.ofNullable(kept.get(symbol)).ifPresent(before -> fresh.open = before.open);
    kept.put(symbol, fresh);
    return fresh;
  }

  private Kept renewed(Kept each) {
    if (!each.minutes.isOutdated()) {
      return each;
    }
    log.info("[MARKET] {}: away for too long, minutes are read anew", each.minutes.symbol());
    OptionalLong time = each.minutes.timeMillis();
    Kept fresh = begin(each.minutes.symbol());
    time.ifPresent(fresh.minutes::price);
    return fresh;
  }

  private Optional<Kept> find(SymbolMinutes minutes) {
    return Optional.ofNullable(kept.get(minutes.symbol())).filter(k -> k.minutes == minutes);
  }

  private CompletableFuture<Answer<List<Kline>>> send(
      SymbolMinutes minutes, SymbolMinutes.Request request) {
    return venue.klines(minutes.symbol(), request.startMillis(), request.limit());
  }

  /** In lockstep: waits until nothing is missing any more. */
  private void settle(Kept each) throws InterruptedException {
    if (!lockstep) {
      return;
    }
    Kept current = renewed(each);
    while (!stopping.getAsBoolean() && monotonicMillis.getAsLong() >= current.nextAskAt) {
      Optional<SymbolMinutes.Request> wanted = current.minutes.request();
      if (wanted.isEmpty()) {
        return;
      }
      Answer<List<Kline>> answer = send(current.minutes, wanted.get()).join();
      take(current, wanted.get(), answer);
      if (answer instanceof Answer.Failed) {
        current.nextAskAt = 0;
        Thread.sleep(LOCKSTEP_RETRY_MILLIS);
      }
    }
  }

  private void take(Kept mine, SymbolMinutes.Request request, Answer<List<Kline>> answer) {
    long now = monotonicMillis.getAsLong();
    Symbol symbol = mine.minutes.symbol();
    switch (answer) {
      case Answer.Ok<List<Kline>>(List<Kline> rows, List<String> bad) -> {
        bad.forEach(warnings::bad);
        mine.backOff.reset();
        boolean all = rows.size() + bad.size() < request.limit();
        long missing = mine.minutes.answered(request, rows, all);
        if (missing > 0) {
          log.warn(
              "[MARKET] {}: the venue has no candle for {} minutes, going on without",
              symbol,
              missing);
        }
        if (request.phase() == SymbolMinutes.Phase.RECENT || pass(mine)) {
          noteAtOnce(mine); // what was missing came behind the price that needed it
        }
        if (mine.minutes.phase() == SymbolMinutes.Phase.WARMING && !mine.computing) {
          compute(mine);
        }
      }
      case Answer.UnknownSymbol<List<Kline>> _ -> {
        log.warn("[MARKET] {}: the venue does not know this symbol; no market state", symbol);
        mine.nextAskAt = now + UNKNOWN_AGAIN_MILLIS;
      }
      case Answer.Failed<List<Kline>>(String why, Duration pause) -> {
        warnings.bad("klines: " + why);
        mine.nextAskAt = now + mine.backOff.nextMillis();
        pausedUntil = Math.max(pausedUntil, now + pause.toMillis());
      }
    }
  }

  private void compute(Kept mine) {
    SymbolMinutes minutes = mine.minutes;
    SymbolMinutes.History history = minutes.history();
    mine.computing = true;
    if (lockstep) {
      warmed(minutes, history, computed(history));
    } else {
      worker.execute(
          () -> events.accept(new FeedEvent.Warmed(minutes, history, computed(history))));
    }
  }

  private RollingStatistics computed(SymbolMinutes.History history) {
    RollingStatistics full =
        RollingStatistics.withReferences(settings.statistics(), settings.references());
    full.addAll(history.minutes());
    return full;
  }

  /** Something new is known between two prices. */
  private void noteAtOnce(Kept mine) {
    mine.urgent = true;
    if (!lockstep) {
      pass(mine);
      note(mine);
    }
  }

  /** Takes the minutes that have ended into the statistics, and keeps them over a restart. */
  private boolean pass(Kept mine) {
    List<Minute> ended = mine.minutes.pass();
    if (mine.minutes.phase() == SymbolMinutes.Phase.READY && !ended.isEmpty()) {
      store.ifPresent(minutes -> minutes.add(mine.minutes.symbol(), ended));
    }
    return !ended.isEmpty();
  }

  private void note(Kept mine) {
    mine.minutes
        .reading()
        .ifPresent(
            reading -> {
              mine.urgent = false;
              due.put(mine.minutes.symbol(), reading);
            });
  }
}
