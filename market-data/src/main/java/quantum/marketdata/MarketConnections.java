package quantum.marketdata;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.runtime.BackOff;

/**
 * The venue's mark prices and one-minute candles of a changing set of symbols, over as many
 * connections as they need: {@value #MOST_STREAMS} streams each.
 *
 * <p>A connection that is lost is opened again with back-off; a silent one is asked for a sign of
 * life and given up if it shows none, or tells no price for long; one that grows old is replaced by
 * a successor, which follows the same list of symbols from its first moment and takes over when all
 * of it is confirmed and it has told a price. Around that moment two connections may tell the same.
 *
 * <p>Belongs to one thread, which hands it what it finds in its inbox and looks in several times a
 * second; {@code inbox} alone is called from other threads.
 */
public final class MarketConnections implements AutoCloseable {
  /** More would make one connection's loss everybody's. */
  public static final int MOST_STREAMS = 200;

  static final int MOST_SYMBOLS = MOST_STREAMS / MarketSocket.STREAMS_PER_SYMBOL;

  private static final Logger log = LoggerFactory.getLogger(MarketConnections.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A successor that is not ready by then is given up; there is time for many tries. */
  private static final long SUCCESSION_MILLIS = 60_000;

  private final HttpClient http;
  private final URI base;
  private final ConnectionTiming timing;
  private final String mark;
  private final LongSupplier monotonicMillis;
  private final Consumer<SocketEvent> inbox;
  private final Consumer<String> unusable;
  private final List<Lane> lanes = new ArrayList<>();
  private final Set<Symbol> confirmed = new TreeSet<>();
  private int sockets;
  private long requests;

  /** Some of the symbols, and the connection they come by. */
  private final class Lane {
    private final Set<Symbol> symbols = new TreeSet<>();
    private final BackOff backOff = new BackOff(timing.firstBackOff(), timing.lastBackOff());
    private Optional<MarketConnection> current = Optional.empty();
    private Optional<MarketConnection> successor = Optional.empty();
    private long nextConnectAt;
    private long nextRenewalAt;

    private boolean isOpen() {
      return current.filter(MarketConnection::isOpen).isPresent();
    }

    private Optional<MarketConnection> connection(MarketSocket socket) {
      return current
          .filter(each -> each.socket() == socket)
          .or(() -> successor.filter(each -> each.socket() == socket));
    }

    private void look(long now) {
      Optional<String> fault = current.flatMap(each -> each.fault(now));
      if (fault.isPresent()) {
        drop(fault.get(), now);
      }
      if (current.isEmpty() && now >= nextConnectAt) {
        current = Optional.of(connect(now));
      }
      if (isOpen() && successor.isEmpty() && now >= nextRenewalAt) {
        successor = Optional.of(connect(now));
      }
      current.filter(MarketConnection::isOpen).ifPresent(each -> each.follow(symbols, now));
      current.ifPresent(each -> each.ping(now));
      successor.filter(MarketConnection::isOpen).ifPresent(each -> each.follow(symbols, now));
      if (successor.filter(each -> each.serves(symbols)).isPresent()) {
        takeOver(now);
      } else if (successor.filter(each -> each.ageMillis(now) > SUCCESSION_MILLIS).isPresent()) {
        notRenewed("not ready after " + SUCCESSION_MILLIS / 1000 + " s", now);
      }
    }

    private void opened(MarketConnection connection, long now) {
      connection.opened(now);
      if (current.filter(each -> each == connection).isPresent()) {
        nextRenewalAt = now + timing.renewal().toMillis();
        log.info("{} connected to {}, {} symbols", mark, base, symbols.size());
      }
    }

    private void lost(MarketConnection connection, String why, long now) {
      if (successor.filter(each -> each == connection).isPresent()) {
        notRenewed(why, now);
      } else {
        drop(why, now);
      }
    }

    private void drop(String why, long now) {
      current.ifPresent(each -> each.socket().drop());
      current = Optional.empty();
      long pauseMillis = backOff.nextMillis();
      nextConnectAt = now + pauseMillis;
      log.warn("{} connection to {} lost: {}; again in {} ms", mark, base, why, pauseMillis);
    }

    private void notRenewed(String why, long now) {
      successor.ifPresent(each -> each.socket().drop());
      successor = Optional.empty();
      nextRenewalAt = now + backOff.nextMillis();
      log.warn("{} connection to {} not renewed: {}", mark, base, why);
    }

    private void takeOver(long now) {
      current.ifPresent(each -> each.socket().drop());
      current = successor;
      successor = Optional.empty();
      nextRenewalAt = now + timing.renewal().toMillis();
      log.info("{} connection to {} renewed, {} symbols", mark, base, symbols.size());
    }

    private void close() {
      current.ifPresent(each -> each.socket().drop());
      successor.ifPresent(each -> each.socket().drop());
    }
  }

  /**
   * @param base scheme, host and port of the venue's streams
   * @param mark what its log lines begin with
   * @param monotonicMillis a clock that nobody sets
   * @param inbox hears of the sockets, from any thread
   * @param unusable hears what the venue said that cannot be used, one sentence each
   */
  public MarketConnections(
      HttpClient http,
      URI base,
      ConnectionTiming timing,
      String mark,
      LongSupplier monotonicMillis,
      Consumer<SocketEvent> inbox,
      Consumer<String> unusable) {
    this.http = http;
    this.base = base;
    this.timing = timing;
    this.mark = mark;
    this.monotonicMillis = monotonicMillis;
    this.inbox = inbox;
    this.unusable = unusable;
  }

  /** A client as it is needed here. */
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  /** Follows these symbols from now on, and no others. */
  public void watch(Set<Symbol> symbols) {
    Set<Symbol> fresh = new TreeSet<>(symbols);
    for (Lane lane : lanes) {
      lane.symbols.retainAll(symbols);
      fresh.removeAll(lane.symbols);
    }
    for (Symbol symbol : fresh) {
      laneWithRoom().symbols.add(symbol);
    }
    lanes.stream().filter(lane -> lane.symbols.isEmpty()).forEach(Lane::close);
    lanes.removeIf(lane -> lane.symbols.isEmpty());
    look();
  }

  /** Nothing is heard of these although they are subscribed: they are subscribed once more. */
  public void subscribeAgain(Collection<Symbol> symbols) {
    for (Lane lane : lanes) {
      lane.current.ifPresent(each -> each.again(symbols));
    }
  }

  /** What is due: connecting, subscribing, renewing. */
  public void look() {
    long now = monotonicMillis.getAsLong();
    lanes.forEach(lane -> lane.look(now));
  }

  /**
   * What a socket told of the symbols.
   *
   * <p>The caller answers each message with {@link SocketEvent.Message#handled()} when it has done
   * with it.
   */
  public List<MarketFrame.Event> handle(SocketEvent event) {
    long now = monotonicMillis.getAsLong();
    for (Lane lane : List.copyOf(lanes)) {
      Optional<MarketConnection> connection = lane.connection(event.socket());
      if (connection.isPresent()) {
        return handle(lane, connection.get(), event, now);
      }
    }
    return List.of(); // of a socket that was given up
  }

  /** Symbols whose subscription was confirmed since the last call: what was missed until then? */
  public Set<Symbol> takeConfirmed() {
    Set<Symbol> taken = Set.copyOf(confirmed);
    confirmed.clear();
    return taken;
  }

  /** Whether every connection stands that is needed; they may be silent. */
  public boolean isOpen() {
    return lanes.stream().allMatch(Lane::isOpen);
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
    lanes.clear();
  }

  private List<MarketFrame.Event> handle(
      Lane lane, MarketConnection connection, SocketEvent event, long now) {
    switch (event) {
      case SocketEvent.Opened _ -> lane.opened(connection, now);
      case SocketEvent.Alive _ -> connection.sign(now);
      case SocketEvent.Lost(MarketSocket _, String why) -> lane.lost(connection, why, now);
      case SocketEvent.Message(MarketSocket _, String text) -> {
        connection.sign(now);
        MarketFrame frame = MarketFrame.of(text);
        frame.bad().forEach(unusable);
        frame.reply().ifPresent(reply -> replied(connection, reply, now));
        if (frame.events().stream().anyMatch(MarketFrame.Event.Mark.class::isInstance)) {
          connection.price(now);
          lane.backOff.reset();
        }
        return frame.events();
      }
    }
    return List.of();
  }

  private void replied(MarketConnection connection, MarketFrame.Reply reply, long now) {
    reply.refusal().ifPresent(said -> unusable.accept("subscription refused: " + said));
    confirmed.addAll(connection.replied(reply, now));
  }

  private Lane laneWithRoom() {
    for (Lane lane : lanes) {
      if (lane.symbols.size() < MOST_SYMBOLS) {
        return lane;
      }
    }
    Lane fresh = new Lane();
    fresh.nextConnectAt = monotonicMillis.getAsLong();
    lanes.add(fresh);
    return fresh;
  }

  private MarketConnection connect(long now) {
    MarketSocket socket = MarketSocket.open(http, base, CONNECT, ++sockets, inbox);
    return new MarketConnection(socket, timing, () -> ++requests, now);
  }
}
