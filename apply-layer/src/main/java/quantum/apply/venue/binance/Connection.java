package quantum.apply.venue.binance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import quantum.apply.venue.Haste;
import quantum.runtime.VenueUnreached;

/**
 * Sends a request once and tells whether it can have arrived.
 *
 * <p>HTTP/1.1 on purpose: the JDK's client repeats no POST there, and one answer that stalls does
 * not hold up the others on a shared connection.
 */
final class Connection implements AutoCloseable {
  /** exchangeInfo is a good megabyte; nothing that is much larger is an answer. */
  private static final long MAX_BODY_BYTES = 16L << 20;

  /** How soon a call that hangs sees that somebody waits for it. */
  private static final long LOOK_MILLIS = 50;

  /** What came back. */
  sealed interface Reply {
    record Answer(int status, HttpHeaders headers, String body) implements Reply {}

    /** The exchange was not reached, so nothing can have been executed. */
    record NotSent(String why) implements Reply {}

    /** It may have been reached; there is no whole answer. */
    record Lost(String why) implements Reply {}
  }

  private final HttpClient http;
  private final Endpoints endpoints;
  private final Timeouts timeouts;

  Connection(Endpoints endpoints, Timeouts timeouts) {
    this.endpoints = endpoints;
    this.timeouts = timeouts;
    this.http =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeouts.connect())
            .build();
  }

  /**
   * @param payload the parameters, already signed where they have to be
   * @param apiKey the account's key, empty for an open call
   */
  Reply send(Request.Method method, String path, String payload, String apiKey) {
    HttpRequest request = request(method, path, payload, apiKey);
    CompletableFuture<HttpResponse<String>> pending =
        http.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY_BYTES));
    try {
      HttpResponse<String> response = answer(pending);
      return new Reply.Answer(response.statusCode(), response.headers(), response.body());
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (TimeoutException e) {
      pending.cancel(true);
      return new Reply.Lost(e.getMessage());
    } catch (InterruptedException _) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      return new Reply.Lost("interrupted while waiting for the answer");
    }
  }

  /** The request's own timeout ends with the headers; a body that stalls is caught here. */
  private <T> T answer(CompletableFuture<T> pending)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadlineMillis = timeouts.connect().plus(timeouts.read()).toMillis();
    long patience = Math.min(Haste.PATIENCE_MILLIS, deadlineMillis);
    long waited = patience;
    while (true) {
      try {
        return pending.get(waited == patience ? patience : LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (waited >= deadlineMillis) {
          throw new TimeoutException("no whole answer within " + deadlineMillis + " ms");
        }
        if (Haste.isAsked()) {
          throw new TimeoutException("no answer within " + waited + " ms, and a close waits");
        }
        waited += LOOK_MILLIS;
      }
    }
  }

  private HttpRequest request(Request.Method method, String path, String payload, String apiKey) {
    String target = endpoints.restBase() + path;
    HttpRequest.Builder request = HttpRequest.newBuilder().timeout(timeouts.read());
    if (!apiKey.isEmpty()) {
      request.header("X-MBX-APIKEY", apiKey);
    }
    return switch (method) {
      case GET ->
          request.uri(URI.create(payload.isEmpty() ? target : target + '?' + payload)).build();
      case DELETE ->
          request
              .uri(URI.create(payload.isEmpty() ? target : target + '?' + payload))
              .DELETE()
              .build();
      case POST ->
          request
              .uri(URI.create(target))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(payload, StandardCharsets.UTF_8))
              .build();
    };
  }

  private static Reply failure(Throwable cause) {
    String why = VenueUnreached.because(cause);
    return switch (cause) {
      case ConnectException _,
          HttpConnectTimeoutException _,
          NoRouteToHostException _,
          SSLHandshakeException _ ->
          new Reply.NotSent(why);
      case IOException _ -> new Reply.Lost(why);
      default -> throw new IllegalStateException("HTTP client failed: " + why, cause);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
