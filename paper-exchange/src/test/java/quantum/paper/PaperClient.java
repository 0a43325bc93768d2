package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import quantum.paper.rest.Signatures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a paper exchange as a client of the venue does, and to its control API. */
public final class PaperClient implements AutoCloseable {
  public static final String KEY = "paper-key";
  public static final String SECRET = "paper-secret";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Signatures signatures = new Signatures(KEY, SECRET);
  private final int port;

  public PaperClient(int port) {
    this.port = port;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** Sends a request as it is. */
  public HttpResponse<String> send(String method, String pathAndQuery, String body)
      throws IOException, InterruptedException {
    return send(method, pathAndQuery, body, KEY);
  }

  public HttpResponse<String> send(String method, String pathAndQuery, String body, String key)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("X-MBX-APIKEY", key);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  public JsonNode get(String pathAndQuery) throws IOException, InterruptedException {
    return ok(send("GET", pathAndQuery, ""));
  }

  public JsonNode control(String method, String pathAndQuery)
      throws IOException, InterruptedException {
    return ok(send(method, pathAndQuery, ""));
  }

  public JsonNode fault(String json) throws IOException, InterruptedException {
    return ok(send("POST", "/paper/faults", json));
  }

  /** Signs the parameters and sends them in the query. */
  public HttpResponse<String> signed(String method, String path, String parameters)
      throws IOException, InterruptedException {
    return send(method, path + "?" + signature(parameters), "");
  }

  public JsonNode signedGet(String path, String parameters)
      throws IOException, InterruptedException {
    return ok(signed("GET", path, parameters));
  }

  /** The parameters with a timestamp of now and their signature. */
  public String signature(String parameters) {
    String stamped =
        (parameters.isEmpty() ? "" : parameters + "&") + "timestamp=" + System.currentTimeMillis();
    return stamped + "&signature=" + signatures.sign(stamped);
  }

  /** A MARKET order with {@code newOrderRespType=RESULT}. */
  public HttpResponse<String> market(
      String symbol, String side, String quantity, boolean reduceOnly, String clientId)
      throws IOException, InterruptedException {
    return signed(
        "POST",
        "/fapi/v1/order",
        "symbol=%s&side=%s&type=MARKET&quantity=%s&reduceOnly=%s&newClientOrderId=%s&newOrderRespType=RESULT"
            .formatted(symbol, side, quantity, reduceOnly, clientId));
  }

  /** Connects, and returns when the exchange has taken up the connection, to be heard or not. */
  public Socket socket(String path) throws IOException, InterruptedException {
    int before = connections();
    Socket socket = new Socket();
    http.newWebSocketBuilder()
        .connectTimeout(PATIENCE)
        .buildAsync(URI.create("ws://127.0.0.1:" + port + path), socket)
        .join();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (connections() == before) {
      assertThat(System.nanoTime()).as("connected in time").isLessThan(deadline);
    }
    return socket;
  }

  private int connections() throws IOException, InterruptedException {
    return get("/paper/status").path("openConnections").asInt();
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  public static int code(HttpResponse<String> response) {
    return json(response).path("code").asInt(0);
  }

  private static JsonNode ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  /** A WebSocket whose messages wait in a queue. */
  public static final class Socket implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile WebSocket webSocket;

    @Override
    public void onOpen(WebSocket socket) {
      webSocket = socket;
      socket.request(Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.add(status);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.add(-1);
    }

    public void send(String text) {
      webSocket.sendText(text, true).join();
    }

    /** The next message; fails if none comes. */
    public JsonNode next() throws InterruptedException {
      String message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(message).as("a message").isNotNull();
      return JsonMapper.shared().readTree(message);
    }

    /** The next message that fits, skipping others. */
    public JsonNode next(Predicate<JsonNode> fits) throws InterruptedException {
      JsonNode message = next();
      while (!fits.test(message)) {
        message = next();
      }
      return message;
    }

    public int waiting() {
      return messages.size();
    }

    public boolean isOpen() {
      return closed.isEmpty() && !webSocket.isInputClosed();
    }

    /** The status it was closed with, -1 for a broken connection. */
    public int closed() throws InterruptedException {
      Integer status = closed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(status).as("a close").isNotNull();
      return status;
    }
  }
}
