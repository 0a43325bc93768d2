package quantum.marketstate;

import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Answer;
import quantum.marketdata.Kline;
import quantum.marketdata.Listings;
import quantum.marketdata.MarkTick;
import quantum.marketdata.MarketConnections;
import quantum.marketdata.MarketFrame;
import quantum.marketdata.PublicRest;
import quantum.marketdata.SocketEvent;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RestWeight;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Keeps prices and minutes coming. One thread owns everything here; other threads only put events
 * into its inbox.
 *
 * <p>The streams are the source. REST is asked for the prices of a symbol at its beginning, when
 * its subscription is confirmed (for what was missed until then), and while it is silent, until its
 * stream speaks again. A silent symbol is also subscribed once more; what is late, silent or not
 * listed shows in health, and is an alarm where a position is open.
 */
final class MarketFeed implements RunningService {
  static final String LOOP = "feed";

  private static final Logger log = LoggerFactory.getLogger(MarketFeed.class);

  /** How soon the timers are looked at when nothing happens. */
  private static final long IDLE_MILLIS = 100;

  private final MarketStateSettings settings;
  private final Timing timing;
  private final UnaryOperator<Watchlist> watchlist;
  private final PriceWriter writer;
  private final Heartbeat heartbeat;
  private final Clock clock;
  private final LongSupplier monotonicMillis;
  private final HttpClient http = MarketConnections.client();
  private final BlockingQueue<FeedEvent> inbox = new LinkedBlockingQueue<>();
  private final RestWeight weight;
  private final PublicRest rest;
  private final RestPrices restPrices;
  private final MarketConnections connections;
  private final MinuteKeeper minutes;
  private final ListingWatch listings;
  private final LastPrices lastPrices;
  private final PriceWatch prices;
  private final PriceReport report;
  private final StoredPrices stored;
  private final Warnings warnings;
  private volatile boolean stopping;

  private Watchlist watched = Watchlist.EMPTY;
  private long nextWatchlistAt;
  private long nextReportAt;
  private long nextListingsAt;

  /**
   * @param watchlist what to watch, given what was watched so far; may answer with the latter where
   *     it cannot find out
   * @param monotonicMillis a clock that nobody sets
   */
  MarketFeed(
      MarketStateSettings settings,
      Timing timing,
      UnaryOperator<Watchlist> watchlist,
      PriceWriter writer,
      Redis redis,
      Health health,
      Clock clock,
      LongSupplier monotonicMillis) {
    this.settings = settings;
    this.timing = timing;
    this.watchlist = watchlist;
    this.writer = writer;
    this.heartbeat = health.loop(LOOP);
    this.clock = clock;
    this.monotonicMillis = monotonicMillis;
    this.warnings = new Warnings(monotonicMillis);
    String venue = settings.restBase().getRawAuthority();
    this.weight = new RestWeight(redis, venue, clock);
    this.rest = new PublicRest(http, settings.restBase(), weight::used);
    this.restPrices = new RestPrices(rest, weight, timing.poll(), inbox::add, warnings);
    this.connections =
        new MarketConnections(
            http,
            settings.socketBase(),
            timing.connections(),
            "[MARKET]",
            monotonicMillis,
            event -> inbox.add(new FeedEvent.Heard(event)),
            warnings::bad);
    this.minutes =
        new MinuteKeeper(
            rest::klines,
            settings.statistics(),
            settings.publishInterval(),
            settings.lockstep(),
            weight::take,
            settings.isReplay()
                ? Optional.empty()
                : Optional.of(
                    new MinuteStore(redis, venue, SymbolMinutes.memory(settings.statistics()))),
            inbox::add,
            warnings,
            monotonicMillis,
            () -> stopping);
    this.listings = new ListingWatch(clock);
    this.lastPrices = new LastPrices(settings.isReplay());
    this.prices = new PriceWatch(timing.connections().silence().toMillis(), settings.isReplay());
    this.report = new PriceReport(prices, listings, health, settings.socketBase(), timing);
    this.stored = new StoredPrices(redis, clock);
  }

