package quantum.alerts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The other side of a channel, on loopback: keeps what it was sent and answers as it is told. */
final class Receiver implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** How one request is answered. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /**
   * A request as it came.
   *
   * @param status that it was answered with, 0 if with none
   */
  record Got(String path, Map<String, List<String>> headers, JsonNode body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Got> all = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  Receiver() {
    this(0);
  }

  Receiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests whose path begins so are answered by these; later ones with 200. */
  void answer(String path, Answer... next) {
    answers.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(next));
  }

  /** All that came to paths that begin so, whatever it was answered. */
  List<Got> got(String path) {
    return all.stream().filter(one -> one.path().startsWith(path)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    Answer answer =
        answers.entrySet().stream()
            .filter(one -> path.startsWith(one.getKey()))
            .map(one -> one.getValue().poll())
            .filter(one -> one != null)
            .findFirst()
            .orElse(status(200));
    all.add(
        new Got(
            path,
            Map.copyOf(exchange.getRequestHeaders()),
            body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body)));
    answer.to(exchange);
  }

  static Answer status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, text.length);
      exchange.getResponseBody().write(text);
      exchange.close();
    };
  }

  /** Takes the request and never says a word. */
  Answer hang() {
    return exchange -> await();
  }

  /** Says 200 and begins an answer that has no end. */
  Answer hangAfterHead() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      await();
    };
  }

  /** Breaks the connection off without an answer. */
  static Answer breakOff() {
    return exchange -> {
      throw new IOException("broken off");
    };
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
