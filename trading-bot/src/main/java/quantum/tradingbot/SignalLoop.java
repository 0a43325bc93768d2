package quantum.tradingbot;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Answer;
import quantum.marketdata.Kline;
import quantum.marketdata.MarkTick;
import quantum.marketdata.PublicRest;
import quantum.runtime.Health;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.RestWeight;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;
import quantum.tradingbot.decide.Account;
import quantum.tradingbot.decide.EntryDesk;
import quantum.tradingbot.decide.Reading;
import quantum.tradingbot.decide.Reading.Quiet;
import quantum.tradingbot.decide.Reading.Signal;
import quantum.tradingbot.decide.Reading.Why;
import quantum.tradingbot.decide.SignalReader;

/**
 * Looks at the market at intervals: mark prices of all symbols with one request, then the candles
 * of those symbols that have a new closed one. Each candle is decided on once.
 */
final class SignalLoop implements RunningService {
  /** Requests under way at once: a few symbols must not look like an attack to the venue. */
  private static final int AT_ONCE = 8;

  private static final long BEAT_MILLIS = 1_000;

  private static final long ASK_UNKNOWN_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final TradingBotSettings settings;
  private final PublicRest rest;
  private final RestWeight weight;
  private final AccountView account;
  private final EntryWriter writer;
  private final Health health;
  private final Heartbeat heartbeat;
  private final BotLog log;
  private final SignalReader reader;
  private final EntryDesk desk;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  /** Close time of the newest candle that was decided on. */
  private final Map<Symbol, Long> decided = new HashMap<>();

  private final Map<Symbol, Long> unknownSinceNanos = new HashMap<>();
  private long pauseUntilNanos = System.nanoTime();
  private boolean complete;

  /** What the last look did without, in words; "" for nothing. */
  private String lacking = "";

  SignalLoop(
      TradingBotSettings settings,
      PublicRest rest,
      RestWeight weight,
      AccountView account,
      EntryWriter writer,
      Health health,
      BotLog log) {
    this.settings = settings;
    this.rest = rest;
    this.weight = weight;
    this.account = account;
    this.writer = writer;
    this.health = health;
    this.heartbeat = health.loop("signals");
    this.log = log;
    this.reader = new SignalReader(settings.rules());
    this.desk = new EntryDesk(settings.rules());
  }

