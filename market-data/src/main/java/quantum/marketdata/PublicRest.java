package quantum.marketdata;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import quantum.kernel.value.Symbol;
import quantum.runtime.VenueUnreached;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The venue's unsigned REST API. Every future completes with an {@link Answer}, none of them
 * exceptionally: an answer that cannot be read is one of its kinds.
 */
public final class PublicRest {
  /** Most candles the venue tells at once. */
  public static final int MAX_KLINES = 1500;

  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_BODY_BYTES = 8L << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int UNKNOWN_SYMBOL = -1121;
  private static final String USED_WEIGHT = "X-MBX-USED-WEIGHT-1M";

  /** What requests cost of the venue's weight a minute and address. */
  public static final int PRICE_WEIGHT = 1;

  public static final int ALL_PRICES_WEIGHT = 10;
  public static final int LISTINGS_WEIGHT = 1;

  private final HttpClient http;
  private final URI base;
  private final IntConsumer usedWeight;

  /**
   * @param base scheme, host and port
   * @param usedWeight hears what the venue says, with each of its answers, that this address has
   *     used in the running minute; from the threads of the HTTP client
   */
  public PublicRest(HttpClient http, URI base, IntConsumer usedWeight) {
    this.http = http;
    this.base = base;
    this.usedWeight = usedWeight;
  }

  /** What {@link #klines} costs; a request of up to 499 is the cheapest for each candle. */
  public static int klinesWeight(int limit) {
    if (limit < 100) {
      return 1;
    }
    return limit < 500 ? 2 : limit <= 1000 ? 5 : 10;
  }

  /** What the venue lists, and how much weight it grants. */
  public CompletableFuture<Answer<Listings>> listings() {
    return ask(
        "/fapi/v1/exchangeInfo",
        answer -> failed(VenueUnreached.because(answer.statusCode()), pause(answer)),
        Listings::of);
  }

  /**
   * One-minute candles in rising order of time. The newest may still be running, which the venue
   * does not tell here: {@link Kline#closed()} is true for those that another one follows.
   *
   * @param startMillis earliest open time, then the first ones are told; otherwise the latest ones
   * @param limit 1 to {@value #MAX_KLINES}
   */
  public CompletableFuture<Answer<List<Kline>>> klines(
      Symbol symbol, OptionalLong startMillis, int limit) {
    if (limit < 1 || limit > MAX_KLINES) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_KLINES + ", was " + limit);
    }
    String start = startMillis.isPresent() ? "&startTime=" + startMillis.getAsLong() : "";
    return ask(
        "/fapi/v1/klines?symbol=" + encoded(symbol) + "&interval=1m" + start + "&limit=" + limit,
        answer -> refusal(answer, symbol),
        body -> klines(symbol, JSON.readTree(body)));
  }

  /** Mark price and funding of one symbol. */
  public CompletableFuture<Answer<MarkTick>> premiumIndex(Symbol symbol) {
    return ask(
        "/fapi/v1/premiumIndex?symbol=" + encoded(symbol),
        answer -> refusal(answer, symbol),
        body -> {
          Rows<MarkTick> row = Rows.of(List.of(JSON.readTree(body)), Rows::index);
          return row.values().isEmpty()
              ? new Answer.Failed<>(row.bad().getFirst(), Duration.ZERO)
              : new Answer.Ok<>(row.values().getFirst(), List.of());
        });
  }

  /**
   * Mark prices and funding of many symbols with one request.
   *
   * @param wanted rows of other symbols are not even checked
   */
  public CompletableFuture<Answer<List<MarkTick>>> premiumIndex(Set<Symbol> wanted) {
    Set<String> names = wanted.stream().map(Symbol::name).collect(Collectors.toSet());
    return ask(
        "/fapi/v1/premiumIndex",
        answer -> failed(VenueUnreached.because(answer.statusCode()), pause(answer)),
        body -> index(JSON.readTree(body), names));
  }

  private static Answer<List<Kline>> klines(Symbol symbol, JsonNode tree) {
    if (!tree.isArray()) {
      return failed("no candles: " + Rows.shown(tree.toString()), Duration.ZERO);
    }
    Rows<Kline> rows = Rows.of(tree, row -> Rows.kline(symbol, row));
    List<Kline> sorted = new ArrayList<>();
    for (Kline kline : rows.values()) {
      if (sorted.isEmpty()) {
        sorted.add(kline);
      } else if (kline.openTimeMillis() > sorted.getLast().openTimeMillis()) {
        sorted.set(sorted.size() - 1, closed(sorted.getLast()));
        sorted.add(kline);
      }
    }
    return new Answer.Ok<>(List.copyOf(sorted), rows.bad());
  }

  private static Kline closed(Kline k) {
    return new Kline(
        k.symbol(),
        k.openTimeMillis(),
        k.closeTimeMillis(),
        k.open(),
        k.high(),
        k.low(),
        k.close(),
        k.volume(),
        true);
  }

  private static Answer<List<MarkTick>> index(JsonNode tree, Set<String> wanted) {
    if (!tree.isArray()) {
      return failed("no prices: " + Rows.shown(tree.toString()), Duration.ZERO);
    }
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode row : tree) {
      if (wanted.contains(row.path("symbol").asString(""))) {
        rows.add(row);
      }
    }
    Rows<MarkTick> read = Rows.of(rows, Rows::index);
    return new Answer.Ok<>(read.values(), read.bad());
  }

  private <T> CompletableFuture<Answer<T>> ask(
      String path,
      Function<HttpResponse<String>, Answer<T>> refused,
      Function<String, Answer<T>> reader) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).build();
    return http.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY_BYTES))
        // the request's own timeout ends with the headers
        .orTimeout(TIMEOUT.toMillis() + 1000, TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              if (response != null) {
                tellWeight(response);
              }
              return result(response, failure, refused, reader);
            });
  }

  private void tellWeight(HttpResponse<?> response) {
    response
        .headers()
        .firstValue(USED_WEIGHT)
        .filter(weight -> weight.matches("\\d{1,9}"))
        .ifPresent(weight -> usedWeight.accept(Integer.parseInt(weight)));
  }

  private static <T> Answer<T> result(
      HttpResponse<String> response,
      Throwable failure,
      Function<HttpResponse<String>, Answer<T>> refused,
      Function<String, Answer<T>> reader) {
    if (failure != null) {
      return failed(Rows.shown(VenueUnreached.because(failure)), Duration.ZERO);
    }
    if (response.statusCode() != 200) {
      return refused.apply(response);
    }
    try {
      return reader.apply(response.body());
    } catch (JacksonException _) {
      return failed("not JSON: " + Rows.shown(response.body()), Duration.ZERO);
    }
  }

  private static <T> Answer<T> refusal(HttpResponse<String> response, Symbol symbol) {
    String said = "";
    if (response.statusCode() == 400) {
      try {
        JsonNode error = JSON.readTree(response.body());
        if (error.path("code").asInt(0) == UNKNOWN_SYMBOL) {
          return new Answer.UnknownSymbol<>(symbol);
        }
        said = " " + Rows.shown(response.body());
      } catch (JacksonException _) {
        said = " " + Rows.shown(response.body());
      }
    }
    return failed(
        symbol + ": " + VenueUnreached.because(response.statusCode()) + said, pause(response));
  }

  private static <T> Answer<T> failed(String why, Duration pause) {
    return new Answer.Failed<>(why, pause);
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

  private static String encoded(Symbol symbol) {
    return URLEncoder.encode(symbol.name(), StandardCharsets.UTF_8);
  }
}
