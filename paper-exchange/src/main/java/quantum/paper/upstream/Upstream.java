package quantum.paper.upstream;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Kline;
import quantum.marketdata.MarkTick;
import quantum.marketdata.MarketFrame;
import quantum.marketdata.MarketSocket;
import quantum.marketdata.SocketEvent;
import quantum.paper.exchange.Bar;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.prices.Candle;
import quantum.paper.rest.Market;
import quantum.runtime.BackOff;
import quantum.runtime.systemd.Heartbeat;
import tools.jackson.databind.JsonNode;

/**
 * Follows the upstream's mark prices and one-minute candles. One thread owns the connection; other
 * threads only put events into its inbox, and ask how old a price is.
 *
 * <p>A price's age is counted from its arrival, by a clock that nobody sets: the upstream may be a
 * replay, whose event times say nothing about now. A lost connection is opened again with back-off;
 * a silent one is asked for a sign of life, and replaced if it gives none, or no prices for long;
 * one that grows old is replaced by a successor that already speaks. Meanwhile prices only get
 * older, and orders are refused.
 */
public final class Upstream implements Market, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** How soon the timers are looked at when nothing happens. */
  private static final long IDLE_MILLIS = 100;

  private static final long SECOND_MILLIS = 1000;
  private static final long WARNING_MILLIS = 60_000;

  /** Silences after which a socket that still answers is replaced all the same. */
  private static final int PATIENCE = 6;

  private final HttpClient http;
  private final URI streams;
  private final UpstreamRest rest;
  private final Set<Symbol> symbols;
  private final Duration maxAge;
  private final Timing timing;
  private final Exchange exchange;
  private final Map<Symbol, Heard> heard = new ConcurrentHashMap<>();
  private final BlockingQueue<SocketEvent> inbox = new LinkedBlockingQueue<>();
  private volatile boolean stopping;
  private volatile boolean open;

  private Optional<MarketSocket> current = Optional.empty();
  private Optional<MarketSocket> successor = Optional.empty();
  private int sockets;
  private long openedAt;
  private long lastSignAt;
  private long lastPriceAt;
  private long nextPingAt;
  private long nextConnectAt;
  private final BackOff backOff;
  private long nextSecondAt;
  private long nextWarningAt;
  private Set<Symbol> stale = Set.of();

  /** The latest price of a symbol: when it came, and which of its socket's it was. */
  private record Heard(long atMillis, long timeMillis, int socket) {}

  /**
   * @param streams scheme, host and port of its WebSocket
   * @param symbols that {@code exchange} has rules for
   * @param maxAge of a price that an order may still fill at
   */
  public Upstream(
      HttpClient http,
      URI streams,
      UpstreamRest rest,
      Set<Symbol> symbols,
      Duration maxAge,
      Timing timing,
      Exchange exchange) {
    this.http = http;
    this.streams = streams;
    this.rest = rest;
    this.symbols = new TreeSet<>(symbols);
    this.maxAge = maxAge;
    this.timing = timing;
    this.exchange = exchange;
    this.backOff = new BackOff(timing.firstBackOff(), timing.lastBackOff());
  }

  /** A client as it is needed here. */
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  /**
   * Begins to follow.
   *
   * @param everySecond housekeeping, called about once a second
   * @param heartbeat of the thread that follows the prices
   */
  public void start(Runnable everySecond, Heartbeat heartbeat) {
    long now = now();
    nextConnectAt = now;
    nextSecondAt = now;
    nextWarningAt = now;
    lastPriceAt = now;
    Thread.ofPlatform()
        .name("paper-upstream")
        .daemon(true)
        .start(() -> run(everySecond, heartbeat));
  }

  @Override
  public JsonNode klines(
      Symbol symbol, String interval, OptionalLong fromMillis, OptionalLong toMillis, int limit) {
    return rest.klines(symbol, interval, fromMillis, toMillis, limit);
  }

  @Override
  public boolean isStale(Symbol symbol) {
    Heard last = heard.get(symbol);
    return last == null || now() - last.atMillis > maxAge.toMillis();
  }

  /** Whether a connection stands; it may be silent. */
  public boolean isConnected() {
    return open;
  }

  /** How long ago each symbol's price came, ms; those without any are missing. */
  public SortedMap<Symbol, Long> agesMillis() {
    long now = now();
    SortedMap<Symbol, Long> ages = new TreeMap<>();
    heard.forEach((symbol, last) -> ages.put(symbol, now - last.atMillis));
    return ages;
  }

  @Override
  public void close() {
    stopping = true;
    http.shutdownNow();
  }

  private void run(Runnable everySecond, Heartbeat heartbeat) {
    heartbeat.ready();
    try {
      while (!stopping) {
        heartbeat.beat();
        look(now(), everySecond);
        SocketEvent event = inbox.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        while (event != null && !stopping) {
          handle(event);
          event = inbox.poll();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open = false;
      current.ifPresent(MarketSocket::drop);
      successor.ifPresent(MarketSocket::drop);
    }
  }

  // ---- what happened

  private void handle(SocketEvent event) {
    if (!isCurrent(event.socket()) && !isSuccessor(event.socket())) {
      return;
    }
    switch (event) {
      case SocketEvent.Opened(MarketSocket socket) -> opened(socket);
      case SocketEvent.Message(MarketSocket socket, String text) -> message(socket, text);
      case SocketEvent.Alive(MarketSocket socket) -> sign(socket);
      case SocketEvent.Lost(MarketSocket socket, String why) -> lost(socket, why);
    }
  }

  private void opened(MarketSocket socket) {
    if (isCurrent(socket)) {
      long now = now();
      open = true;
      openedAt = now;
      lastSignAt = now;
      nextPingAt = now;
      LOG.info("[PAPER] connected to the upstream {}, {} symbols", streams, symbols.size());
    }
  }

  private void message(MarketSocket socket, String text) {
    sign(socket);
    MarketFrame frame = MarketFrame.of(text);
    frame.bad().forEach(this::warn);
    for (MarketFrame.Event event : frame.events()) {
      switch (event) {
        case MarketFrame.Event.Mark(MarkTick tick) -> mark(socket, tick);
        case MarketFrame.Event.Candle(Kline kline) -> candle(kline);
      }
    }
    socket.handled();
  }

  private void mark(MarketSocket socket, MarkTick tick) {
    Heard last = heard.get(tick.symbol());
    if (!symbols.contains(tick.symbol())
        || last != null && last.socket == socket.number() && tick.timeMillis() < last.timeMillis) {
      return;
    }
    long now = now();
    speaks(socket, now);
    exchange.heard(
        new Command.SetPrice(tick.symbol(), tick.price().value(), tick.timeMillis()),
        tick.fundingRate());
    // not before the exchange has it: an order in between would fill at the price before
    heard.put(tick.symbol(), new Heard(now, tick.timeMillis(), socket.number()));
  }

  private void candle(Kline kline) {
    if (symbols.contains(kline.symbol())) {
      Candle candle =
          new Candle(
              kline.openTimeMillis(),
              kline.open().value(),
              kline.high().value(),
              kline.low().value(),
              kline.close().value(),
              kline.volume());
      exchange.heard(kline.symbol(), new Bar(candle, Kline.INTERVAL_MILLIS, kline.closed()));
    }
  }

  private void speaks(MarketSocket socket, long now) {
    if (isSuccessor(socket)) {
      current.ifPresent(MarketSocket::drop);
      current = successor;
      successor = Optional.empty();
      open = true;
      openedAt = now;
      lastSignAt = now;
      LOG.info("[PAPER] connection to the upstream renewed");
    }
    lastPriceAt = now;
    backOff.reset();
  }

  private void sign(MarketSocket socket) {
    if (isCurrent(socket)) {
      lastSignAt = now();
    }
  }

  private void lost(MarketSocket socket, String why) {
    if (isSuccessor(socket)) {
      successor = Optional.empty();
      openedAt = now() - timing.renewal().toMillis() + backOff.millis();
      LOG.warn("[PAPER] connection to the upstream not renewed: {}", why);
    } else {
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

  private void look(long now, Runnable everySecond) {
    long silence = timing.silence().toMillis();
    if (current.isEmpty()) {
      if (now >= nextConnectAt) {
        current = Optional.of(socket());
      }
    } else if (open && now - lastSignAt >= 2 * silence) {
      drop("no sign of life for " + (now - lastSignAt) + " ms");
    } else if (open && Math.min(now - lastPriceAt, now - openedAt) >= PATIENCE * silence) {
      drop("no price for " + (now - lastPriceAt) + " ms");
    } else if (open && now - lastSignAt >= silence && now >= nextPingAt) {
      nextPingAt = now + silence;
      current.ifPresent(MarketSocket::ping);
    }
    if (open && successor.isEmpty() && now - openedAt >= timing.renewal().toMillis()) {
      successor = Optional.of(socket());
    }
    if (now >= nextSecondAt) {
      nextSecondAt = now + SECOND_MILLIS;
      everySecond.run();
      nameTheStale();
    }
  }

  private MarketSocket socket() {
    return MarketSocket.open(http, streams, symbols, CONNECT, ++sockets, inbox::add);
  }

  private void drop(String why) {
    current.ifPresent(MarketSocket::drop);
    current = Optional.empty();
    successor.ifPresent(MarketSocket::drop);
    successor = Optional.empty();
    open = false;
    long pauseMillis = backOff.nextMillis();
    nextConnectAt = now() + pauseMillis;
    LOG.warn("[PAPER] connection to the upstream lost: {}; again in {} ms", why, pauseMillis);
  }

  /** Says it when it changes: an operator wants to know why orders are refused. */
  private void nameTheStale() {
    Set<Symbol> now = new TreeSet<>();
    symbols.stream().filter(this::isStale).forEach(now::add);
    if (!now.equals(stale)) {
      if (now.isEmpty()) {
        LOG.info("[PAPER] present prices of all symbols");
      } else {
        LOG.warn("[PAPER] no present price of {}: orders in them are refused", now);
      }
      stale = now;
    }
  }

  private void warn(String what) {
    if (now() >= nextWarningAt) {
      nextWarningAt = now() + WARNING_MILLIS;
      LOG.warn("[PAPER] the upstream said what cannot be used: {}", what);
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
