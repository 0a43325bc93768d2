package quantum.apply.venue.binance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The account's listen key, under which it is listened to. There is one per account: asking for one
 * answers with that in force and extends it, so both calls may be repeated without harm. Neither is
 * signed. It is never deleted, because whoever else listens to the account listens under it.
 */
final class ListenKeys {
  private static final String PATH = "/fapi/v1/listenKey";
  private static final int GONE = -1125;
  private static final long MAX_BODY_BYTES = 1 << 16;

  /** It becomes part of an address. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~-]{1,200}");

  /** What became of a call. */
  sealed interface Answer extends StreamNews {

    /** The key in force, for an hour from now. */
    record Created(String key) implements Answer {
      @Override
      public String toString() {
        return "Created(****)";
      }
    }

    record Extended() implements Answer {}

    /**
     * @param gone whether the venue says that there is no such key any more
     * @param pauseMillis how long the venue wants to be left alone, ≥ 0
     */
    record Failed(boolean gone, long pauseMillis, String why) implements Answer {}
  }

  private final HttpClient http;
  private final Endpoints endpoints;
  private final String apiKey;
  private final Timeouts timeouts;

  ListenKeys(HttpClient http, Endpoints endpoints, String apiKey, Timeouts timeouts) {
    this.http = http;
    this.endpoints = endpoints;
    this.apiKey = apiKey;
    this.timeouts = timeouts;
  }

  /** Asks for the key in force, or a new one if there is none; does not wait. */
  void create(Consumer<? super Answer> then) {
    send("POST", ListenKeys::created, then);
  }

  /** Extends the key in force; does not wait. */
  void extend(Consumer<? super Answer> then) {
    send("PUT", _ -> new Answer.Extended(), then);
  }

  private static Answer created(String body) {
    String key = Answers.text(Answers.parse(body), "listenKey");
    return KEY.matcher(key).matches()
        ? new Answer.Created(key)
        : new Answer.Failed(false, 0, "a listen key of " + key.length() + " odd characters");
  }

  private void send(String method, Function<String, Answer> reader, Consumer<? super Answer> then) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoints.restBase() + PATH))
            .timeout(timeouts.read())
            .header("X-MBX-APIKEY", apiKey)
            .method(method, BodyPublishers.noBody())
            .build();
    http.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY_BYTES))
        // the request's own timeout ends with the headers
        .orTimeout(timeouts.connect().plus(timeouts.read()).toMillis(), TimeUnit.MILLISECONDS)
        .handle((response, failure) -> failure == null ? judge(response, reader) : lost(failure))
        .thenAccept(then);
  }

  private static Answer judge(HttpResponse<String> response, Function<String, Answer> reader) {
    Optional<Answers.ApiError> error = Answers.error(response.body());
    if (response.statusCode() != 200 || error.isPresent()) {
      return new Answer.Failed(
          error.filter(said -> said.code() == GONE).isPresent(),
          TimeUnit.SECONDS.toMillis(Answers.number(response.headers(), "Retry-After").orElse(0)),
          "HTTP "
              + response.statusCode()
              + error.map(said -> ", " + said.code() + " " + said.message()).orElse(""));
    }
    try {
      return reader.apply(response.body());
    } catch (Answers.Unreadable e) {
      return new Answer.Failed(false, 0, e.getMessage());
    }
  }

  private static Answer lost(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String why = cause instanceof IOException ? cause.getMessage() : null;
    return new Answer.Failed(
        false, 0, cause.getClass().getSimpleName() + (why == null ? "" : ": " + why));
  }
}