  /** Its own stop ends a wait for the venue at once. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super(null, null, false, false);
    }
  }

  @Override
  public void run() throws InterruptedException {
    try {
      do {
        if (System.nanoTime() - pauseUntilNanos >= 0) {
          boolean found = look();
          heartbeat.ready();
          health.state(found ? Health.State.RUNNING : Health.State.DEGRADED, lacking);
        }
      } while (!stoppedWithin(settings.pollMillis()));
    } catch (Stopped _) {
      // told to stop while the venue was asked
    }
  }

  /** Waits; looks may be a minute apart, so the wait beats as well. */
  private boolean stoppedWithin(long millis) throws InterruptedException {
    for (long left = millis; left > 0; left -= BEAT_MILLIS) {
      heartbeat.beat();
      if (stopping.await(Math.min(left, BEAT_MILLIS), TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void stop() {
    stopping.countDown();
    stopped.complete(null);
  }

  /**
   * @return whether everything needed was there
   */
  private boolean look() {
    complete = true;
    lacking = "";
    if (!weight.take(PublicRest.ALL_PRICES_WEIGHT, RestWeight.Use.HISTORY)) {
      return weightUsed("mark prices");
    }
    Map<Symbol, MarkTick> marks;
    switch (await(rest.premiumIndex(settings.symbols()))) {
      case Answer.Ok<List<MarkTick>>(List<MarkTick> ticks, List<String> bad) -> {
        log.badPrices(bad);
        marks = new LinkedHashMap<>();
        ticks.forEach(tick -> marks.put(tick.symbol(), tick));
      }
      case Answer.Failed<List<MarkTick>>(String why, Duration pause) -> {
        silent("mark prices", why, pause);
        return false;
      }
      case Answer.UnknownSymbol<List<MarkTick>>(Symbol symbol) -> {
        log.quiet(new Quiet(symbol, Why.UNKNOWN_SYMBOL, "the venue does not list it"));
        lacking = "the venue does not list " + symbol;
        return false;
      }
    }
    nameUnpriced(marks.keySet());
    Map<Symbol, List<Kline>> candles = candles(due(marks));
    try {
      decide(marks, candles);
      log.redisBack();
      health.has(Health.REDIS);
      return complete;
    } catch (RedisException | RedisUnavailable e) {
      if (!RedisUnavailable.is(e)) {
        throw e;
      }
      log.redisAway(e.getMessage());
      health.lacks(Health.REDIS, RedisUnavailable.waiting(e));
    }
    return false;
  }

  private void nameUnpriced(Set<Symbol> priced) {
    Set<Symbol> missing = new TreeSet<>(settings.symbols());
    missing.removeAll(priced);
    missing.forEach(
        symbol -> log.quiet(new Quiet(symbol, Why.UNKNOWN_SYMBOL, "the venue tells no price")));
  }

  /** Symbols of which a candle has ended since the one that was decided on. */
  private List<MarkTick> due(Map<Symbol, MarkTick> marks) {
    long now = System.nanoTime();
    return marks.values().stream()
        .filter(
            mark -> {
              Long until = decided.get(mark.symbol());
              return until == null || mark.timeMillis() > until + Kline.INTERVAL_MILLIS;
            })
        .filter(
            mark -> {
              Long since = unknownSinceNanos.get(mark.symbol());
              return since == null || now - since >= ASK_UNKNOWN_AGAIN_NANOS;
            })
        .toList();
  }

  private Map<Symbol, List<Kline>> candles(List<MarkTick> due) {
    // one is running, and one may just have ended
    int limit = settings.rules().candlesNeeded() + 2;
    Map<Symbol, List<Kline>> candles = new LinkedHashMap<>();
    for (int from = 0; from < due.size(); from += AT_ONCE) {
      Map<Symbol, CompletableFuture<Answer<List<Kline>>>> asked = new LinkedHashMap<>();
      for (MarkTick mark : due.subList(from, Math.min(due.size(), from + AT_ONCE))) {
        if (!weight.take(PublicRest.klinesWeight(limit), RestWeight.Use.HISTORY)) {
          weightUsed("candles of " + mark.symbol() + " and others");
          break;
        }
        asked.put(mark.symbol(), rest.klines(mark.symbol(), OptionalLong.empty(), limit));
      }
      asked.forEach((symbol, answer) -> take(symbol, await(answer), candles));
      if (System.nanoTime() - pauseUntilNanos < 0 || !complete) {
        break; // it has told us to be quiet, or there is no weight left
      }
    }
    return candles;
  }

  private void take(Symbol symbol, Answer<List<Kline>> answer, Map<Symbol, List<Kline>> candles) {
    switch (answer) {
      case Answer.Ok<List<Kline>>(List<Kline> klines, List<String> bad) -> {
        if (!bad.isEmpty()) {
          log.badCandle(symbol, bad.getFirst(), bad.size() - 1);
        }
        unknownSinceNanos.remove(symbol);
        candles.put(symbol, klines);
      }
      case Answer.UnknownSymbol<List<Kline>> _ -> {
        unknownSinceNanos.put(symbol, System.nanoTime());
        log.quiet(new Quiet(symbol, Why.UNKNOWN_SYMBOL, "the venue does not list it"));
      }
      case Answer.Failed<List<Kline>>(String why, Duration pause) ->
          silent("candles of " + symbol, why, pause);
    }
  }

  /** What is not asked for now is decided on at a later look. */
  private boolean weightUsed(String what) {
    String why = "not asked: this minute's request weight is used";
    lacks(what, why);
    log.venueSilent(what, why);
    return false;
  }

  private void silent(String what, String why, Duration pause) {
    lacks(what, why);
    long until = System.nanoTime() + pause.toNanos();
    if (until - pauseUntilNanos > 0) {
      pauseUntilNanos = until;
    }
    log.venueSilent(what, why);
  }

  private void lacks(String what, String why) {
    complete = false;
    lacking = "no " + what + " from " + settings.restBase().getRawAuthority() + ": " + why;
  }

  private void decide(Map<Symbol, MarkTick> marks, Map<Symbol, List<Kline>> candles) {
    Map<Symbol, Long> ended = new HashMap<>();
    Map<Symbol, Long> now = new HashMap<>();
    candles.forEach(
        (symbol, klines) -> {
          long nowMillis = marks.get(symbol).timeMillis();
          List<Kline> closed = SignalReader.closed(klines, nowMillis);
          long newest = closed.isEmpty() ? Long.MIN_VALUE : closed.getLast().closeTimeMillis();
          if (closed.isEmpty() || newest > decided.getOrDefault(symbol, Long.MIN_VALUE)) {
            ended.put(symbol, newest);
            now.put(symbol, nowMillis);
          }
        });
    Map<Symbol, MarketState> states = account.markets(now);
    List<Signal> signals = new ArrayList<>();
    for (Symbol symbol : ended.keySet()) {
      MarkTick mark = marks.get(symbol);
      Optional<MarketState> state = Optional.ofNullable(states.get(symbol));
      switch (reader.read(candles.get(symbol), mark, state)) {
        case Signal signal -> signals.add(signal);
        case Quiet quiet -> log.quiet(quiet);
      }
      health.event(mark.timeMillis());
    }
    if (!signals.isEmpty()) {
      send(signals);
    }
    // only now: what Redis could not take is decided on again
    ended.forEach(
        (symbol, newest) -> {
          if (newest != Long.MIN_VALUE) {
            decided.put(symbol, newest);
          }
        });
  }

  private void send(List<Signal> signals) {
    Optional<Account> view = account.account();
    if (view.isEmpty()) {
      return; // named already: nobody knows what is open
    }
    for (Reading reading : desk.choose(signals, view.get())) {
      switch (reading) {
        case Signal signal -> writer.send(signal);
        case Quiet quiet -> log.quiet(quiet);
      }
    }
  }

  private <T> T await(CompletableFuture<T> answer) {
    heartbeat.beat(); // each request has a time limit of its own
    CompletableFuture.anyOf(answer, stopped).join();
    if (stopped.isDone()) {
      throw new Stopped();
    }
    return answer.join();
  }
}
