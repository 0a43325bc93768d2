package quantum.apply.venue.binance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that answers what a test tells it to, and remembers the questions. */
final class LoopbackExchange implements AutoCloseable {

  /** One request as it arrived. */
  record Received(String method, String path, String query, String body, String apiKey) {
    String payload() {
      return query.isEmpty() ? body : query;
    }
  }

  /** What the server does with a request. */
  sealed interface Reply {
    record Say(int status, String body, Map<String, String> headers) implements Reply {}

    /** Reads the request, then cuts the connection. */
    record Cut() implements Reply {}

    /** Announces a body and cuts the connection in the middle of it. */
    record CutInBody(String begun) implements Reply {}

    /** Reads the request and says nothing until the server closes. */
    record Stall() implements Reply {}

    /** Sends headers and never the body. */
    record StallInBody() implements Reply {}
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Received> received = new ArrayList<>();
  private final Map<String, Deque<Reply>> scripted = new HashMap<>();
  private final Map<String, Reply> usual = new HashMap<>();

  LoopbackExchange() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
    usually("GET /fapi/v1/time", say(200, "{\"serverTime\":" + System.currentTimeMillis() + "}"));
    usually("GET /fapi/v1/positionSide/dual", say(200, "{\"dualSidePosition\":false}"));
  }

  Endpoints endpoints() {
    return Endpoints.at("http://127.0.0.1:" + server.getAddress().getPort());
  }

  static Reply say(int status, String body) {
    return new Reply.Say(status, body, Map.of());
  }

  static Reply say(int status, String body, String header, String value) {
    return new Reply.Say(status, body, Map.of(header, value));
  }

  static Reply error(int status, int code, String message) {
    return say(status, "{\"code\":" + code + ",\"msg\":\"" + message + "\"}");
  }

  /** Answers to the next calls of this kind, in order; then the usual one. */
  synchronized LoopbackExchange next(String methodAndPath, Reply... replies) {
    scripted.computeIfAbsent(methodAndPath, _ -> new ArrayDeque<>()).addAll(List.of(replies));
    return this;
  }

  synchronized LoopbackExchange usually(String methodAndPath, Reply reply) {
    usual.put(methodAndPath, reply);
    return this;
  }

  synchronized List<Received> received(String methodAndPath) {
    return received.stream()
        .filter(request -> (request.method + ' ' + request.path).equals(methodAndPath))
        .toList();
  }

  synchronized int receivedInAll() {
    return received.size();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = exchange.getRequestURI().getRawQuery();
    String key = exchange.getRequestHeaders().getFirst("X-MBX-APIKEY");
    Received request =
        new Received(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query == null ? "" : query,
            body,
            key == null ? "" : key);
    try (exchange) {
      switch (reply(request)) {
        case Reply.Say(int status, String text, Map<String, String> headers) -> {
          headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        }
        case Reply.Cut _ -> {}
        case Reply.CutInBody(String begun) -> {
          exchange.sendResponseHeaders(200, begun.length() + 100L);
          exchange.getResponseBody().write(begun.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        }
        case Reply.Stall _ -> awaitClosing();
        case Reply.StallInBody _ -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().flush();
          awaitClosing();
        }
      }
    }
  }

  private synchronized Reply reply(Received request) {
    received.add(request);
    String kind = request.method + ' ' + request.path;
    Deque<Reply> script = scripted.get(kind);
    Reply scriptedReply = script == null ? null : script.poll();
    return scriptedReply != null
        ? scriptedReply
        : usual.getOrDefault(kind, say(404, "nothing told for " + kind));
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
