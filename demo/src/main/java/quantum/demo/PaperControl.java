package quantum.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The control API of the paper exchange. */
public final class PaperControl {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long RETRY_MILLIS = 100;
  private static final int ATTEMPTS = 200;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final URI base;

  public PaperControl(URI base) {
    this.base = base;
  }

  public JsonNode status() {
    return send("GET", "/paper/status", "");
  }

  public JsonNode account() {
    return send("GET", "/paper/account", "");
  }

  public JsonNode orders() {
    return send("GET", "/paper/orders", "");
  }

  /** Every conditional order, with the order that it became. */
  public JsonNode algos() {
    return send("GET", "/paper/algos", "");
  }

  public JsonNode speed(String factor) {
    return send("POST", "/paper/speed?x=" + factor, "");
  }

  /**
   * Sends up to {@code ticks} prices, fewer where one meets a resting order: that one is held back
   * from the market until {@link #tell}. Asked once only, since a repeated step would be a second
   * one.
   */
  public JsonNode advance(int ticks) throws IOException {
    return once("POST", "/paper/advance?fills=first&ticks=" + ticks, "");
  }

  /** Tells the market the price that is held back; nothing if there is none. */
  public JsonNode tell() {
    return send("POST", "/paper/tell", "");
  }

  public JsonNode price(String symbol, String price, long timeMillis) {
    return send(
        "POST",
        "/paper/price?symbol="
            + URLEncoder.encode(symbol, StandardCharsets.UTF_8)
            + "&price="
            + price
            + "&time="
            + timeMillis,
        "");
  }

  public JsonNode fault(String json) {
    return send("POST", "/paper/faults", json);
  }

  /** Asks until the exchange answers: it may be starting again. */
  private JsonNode send(String method, String path, String body) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(method, path, body);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(method + " " + path, e);
        }
        pause();
      }
    }
  }

  private JsonNode once(String method, String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            method + " " + path + " answered " + response.statusCode() + " " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
