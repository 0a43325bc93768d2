package quantum.marketstate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks the REST API for the mark prices of all symbols at once: one request, whatever is open. */
final class PremiumIndex {
  private static final long MAX_BODY_BYTES = 8L << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient http;
  private final URI address;
  private final Consumer<FeedEvent> events;

  PremiumIndex(HttpClient http, URI base, Consumer<FeedEvent> events) {
    this.http = http;
    this.address = URI.create(base + "/fapi/v1/premiumIndex");
    this.events = events;
  }

  /** Asks; {@code events} hears the answer or its absence, exactly one of them. */
  void ask() {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY_BYTES));
    answer
        // the request's own timeout ends with the headers
        .orTimeout(TIMEOUT.toMillis() + 1000, TimeUnit.MILLISECONDS)
        .whenComplete((response, failure) -> events.accept(result(response, failure)));
  }

  private static FeedEvent result(HttpResponse<String> response, Throwable failure) {
    if (failure != null) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      return new FeedEvent.PollFailed(cause.toString(), Duration.ZERO);
    }
    if (response.statusCode() == 200) {
      return new FeedEvent.Polled(response.body());
    }
    return new FeedEvent.PollFailed("HTTP " + response.statusCode(), pause(response));
  }

  /** 429 and 418 mean it: whoever goes on asking is banned for longer. */
  private static Duration pause(HttpResponse<?> response) {
    Duration told =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(seconds -> seconds.matches("\\d{1,6}"))
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            .orElse(Duration.ZERO);
    return switch (response.statusCode()) {
      case 429, 418, 403 -> told.isPositive() ? told : Duration.ofMinutes(2);
      default -> told;
    };
  }
}
