package quantum.marketdata;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import quantum.kernel.value.Symbol;

/**
 * One WebSocket connection to the venue's mark prices and one-minute candles. Hands whole messages
 * on in order, and no more than {@link #WINDOW} of them ahead of the reader: while the reader
 * cannot go on, the venue waits, not our memory.
 */
public final class MarketSocket implements WebSocket.Listener {
  static final int WINDOW = 256;

  /** Streams that a symbol takes: its mark price each second and its one-minute candle. */
  static final int STREAMS_PER_SYMBOL = 2;

  /** Of mark prices and candles; everything is asked for by message, an address has no room. */
  private static final String PATH = "/market/stream";

  private static final int MAX_MESSAGE_CHARACTERS = 4 << 20;

  private final int number;
  private final Consumer<SocketEvent> events;
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<WebSocket> opening;
  private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);

  private MarketSocket(
      HttpClient http, URI address, Duration connect, int number, Consumer<SocketEvent> events) {
    this.number = number;
    this.events = events;
    this.opening = http.newWebSocketBuilder().connectTimeout(connect).buildAsync(address, this);
    opening.whenComplete(
        (_, failure) ->
            events.accept(
                failure == null
                    ? new SocketEvent.Opened(this)
                    : new SocketEvent.Lost(this, reason(failure))));
  }

  /**
   * Begins to connect, without any stream; {@code events} hears what becomes of it.
   *
   * @param base scheme, host and port
   * @param number counts the sockets of this process, from 1
   */
  static MarketSocket open(
      HttpClient http, URI base, Duration connect, int number, Consumer<SocketEvent> events) {
    return new MarketSocket(http, URI.create(base + PATH), connect, number, events);
  }

  int number() {
    return number;
  }

  /** The reader has handled a message and has room for another one. */
  void handled() {
    opening.thenAccept(socket -> socket.request(1));
  }

  /** Asks for more streams on this connection; the venue acknowledges with the id. */
  void subscribe(Collection<Symbol> symbols, long id) {
    request("SUBSCRIBE", symbols, id);
  }

  void unsubscribe(Collection<Symbol> symbols, long id) {
    request("UNSUBSCRIBE", symbols, id);
  }

  /** Asks for a sign of life. */
  void ping() {
    send(socket -> socket.sendPing(ByteBuffer.wrap(new byte[] {'?'})));
  }

  /** Drops the connection without further ado; what is still heard of it is not worth hearing. */
  void drop() {
    opening.thenAccept(WebSocket::abort);
  }

  private void request(String method, Collection<Symbol> symbols, long id) {
    String streams =
        symbols.stream()
            .flatMap(symbol -> streams(name(symbol)))
            .map(stream -> '"' + stream + '"')
            .collect(Collectors.joining(","));
    String text = "{\"method\":\"" + method + "\",\"params\":[" + streams + "],\"id\":" + id + "}";
    send(socket -> socket.sendText(text, true));
  }

  /** One send at a time, as the JDK's client demands; a failed one shows as a lost connection. */
  private synchronized void send(Function<WebSocket, CompletableFuture<WebSocket>> send) {
    lastSend = lastSend.handle((_, _) -> null).thenCompose(_ -> opening).thenCompose(send::apply);
    lastSend.exceptionally(
        failure -> {
          events.accept(new SocketEvent.Lost(this, "cannot send: " + reason(failure)));
          return null;
        });
  }

  private static String name(Symbol symbol) {
    return symbol.name().toLowerCase(Locale.ROOT);
  }

  private static Stream<String> streams(String name) {
    return Stream.of(name + "@markPrice@1s", name + "@kline_1m");
  }

  // ---- called by the HTTP client, one at a time

  @Override
  public void onOpen(WebSocket socket) {
    socket.request(WINDOW);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    partial.append(part);
    if (partial.length() > MAX_MESSAGE_CHARACTERS) {
      socket.abort();
      events.accept(new SocketEvent.Lost(this, "a message of more than 4 M characters"));
    } else if (last) {
      events.accept(new SocketEvent.Message(this, partial.toString()));
      partial.setLength(0);
    } else {
      socket.request(1);
    }
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    socket.request(1);
    events.accept(new SocketEvent.Alive(this));
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    events.accept(new SocketEvent.Lost(this, "closed by the venue: " + status + " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    events.accept(new SocketEvent.Lost(this, reason(failure)));
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
      return "refused with HTTP " + refused.getResponse().statusCode();
    }
    return cause.getClass().getSimpleName()
        + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
  }
}