  @Override
  public void run() throws InterruptedException {
    long now = monotonicMillis.getAsLong();
    nextWatchlistAt = now;
    nextReportAt = now;
    nextListingsAt = now;
    try {
      heartbeat.ready(); // Redis stands and the loop runs; the venue may be away for hours
      look();
      while (!stopping) {
        heartbeat.beat();
        FeedEvent first = inbox.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
          look();
        } else {
          List<FeedEvent> waiting = new ArrayList<>();
          waiting.add(first);
          inbox.drainTo(waiting);
          handle(waiting);
          look();
          for (FeedEvent event : waiting) {
            if (event instanceof FeedEvent.Wake(Runnable looked)) {
              looked.run();
            }
          }
        }
      }
    } finally {
      connections.close();
      minutes.close();
      http.shutdownNow();
    }
  }

  @Override
  public void stop() {
    stopping = true;
    wake(() -> {});
  }

  /** Looks at the timers now, after what waits was handled; tells when it has. */
  void wake(Runnable looked) {
    inbox.add(new FeedEvent.Wake(looked));
  }

  /** Whether no answer of the REST API is under way; the feed's own thread may ask. */
  boolean isSettled() {
    return nextListingsAt != Long.MAX_VALUE && restPrices.isSettled() && minutes.isSettled();
  }

  // ---- what happened

  /** All that waits becomes one commit; only then may the sockets send more. */
  private void handle(List<FeedEvent> events) throws InterruptedException {
    List<MarkTick> news = new ArrayList<>();
    for (FeedEvent event : events) {
      switch (event) {
        case FeedEvent.Heard(SocketEvent heard) -> heard(heard, news);
        case FeedEvent.Polled(Answer<List<MarkTick>> answer) -> {
          for (MarkTick tick : restPrices.answered(answer, monotonicMillis.getAsLong())) {
            mark(tick, LastPrices.REST, news);
          }
        }
        case FeedEvent.Listed(Answer<Listings> answer) -> listed(answer);
        case FeedEvent.Candles(var symbol, var request, var answer) ->
            minutes.answered(symbol, request, answer);
        case FeedEvent.Warmed(var symbol, var history, var full) ->
            minutes.warmed(symbol, history, full);
        case FeedEvent.Wake _ -> {}
      }
    }
    writer.write(news, minutes.takeDue(), () -> stopping);
    long now = monotonicMillis.getAsLong();
    news.forEach(tick -> prices.published(tick.symbol(), tick.timeMillis(), now));
    for (FeedEvent event : events) {
      if (event instanceof FeedEvent.Heard(SocketEvent.Message message)) {
        message.handled();
      }
    }
  }

  private void heard(SocketEvent event, List<MarkTick> news) throws InterruptedException {
    for (MarketFrame.Event told : connections.handle(event)) {
      switch (told) {
        case MarketFrame.Event.Mark(MarkTick tick) -> mark(tick, event.number(), news);
        case MarketFrame.Event.Candle(Kline kline) -> minutes.candle(kline);
      }
    }
  }

  private void mark(MarkTick tick, int source, List<MarkTick> news) throws InterruptedException {
    if (!watched.symbols().contains(tick.symbol())) {
      return;
    }
    switch (lastPrices.judge(tick, source)) {
      case KNOWN, OVERTAKEN -> {}
      case OLDER -> report.older(tick);
      case BEGINS_AGAIN -> {
        prices.beginAgain();
        tell(tick, news);
      }
      case NEWS -> tell(tick, news);
    }
  }

  private void tell(MarkTick tick, List<MarkTick> news) throws InterruptedException {
    minutes.price(tick.symbol(), tick.timeMillis());
    news.add(tick);
  }

  private void listed(Answer<Listings> answer) {
    switch (answer) {
      case Answer.Ok<Listings>(Listings told, List<String> bad) -> {
        bad.forEach(warnings::bad);
        OptionalInt limit = told.weightPerMinute();
        limit.ifPresent(weight::limit);
        traded(listings.told(told, watched.symbols()));
      }
      case Answer.UnknownSymbol<Listings> _ -> {}
      case Answer.Failed<Listings>(String why, var _) -> warnings.bad("exchangeInfo: " + why);
    }
    nextListingsAt = monotonicMillis.getAsLong() + listings.again(watched.symbols()).toMillis();
  }

  private void traded(Set<Symbol> symbols) {
    symbols.forEach(minutes::listed);
  }

  // ---- what is due

  private void look() throws InterruptedException {
    long now = monotonicMillis.getAsLong();
    if (now >= nextWatchlistAt) {
      nextWatchlistAt = now + timing.watchlist().toMillis();
      watch(watchlist.apply(watched), now);
    }
    if (watched.symbols().isEmpty()) {
      return;
    }
    connections.look();
    restPrices.wanted(connections.takeConfirmed());
    restPrices.look(prices.silent(now), watched, now);
    if (now >= nextListingsAt && weight.take(PublicRest.LISTINGS_WEIGHT, RestWeight.Use.PRICES)) {
      nextListingsAt = Long.MAX_VALUE; // until it is answered
      rest.listings().thenAccept(answer -> inbox.add(new FeedEvent.Listed(answer)));
    }
    minutes.look();
    if (now >= nextReportAt) {
      nextReportAt = now + timing.poll().toMillis();
      connections.subscribeAgain(prices.takeDueAgain(now));
      traded(listings.look(watched.symbols()));
      report.look(watched, now);
    }
  }

  private void watch(Watchlist list, long now) throws InterruptedException {
    if (list.equals(watched)) {
      return;
    }
    Set<Symbol> fresh = new TreeSet<>(list.symbols());
    fresh.removeAll(watched.symbols());
    Set<Symbol> gone = new TreeSet<>(watched.symbols());
    gone.removeAll(list.symbols());
    watched = list;
    if (!settings.isReplay()) {
      stored.of(fresh).forEach(tick -> lastPrices.published(tick));
    }
    prices.watch(list.symbols(), now);
    connections.watch(list.symbols());
    minutes.watch(list, clock.millis());
    restPrices.wanted(fresh);
    if (!fresh.isEmpty()) {
      nextListingsAt = Math.min(nextListingsAt, now);
      log.info("[MARKET] watching {}", shown(fresh));
    }
    if (!gone.isEmpty()) {
      log.info("[MARKET] not watching {} any more", shown(gone));
    }
    report.watched(list);
    if (list.symbols().isEmpty()) {
      report.look(list, now); // nothing is missing any more, and nobody looks again
    }
  }

  /** Five hundred names help nobody. */
  static String shown(Set<Symbol> symbols) {
    List<String> first = symbols.stream().limit(5).map(Symbol::name).toList();
    int more = symbols.size() - first.size();
    return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
  }
}
