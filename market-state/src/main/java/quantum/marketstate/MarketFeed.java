package quantum.marketstate;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
import quantum.runtime.Health;
import quantum.runtime.RunningService;

/**
 * Keeps prices coming. One thread owns everything here; the HTTP client's threads only put events
 * into its inbox.
 *
 * <p>The socket is the source. While it has been silent for {@link Timing#silence()}, connected or
 * not, REST is polled instead, until the socket speaks again. After each connect and each new
 * subscription REST is asked once, for what was missed in between. A silent socket is asked for a
 * sign of life and replaced if it gives none, or gives no prices for long; one that grows old is
 * replaced by a successor that already speaks.
 */
final class MarketFeed implements RunningService {
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
  private final LongSupplier monotonicMillis;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final BlockingQueue<FeedEvent> inbox = new LinkedBlockingQueue<>();
  private final PremiumIndex premiumIndex;
  private final LastPrices lastPrices = new LastPrices();
  private final Warnings warnings;
  private volatile boolean stopping;

  private Set<Symbol> watched = Set.of();
  private final Map<Symbol, Long> unheardSince = new HashMap<>();
  private long nextWatchlistAt;

  private Optional<MarkPriceSocket> current = Optional.empty();
  private Optional<MarkPriceSocket> successor = Optional.empty();
  private boolean open;
  private Set<Symbol> subscribed = Set.of();
  private int sockets;
  private long requests;
  private long openedAt;
  private long lastPriceAt;
  private long lastSignAt;
  private long nextPingAt;
  private long nextConnectAt;
  private long backOffMillis;

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
    this.monotonicMillis = monotonicMillis;
    this.premiumIndex = new PremiumIndex(http, settings.restBase(), inbox::add);
    this.warnings = new Warnings(monotonicMillis);
    this.backOffMillis = timing.firstBackOff().toMillis();
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
        FeedEvent first = inbox.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          List<FeedEvent> waiting = new ArrayList<>();
          waiting.add(first);
          inbox.drainTo(waiting);
          handle(waiting);
        }
      }
    } finally {
      current.ifPresent(MarkPriceSocket::drop);
      successor.ifPresent(MarkPriceSocket::drop);
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
        case FeedEvent.Message(MarkPriceSocket socket, String text) -> message(socket, text, news);
        case FeedEvent.Polled(String body) -> polled(body, news);
        case FeedEvent.PollFailed(String why, Duration pause) -> pollFailed(why, pause);
        case FeedEvent.Opened(MarkPriceSocket socket) -> opened(socket);
        case FeedEvent.Alive(MarkPriceSocket socket) -> sign(socket);
        case FeedEvent.Lost(MarkPriceSocket socket, String why) -> lost(socket, why);
        case FeedEvent.Wake _ -> {}
      }
    }
    writer.write(news, () -> stopping);
    for (FeedEvent event : events) {
      if (event instanceof FeedEvent.Message(MarkPriceSocket socket, _)) {
        socket.handled();
      }
    }
  }

  private void message(MarkPriceSocket socket, String text, List<MarkTick> news) {
    if (!isCurrent(socket) && !isSuccessor(socket)) {
      return;
    }
    sign(socket);
    MarketFrame frame = MarketFrame.ofSocket(text);
    frame.bad().forEach(warnings::bad);
    if (frame.acknowledged().isPresent()) {
      catchingUp = true;
    }
    for (MarkTick tick : frame.ticks()) {
      if (watched.contains(tick.symbol())) {
        spoke(socket, tick.symbol());
        if (lastPrices.isNews(tick, socket.number())) {
          news.add(tick);
        }
      }
    }
  }

  private void spoke(MarkPriceSocket socket, Symbol symbol) {
    if (isSuccessor(socket)) {
      current.ifPresent(MarkPriceSocket::drop);
      current = successor;
      successor = Optional.empty();
      open = true;
      openedAt = monotonicMillis.getAsLong();
      log.info("[MARKET] connection renewed");
    }
    lastPriceAt = monotonicMillis.getAsLong();
    backOffMillis = timing.firstBackOff().toMillis();
    unheardSince.remove(symbol);
  }

  private void polled(String body, List<MarkTick> news) {
    asked = false;
    Set<String> wanted = new HashSet<>();
    watched.forEach(symbol -> wanted.add(symbol.name()));
    MarketFrame frame = MarketFrame.ofPremiumIndex(body, wanted::contains);
    frame.bad().forEach(warnings::bad);
    for (MarkTick tick : frame.ticks()) {
      if (lastPrices.isNews(tick, LastPrices.REST)) {
        news.add(tick);
      }
    }
  }

  private void pollFailed(String why, Duration pause) {
    asked = false;
    warnings.bad("premiumIndex: " + why);
    nextPollAt = Math.max(nextPollAt, monotonicMillis.getAsLong() + pause.toMillis());
  }

  private void opened(MarkPriceSocket socket) {
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

  private void sign(MarkPriceSocket socket) {
    if (isCurrent(socket)) {
      lastSignAt = monotonicMillis.getAsLong();
    }
  }

  private void lost(MarkPriceSocket socket, String why) {
    if (isSuccessor(socket)) {
      successor = Optional.empty();
      openedAt = monotonicMillis.getAsLong() - timing.renewal().toMillis() + backOffMillis;
      log.warn("[MARKET] connection not renewed: {}", why);
    } else if (isCurrent(socket)) {
      drop(why);
    }
  }

  private boolean isCurrent(MarkPriceSocket socket) {
    return current.filter(mine -> mine == socket).isPresent();
  }

  private boolean isSuccessor(MarkPriceSocket socket) {
    return successor.filter(mine -> mine == socket).isPresent();
  }

  // ---- what is due

  private void look() {
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
      current.ifPresent(MarkPriceSocket::ping);
    }
    if (open && successor.isEmpty() && now - openedAt >= timing.renewal().toMillis()) {
      successor = Optional.of(socket());
    }
    if ((fallback || catchingUp) && !asked && now >= nextPollAt) {
      catchingUp = false;
      asked = true;
      nextPollAt = now + timing.poll().toMillis();
      premiumIndex.ask();
    }
    nameTheUnheard(now);
  }

  private void watch(Set<Symbol> symbols, long now) {
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
    if (watched.isEmpty()) {
      current.ifPresent(MarkPriceSocket::drop);
      successor.ifPresent(MarkPriceSocket::drop);
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

  private MarkPriceSocket socket() {
    return MarkPriceSocket.open(
        http, settings.socketBase(), new TreeSet<>(watched), CONNECT, ++sockets, inbox::add);
  }

  private void drop(String why) {
    current.ifPresent(MarkPriceSocket::drop);
    current = Optional.empty();
    open = false;
    nextConnectAt = monotonicMillis.getAsLong() + backOffMillis;
    log.warn("[MARKET] connection lost: {}; again in {} ms", why, backOffMillis);
    backOffMillis = Math.min(2 * backOffMillis, timing.lastBackOff().toMillis());
  }

  private void fallback(boolean silent) {
    if (silent == fallback) {
      return;
    }
    fallback = silent;
    health.state(silent ? Health.State.DEGRADED : Health.State.RUNNING);
    if (silent) {
      log.warn("[MARKET] no price for {} s, polling instead", timing.silence().toSeconds());
    } else {
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
