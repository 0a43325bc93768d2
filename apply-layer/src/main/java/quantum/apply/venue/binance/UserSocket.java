package quantum.apply.venue.binance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One WebSocket connection to the account's private stream. Hands whole messages on in order, and
 * no more than {@link #WINDOW} of them ahead of the reader.
 */
final class UserSocket implements WebSocket.Listener {
  private static final int WINDOW = 256;
  private static final String PATH = "/private/ws/";
  private static final int MAX_MESSAGE_CHARACTERS = 4 << 20;

  /** What is heard of a socket, from the threads of the HTTP client. */
  sealed interface Heard extends StreamNews {
    UserSocket socket();

    /** It is connected; that alone does not mean that the venue will say anything. */
    record Opened(UserSocket socket) implements Heard {}

    record Message(UserSocket socket, String text) implements Heard {}

    /** It answered our ping or sent one of its own. */
    record Alive(UserSocket socket) implements Heard {}

    /** It could not be opened, broke, or was closed by the venue. */
    record Lost(UserSocket socket, String why) implements Heard {}
  }

  private final String key;
  private final Consumer<? super Heard> heard;
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<WebSocket> opening;
  private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);

  private UserSocket(
      HttpClient http, URI address, Duration connect, String key, Consumer<? super Heard> heard) {
    this.key = key;
    this.heard = heard;
    this.opening = http.newWebSocketBuilder().connectTimeout(connect).buildAsync(address, this);
    opening.whenComplete(
        (_, failure) ->
            heard.accept(failure == null ? new Heard.Opened(this) : lost(reason(failure))));
  }

  /** Begins to connect; {@code heard} is told what becomes of it. */
  static UserSocket open(
      HttpClient http,
      Endpoints endpoints,
      Duration connect,
      String key,
      Consumer<? super Heard> heard) {
    URI address = URI.create(endpoints.streamBase() + PATH + key);
    return new UserSocket(http, address, connect, key, heard);
  }

  /** The reader has done with a message and has room for another one. */
  void handled() {
    opening.thenAccept(socket -> socket.request(1));
  }

  /** Asks for a sign of life. One at a time, as the JDK's client demands. */
  synchronized void ping() {
    lastSend =
        lastSend
            .handle((_, _) -> null)
            .thenCompose(_ -> opening)
            .thenCompose(socket -> socket.sendPing(ByteBuffer.wrap(new byte[] {'?'})));
    lastSend.exceptionally(
        failure -> {
          heard.accept(lost("cannot send: " + reason(failure)));
          return null;
        });
  }

  /** Drops the connection without further ado; what is still heard of it is not worth hearing. */
  void drop() {
    opening.thenAccept(WebSocket::abort);
  }

  /** Whoever knows the key can listen to the account, so no text that is logged holds it. */
  private Heard lost(String why) {
    return new Heard.Lost(this, why.replace(key, "****"));
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
      heard.accept(lost("a message of more than 4 M characters"));
    } else if (last) {
      heard.accept(new Heard.Message(this, partial.toString()));
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
    heard.accept(new Heard.Alive(this)); // the client answers it by itself
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    socket.request(1);
    heard.accept(new Heard.Alive(this));
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    heard.accept(lost("closed by the venue: " + status + " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    heard.accept(lost(reason(failure)));
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
