package quantum.console;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import quantum.console.metrics.Metrics;
import quantum.console.model.Views;
import quantum.console.watch.AccountWatch;
import quantum.console.web.ConsoleServer;
import quantum.console.web.Token;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.Settings;
import quantum.runtime.testing.RedisServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A console on a real Redis, as its service puts it together, reached by HTTP. */
final class ConsoleStage implements AutoCloseable {
  static final String TOKEN = "a-token-of-the-test-0123456789";

  final Redis redis;
  final ConsoleServer server;
  final Views views = new Views();
  private final Redis reading;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /**
   * @param more settings besides the port
   */
  ConsoleStage(RedisServer where, Map<String, String> more) {
    this(where, where.uri(), more);
  }

  /**
   * @param address as whom it reads
   */
  ConsoleStage(RedisServer where, String address, Map<String, String> more) {
    Map<String, String> env = new HashMap<>(more);
    env.put("CONSOLE_PORT", "0");
    env.put("REDIS_URL", address);
    Settings settings = Settings.of(env);
    ConsoleSettings read = settings.complete("CONSOLE_", () -> ConsoleSettings.read(settings));
    redis = Redis.connect(where.settings("quantum"), "test");
    reading = Redis.connect(new RedisSettings(address, "quantum"), "console");
    Metrics metrics = new Metrics(views, System::currentTimeMillis);
    server =
        ConsoleServer.start(
            read,
            Token.of(read),
            views,
            metrics,
            () -> Optional.of(reading),
            System::currentTimeMillis);
    AccountWatch watch =
        new AccountWatch(reading, read.redis(), views, metrics, System::currentTimeMillis);
    rounds.scheduleWithFixedDelay(() -> round(watch), 0, 100, TimeUnit.MILLISECONDS);
  }

  /** Takes everything out of a Redis; to be done before a console looks at it. */
  static void empty(RedisServer where) {
    try (Redis all = Redis.connect(where.settings("quantum"), "test")) {
      all.commands().flushall();
    }
  }

  private static void round(AccountWatch watch) {
    try {
      watch.round();
    } catch (RuntimeException e) {
      if (!RedisUnavailable.is(e)) {
        throw e; // ends the rounds: the test sees nothing new any more
      }
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpResponse<String> act(String verb, String body) {
    return post("/api/v1/actions/" + verb, body, "Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  JsonNode json(String path) {
    return JsonMapper.shared().readTree(get(path).body());
  }

  JsonNode rows(String section) {
    return json("/api/v1/" + section).path(section).path("rows");
  }

  /** What a server answers to these bytes: its first line. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Opens the events and leaves them to the caller, who closes the socket. */
  Socket events() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            ("GET /api/v1/events HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in 20 s: " + what);
      }
      Thread.onSpinWait();
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    server.close();
    http.close();
    reading.close();
    redis.close();
  }
}
