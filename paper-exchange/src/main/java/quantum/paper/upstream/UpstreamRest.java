package quantum.paper.upstream;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.paper.refusal.Refusal;
import quantum.paper.rest.RefusedRequest;
import quantum.runtime.BackOff;
import quantum.runtime.VenueUnreached;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What this exchange passes on from the upstream's unsigned REST API, as it was told. */
public final class UpstreamRest {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamRest.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long MAX_BODY_BYTES = 32L << 20; // exchangeInfo of all symbols is about 2 MB
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int TRIES = 5;

  private final HttpClient http;
  private final URI base;

  /**
   * @param base scheme, host and port
   */
  public UpstreamRest(HttpClient http, URI base) {
    this.http = http;
    this.base = base;
  }

  /**
   * The rules of all symbols.
   *
   * @throws UpstreamUnavailable after {@value #TRIES} tries in about 4 s, or as long as it hangs
   */
  public JsonNode exchangeInfo() {
    BackOff backOff = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(4));
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        HttpResponse<String> response = get("/fapi/v1/exchangeInfo");
        Optional<JsonNode> answer = json(response);
        if (response.statusCode() == 200 && answer.isPresent() && answer.get().isObject()) {
          return answer.get();
        }
        why = VenueUnreached.because(response.statusCode());
      } catch (Unreachable e) {
        why = e.getMessage();
      }
      pause(backOff.nextMillis());
    }
    throw new UpstreamUnavailable("the upstream " + base + " does not tell its rules: " + why);
  }

  /** The answer to klines, or the upstream's refusal; -1001 if it did not answer. */
  public JsonNode klines(
      Symbol symbol, String interval, OptionalLong fromMillis, OptionalLong toMillis, int limit) {
    StringBuilder path =
        new StringBuilder("/fapi/v1/klines?symbol=").append(encoded(symbol.name()));
    path.append("&interval=").append(encoded(interval));
    fromMillis.ifPresent(from -> path.append("&startTime=").append(from));
    toMillis.ifPresent(to -> path.append("&endTime=").append(to));
    path.append("&limit=").append(limit);
    try {
      HttpResponse<String> response = get(path.toString());
      Optional<JsonNode> answer = json(response);
      if (response.statusCode() == 200 && answer.isPresent() && answer.get().isArray()) {
        return answer.get();
      }
      int code = answer.map(body -> body.path("code").asInt(0)).orElse(0);
      if (code != 0) {
        throw new RefusedRequest(
            new Refusal(
                response.statusCode(), code, answer.orElseThrow().path("msg").asString("")));
      }
      LOG.warn("[PAPER] no candles from the upstream: HTTP {}", response.statusCode());
    } catch (Unreachable e) {
      LOG.warn("[PAPER] no candles from the upstream: {}", e.getMessage());
    }
    throw new RefusedRequest(Refusal.UNABLE);
  }

  /** No answer, or not a whole one. */
  private static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreachable(Throwable cause) {
      super(VenueUnreached.because(cause), cause);
    }
  }

  private HttpResponse<String> get(String path) throws Unreachable {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).build();
    try {
      return http.sendAsync(
              request,
              BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY_BYTES))
          // the request's own timeout ends with the headers
          .get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new Unreachable(e.getCause());
    } catch (TimeoutException e) {
      throw new Unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable(e);
    }
  }

  private static Optional<JsonNode> json(HttpResponse<String> response) {
    try {
      return Optional.of(JSON.readTree(response.body()));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UpstreamUnavailable("interrupted");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
