package quantum.alerts.channel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.alerts.decide.Words;

/**
 * Sends requests. Whatever the other side does, an answer or none, a try ends within its time: also
 * where it takes the connection and says nothing, or begins an answer and does not end it.
 * Redirects are not followed, for a request holds a secret that is meant for one place.
 */
public final class Post implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final int ANSWER = 8_192;
  private static final int SHOWN = 200;
  private static final Pattern RETRY_AFTER = Pattern.compile("\"retry_after\"\\s*:\\s*(\\d{1,9})");
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final Duration most;
  private final HttpClient client;

  /**
   * @param most for one try, connection included; &gt; 0
   */
  public Post(Duration most) {
    this.most = most;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(most)
            .executor(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().daemon().name("http-", 0).factory()))
            .build();
  }

  /**
   * One try.
   *
   * @param meanwhile called about twice a second while it waits
   */
  public Outcome send(Request request, Runnable meanwhile) throws InterruptedException {
    AtomicReference<HttpResponse.ResponseInfo> begun = new AtomicReference<>();
    CompletableFuture<HttpResponse<String>> answer;
    try {
      answer =
          client.sendAsync(
              http(request),
              info -> {
                begun.set(info);
                return BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER).apply(info);
              });
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused("the address is none that can be asked");
    }
    long deadline = System.nanoTime() + most.toNanos();
    try {
      while (true) {
        meanwhile.run();
        long left = Math.min(deadline - System.nanoTime(), BEAT.toNanos());
        try {
          HttpResponse<String> whole = answer.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
          return outcome(whole.statusCode(), whole, whole.body());
        } catch (TimeoutException e) {
          if (System.nanoTime() - deadline >= 0) {
            return unfinished(begun.get(), "no answer within " + most.toMillis() + " ms");
          }
        }
      }
    } catch (ExecutionException e) {
      return unfinished(begun.get(), why(e.getCause()));
    } catch (CancellationException e) {
      return unfinished(begun.get(), "cancelled");
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest http(Request request) {
    HttpRequest.Builder http =
        HttpRequest.newBuilder(request.address())
            .timeout(most)
            .header("User-Agent", "quantum-alerts");
    request.headers().forEach(http::header);
    return request.json().isEmpty()
        ? http.GET().build()
        : http.header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request.json()))
            .build();
  }

  /** The status counts, also where what follows it never ends. */
  private static Outcome unfinished(HttpResponse.ResponseInfo begun, String why) {
    return begun == null || begun.statusCode() / 100 == 5
        ? new Outcome.NotYet(why, Optional.empty())
        : outcome(begun.statusCode(), begun, "");
  }

  private static Outcome outcome(int status, HttpResponse<?> whole, String body) {
    return outcome(status, whole.headers().firstValue("Retry-After"), body);
  }

  private static Outcome outcome(int status, HttpResponse.ResponseInfo begun, String body) {
    return outcome(status, begun.headers().firstValue("Retry-After"), body);
  }

  private static Outcome outcome(int status, Optional<String> retryAfter, String body) {
    if (status / 100 == 2) {
      return new Outcome.Taken();
    }
    String why = "it answers " + status + (body.isBlank() ? "" : ": " + Words.clean(body, SHOWN));
    return status / 100 == 4 && status != 408 && status != 425 && status != 429 || status / 100 == 3
        ? new Outcome.Refused(why)
        : new Outcome.NotYet(why, retryAfter.or(() -> told(body)).flatMap(Post::seconds));
  }

  /** Telegram says it in the answer's JSON. */
  private static Optional<String> told(String body) {
    return Optional.of(RETRY_AFTER.matcher(body)).filter(Matcher::find).map(it -> it.group(1));
  }

  /** Seconds only: whoever says a date is asked again at our own pace. */
  private static Optional<Duration> seconds(String text) {
    return Optional.of(text.strip())
        .filter(it -> it.matches("\\d{1,9}"))
        .map(it -> Duration.ofSeconds(Long.parseLong(it)))
        .map(it -> it.compareTo(LONGEST_PAUSE) < 0 ? it : LONGEST_PAUSE);
  }

  /** Without the address, which may hold a secret. */
  private static String why(Throwable failure) {
    return switch (failure) {
      case HttpConnectTimeoutException e -> "no connection in time";
      case UnresolvedAddressException e -> "its name is not known";
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          "its name is not known";
      case ConnectException e -> "no connection";
      case IOException e -> "the connection broke (" + e.getClass().getSimpleName() + ")";
      default -> failure.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
