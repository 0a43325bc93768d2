package quantum.marketstate;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import quantum.marketdata.MarkTick;
import quantum.marketdata.MarketFrame;
import quantum.marketdata.MarketSocket;
import quantum.marketdata.PublicRest;
import quantum.marketdata.SocketEvent;
import quantum.runtime.BackOff;
import quantum.runtime.Health;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Keeps prices and minutes coming. One thread owns everything here; other threads only put events
 * into its inbox.
 *
 * <p>The socket is the source. While it has been silent for {@link Timing#silence()}, connected or
 * not, REST is polled instead, until the socket speaks again. After each connect and each new
 * subscription REST is asked once, for what was missed in between. A silent socket is asked for a
 * sign of life and replaced if it gives none, or gives no prices for long; one that grows old is
 * replaced by a successor that already speaks.
 */
final class MarketFeed implements RunningService {
  static final String LOOP = "feed";

  private static final Logger log = LoggerFactory.getLogger(MarketFeed.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** How soon the timers are looked at when nothing happens. */
  private static final long IDLE_MILLIS = 100;

  /** Silences after which a socket that still answers is replaced all the same. */
  private static final int PATIENCE = 6;

  private final MarketStateSettings settings;
  private final Timing timing;
  private final UnaryOperator<Set<Symbol>> watchlist;
  private final PriceWriter writer;
  private final Health health;
  private final Heartbeat heartbeat;
  private final LongSupplier monotonicMillis;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final BlockingQueue<FeedEvent> inbox = new LinkedBlockingQueue<>();
  private final PublicRest rest;
  private final MinuteKeeper minutes;
  private final LastPrices lastPrices = new LastPrices();
  private final Warnings warnings;
  private volatile boolean stopping;

  private Set<Symbol> watched = Set.of();
  private final Map<Symbol, Long> unheardSince = new HashMap<>();
  private long nextWatchlistAt;

  private Optional<MarketSocket> current = Optional.empty();
  private Optional<MarketSocket> successor = Optional.empty();
  private boolean open;
  private Set<Symbol> subscribed = Set.of();
  private int sockets;
  private long requests;
  private long openedAt;
  private long lastPriceAt;
  private long lastSignAt;
  private long nextPingAt;
  private long nextConnectAt;
  private final BackOff backOff;

  private boolean fallback;
  private boolean catchingUp;
  private boolean asked;
  private long nextPollAt;

  /**
   * @param watchlist the symbols to watch, given those watched so far; may answer with the latter
   *     where it cannot find out
   * @param monotonicMillis a clock that nobody sets
   */
  MarketFeed(
      MarketStateSettings settings,
      Timing timing,
      UnaryOperator<Set<Symbol>> watchlist,
      PriceWriter writer,
      Health health,
      LongSupplier monotonicMillis) {
    this.settings = settings;
    this.timing = timing;
    this.watchlist = watchlist;
    this.writer = writer;
    this.health = health;
    this.heartbeat = health.loop(LOOP);
    this.monotonicMillis = monotonicMillis;
    this.rest = new PublicRest(http, settings.restBase());
    this.warnings = new Warnings(monotonicMillis);
    this.minutes =
        new MinuteKeeper(
            rest::klines,
            settings.statistics(),
            Duration.ofSeconds(settings.publishIntervalSec()),
            settings.lockstep(),
            inbox::add,
            warnings,
            monotonicMillis,
            () -> stopping);
    this.backOff = new BackOff(timing.firstBackOff(), timing.lastBackOff());
  }

  @Override
  public void run() throws InterruptedException {
    long now = monotonicMillis.getAsLong();
    nextWatchlistAt = now;
    nextConnectAt = now;
    nextPollAt = now;
    lastPriceAt = now;
    try {
      while (!stopping) {
        look();
        if (watched.isEmpty() || open) {
          heartbeat.ready(); // nothing to connect for, or connected
        }
        heartbeat.beat();
        FeedEvent first = inbox.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          List<FeedEvent> waiting = new ArrayList<>();
          waiting.add(first);
          inbox.drainTo(waiting);
          handle(waiting);
        }
      }
    } finally {
      current.ifPresent(MarketSocket::drop);
      successor.ifPresent(MarketSocket::drop);
      minutes.close();
      http.shutdownNow();
    }
  }

  @Override
  public void stop() {
    stopping = true;
    inbox.add(new FeedEvent.Wake());
  }

  // ---- what happened

  /** All that waits becomes one commit; only then may the socket send more. */
  private void handle(List<FeedEvent> events) throws InterruptedException {
    List<MarkTick> news = new ArrayList<>();
    for (FeedEvent event : events) {
      switch (event) {
        case FeedEvent.Heard(SocketEvent.Message(var socket, var text)) ->
            message(socket, text, news);
        case FeedEvent.Polled(Answer<List<MarkTick>> answer) -> polled(answer, news);
        case FeedEvent.Candles(var symbol, var request, var answer) ->
            minutes.answered(symbol, request, answer);
        case FeedEvent.Warmed(var symbol, var history, var full) ->
            minutes.warmed(symbol, history, full);
        case FeedEvent.Heard(SocketEvent.Opened(var socket)) -> opened(socket);
        case FeedEvent.Heard(SocketEvent.Alive(var socket)) -> sign(socket);
        case FeedEvent.Heard(SocketEvent.Lost(var socket, var why)) -> lost(socket, why);
        case FeedEvent.Wake _ -> {}
      }
    }
    writer.write(news, minutes.takeDue(), () -> stopping);
    for (FeedEvent event : events) {
      if (event instanceof FeedEvent.Heard(SocketEvent.Message(var socket, _))) {
        socket.handled();
      }
    }
  }

  private void message(MarketSocket socket, String text, List<MarkTick> news)
      throws InterruptedException {
    if (!isCurrent(socket) && !isSuccessor(socket)) {
      return;
    }
    sign(socket);
    MarketFrame frame = MarketFrame.of(text);
    frame.bad().forEach(warnings::bad);
    if (frame.acknowledged().isPresent()) {
      catchingUp = true;
    }
    for (MarketFrame.Event event : frame.events()) {
      switch (event) {
        case MarketFrame.Event.Mark(MarkTick tick) -> mark(socket, tick, news);
        case MarketFrame.Event.Candle(Kline kline) -> minutes.candle(kline);
      }
    }
  }

  private void mark(MarketSocket socket, MarkTick tick, List<MarkTick> news)
      throws InterruptedException {
    if (watched.contains(tick.symbol())) {
      spoke(socket, tick.symbol());
      if (lastPrices.isNews(tick, socket.number())) {
        tell(tick, news);
      }
    }
  }

  private void tell(MarkTick tick, List<MarkTick> news) throws InterruptedException {
    minutes.price(tick.symbol(), tick.timeMillis());
    news.add(tick);
  }

  private void spoke(MarketSocket socket, Symbol symbol) {
    if (isSuccessor(socket)) {
      current.ifPresent(MarketSocket::drop);
      current = successor;
      successor = Optional.empty();
      open = true;
      openedAt = monotonicMillis.getAsLong();
      log.info("[MARKET] connection renewed");
    }
    lastPriceAt = monotonicMillis.getAsLong();
    backOff.reset();
    unheardSince.remove(symbol);
  }

  private void polled(Answer<List<MarkTick>> answer, List<MarkTick> news)
      throws InterruptedException {
    asked = false;
    switch (answer) {
      case Answer.Ok<List<MarkTick>>(List<MarkTick> ticks, List<String> bad) -> {
        bad.forEach(warnings::bad);
        for (MarkTick tick : ticks) {
          if (watched.contains(tick.symbol()) && lastPrices.isNews(tick, LastPrices.REST)) {
            tell(tick, news);
          }
        }
      }
      case Answer.UnknownSymbol<List<MarkTick>>(Symbol symbol) ->
          warnings.bad("premiumIndex: unknown symbol " + symbol);
      case Answer.Failed<List<MarkTick>>(String why, Duration pause) -> {
        warnings.bad("premiumIndex: " + why);
        nextPollAt = Math.max(nextPollAt, monotonicMillis.getAsLong() + pause.toMillis());
      }
    }
  }

  private void opened(MarketSocket socket) {
    if (isCurrent(socket)) {
      long now = monotonicMillis.getAsLong();
      open = true;
      openedAt = now;
      lastSignAt = now;
      nextPingAt = now;
      catchingUp = true;
      log.info("[MARKET] connected to {}, {} symbols", settings.socketBase(), subscribed.size());
      follow();
    }
  }

  private void sign(MarketSocket socket) {
    if (isCurrent(socket)) {
      lastSignAt = monotonicMillis.getAsLong();
    }
  }

  private void lost(MarketSocket socket, String why) {
    if (isSuccessor(socket)) {
      successor = Optional.empty();
      openedAt = monotonicMillis.getAsLong() - timing.renewal().toMillis() + backOff.millis();
      log.warn("[MARKET] connection not renewed: {}", why);
    } else if (isCurrent(socket)) {
      drop(why);
    }
  }

  private boolean isCurrent(MarketSocket socket) {
    return current.filter(mine -> mine == socket).isPresent();
  }

  private boolean isSuccessor(MarketSocket socket) {
    return successor.filter(mine -> mine == socket).isPresent();
  }

  // ---- what is due

  private void look() throws InterruptedException {
    long now = monotonicMillis.getAsLong();
    if (now >= nextWatchlistAt) {
      nextWatchlistAt = now + timing.watchlist().toMillis();
      watch(watchlist.apply(watched), now);
    }
    if (watched.isEmpty()) {
      lastPriceAt = now; // nothing to be silent about
      return;
    }
    long silentMillis = now - lastPriceAt;
    long silence = timing.silence().toMillis();
    fallback(silentMillis >= silence);
    if (current.isEmpty()) {
      connect(now);
    } else if (open && now - lastSignAt >= 2 * silence) {
      drop("no sign of life for " + (now - lastSignAt) + " ms");
    } else if (open && Math.min(silentMillis, now - openedAt) >= PATIENCE * silence) {
      drop("no price for " + silentMillis + " ms");
    } else if (open && now - lastSignAt >= silence && now >= nextPingAt) {
      nextPingAt = now + silence;
      current.ifPresent(MarketSocket::ping);
    }
    if (open && successor.isEmpty() && now - openedAt >= timing.renewal().toMillis()) {
      successor = Optional.of(socket());
    }
    if ((fallback || catchingUp) && !asked && now >= nextPollAt) {
      catchingUp = false;
      asked = true;
      nextPollAt = now + timing.poll().toMillis();
      rest.premiumIndex(watched).thenAccept(answer -> inbox.add(new FeedEvent.Polled(answer)));
    }
    minutes.look();
    nameTheUnheard(now);
  }

  private void watch(Set<Symbol> symbols, long now) throws InterruptedException {
    if (symbols.equals(watched)) {
      return;
    }
    for (Symbol symbol : symbols) {
      if (!watched.contains(symbol)) {
        unheardSince.put(symbol, now);
      }
    }
    unheardSince.keySet().retainAll(symbols);
    watched = Set.copyOf(symbols);
    minutes.watch(watched);
    if (watched.isEmpty()) {
      current.ifPresent(MarketSocket::drop);
      successor.ifPresent(MarketSocket::drop);
      current = Optional.empty();
      successor = Optional.empty();
      open = false;
      log.info("[MARKET] no symbol to watch");
    } else if (open) {
      follow();
    }
  }

  /** Makes the connection's subscriptions those of the watchlist. */
  private void follow() {
    Set<Symbol> more = new TreeSet<>(watched);
    more.removeAll(subscribed);
    Set<Symbol> less = new TreeSet<>(subscribed);
    less.removeAll(watched);
    current.ifPresent(
        socket -> {
          if (!more.isEmpty()) {
            socket.subscribe(more, ++requests);
            log.info("[MARKET] watching {} too", more);
          }
          if (!less.isEmpty()) {
            socket.unsubscribe(less, ++requests);
            log.info("[MARKET] not watching {} any more", less);
          }
        });
    subscribed = watched;
  }

  private void connect(long now) {
    if (now >= nextConnectAt) {
      open = false;
      subscribed = watched;
      current = Optional.of(socket());
    }
  }

  private MarketSocket socket() {
    return MarketSocket.open(
        http,
        settings.socketBase(),
        new TreeSet<>(watched),
        CONNECT,
        ++sockets,
        event -> inbox.add(new FeedEvent.Heard(event)));
  }

  private void drop(String why) {
    current.ifPresent(MarketSocket::drop);
    current = Optional.empty();
    open = false;
    long pauseMillis = backOff.nextMillis();
    nextConnectAt = monotonicMillis.getAsLong() + pauseMillis;
    log.warn("[MARKET] connection lost: {}; again in {} ms", why, pauseMillis);
  }

  private void fallback(boolean silent) {
    if (silent == fallback) {
      return;
    }
    fallback = silent;
    if (silent) {
      health.state(Health.State.DEGRADED, "no price by " + settings.socketBase());
      log.warn("[MARKET] no price for {} s, polling instead", timing.silence().toSeconds());
    } else {
      health.state(Health.State.RUNNING);
      log.info("[MARKET] prices come by socket again");
    }
  }

  /** A misspelt or delisted symbol makes no noise at the venue, so we make it. */
  private void nameTheUnheard(long now) {
    if (fallback) {
      return;
    }
    Iterator<Map.Entry<Symbol, Long>> all = unheardSince.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Symbol, Long> one = all.next();
      if (now - one.getValue() >= timing.silence().toMillis()) {
        log.warn("[MARKET] {}: subscribed, but no price came; is it listed?", one.getKey());
        all.remove();
      }
    }
  }
}
