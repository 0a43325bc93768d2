package quantum.paper.upstream;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
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
import quantum.marketdata.ConnectionTiming;
import quantum.marketdata.Kline;
import quantum.marketdata.MarkTick;
import quantum.marketdata.MarketConnections;
import quantum.marketdata.MarketFrame;
import quantum.marketdata.SocketEvent;
import quantum.paper.exchange.Bar;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.prices.Candle;
import quantum.paper.rest.Market;
import quantum.runtime.systemd.Heartbeat;
import tools.jackson.databind.JsonNode;

/**
 * Follows the upstream's mark prices and one-minute candles. One thread owns the connection; other
 * threads only put events into its inbox, and ask how old a price is.
 *
 * <p>A price's age is counted from its arrival, by a clock that nobody sets: the upstream may be a
 * replay, whose event times say nothing about now. While nothing comes prices only get older, and
 * orders are refused.
 */
public final class Upstream implements Market, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

  /** How soon the timers are looked at when nothing happens. */
  private static final long IDLE_MILLIS = 100;

  private static final long SECOND_MILLIS = 1000;
  private static final long WARNING_MILLIS = 60_000;

  /** Between two requests for the streams of symbols that are silent although subscribed. */
  private static final long AGAIN_MILLIS = 30_000;

  private final HttpClient http;
  private final UpstreamRest rest;
  private final Set<Symbol> symbols;
  private final Duration maxAge;
  private final MarketConnections connections;
  private final Exchange exchange;
  private final Map<Symbol, Heard> heard = new ConcurrentHashMap<>();
  private final BlockingQueue<SocketEvent> inbox = new LinkedBlockingQueue<>();
  private volatile boolean stopping;
  private volatile boolean open;

  private long nextSecondAt;
  private long nextAgainAt;
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
      ConnectionTiming timing,
      Exchange exchange) {
    this.http = http;
    this.rest = rest;
    this.symbols = new TreeSet<>(symbols);
    this.maxAge = maxAge;
    this.exchange = exchange;
    this.connections =
        new MarketConnections(
            http, streams, timing, "[PAPER] upstream:", Upstream::now, inbox::add, this::warn);
  }

  /**
   * Begins to follow.
   *
   * @param everySecond housekeeping, called about once a second
   * @param heartbeat of the thread that follows the prices
   */
  public void start(Runnable everySecond, Heartbeat heartbeat) {
    long now = now();
    nextSecondAt = now;
    nextAgainAt = now + AGAIN_MILLIS;
    nextWarningAt = now;
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
    connections.watch(symbols);
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
      connections.close();
    }
  }

  // ---- what happened

  private void handle(SocketEvent event) {
    for (MarketFrame.Event told : connections.handle(event)) {
      switch (told) {
        case MarketFrame.Event.Mark(MarkTick tick) -> mark(event.number(), tick);
        case MarketFrame.Event.Candle(Kline kline) -> candle(kline);
      }
    }
    if (event instanceof SocketEvent.Message message) {
      message.handled();
    }
  }

  private void mark(int socket, MarkTick tick) {
    Heard last = heard.get(tick.symbol());
    if (!symbols.contains(tick.symbol())
        || last != null && last.socket == socket && tick.timeMillis() < last.timeMillis) {
      return;
    }
    exchange.heard(
        new Command.SetPrice(tick.symbol(), tick.price().value(), tick.timeMillis()),
        tick.fundingRate());
    // not before the exchange has it: an order in between would fill at the price before
    heard.put(tick.symbol(), new Heard(now(), tick.timeMillis(), socket));
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

  // ---- what is due

  private void look(long now, Runnable everySecond) {
    connections.look();
    open = connections.isOpen();
    if (now >= nextSecondAt) {
      nextSecondAt = now + SECOND_MILLIS;
      everySecond.run();
      nameTheStale();
    }
    if (now >= nextAgainAt) {
      nextAgainAt = now + AGAIN_MILLIS;
      connections.subscribeAgain(stale);
    }
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
