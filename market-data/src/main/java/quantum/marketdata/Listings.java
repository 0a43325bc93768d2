package quantum.marketdata;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the venue lists ({@code exchangeInfo}), of which hundreds of filters are left out.
 *
 * @param bySymbol every contract, whatever its status
 * @param weightPerMinute how much one address may ask for
 */
public record Listings(Map<Symbol, Listing> bySymbol, OptionalInt weightPerMinute) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TRADING = "TRADING";

  /** What a perpetual contract has for a date of delivery while none is planned. */
  private static final long NEVER_MILLIS = 4_000_000_000_000L;

  public Listings {
    bySymbol = Map.copyOf(bySymbol);
  }

  /**
   * One contract.
   *
   * @param status as the venue says it, for example TRADING, PENDING_TRADING or SETTLING
   * @param deliveryMillis when it is planned to be settled, epoch milliseconds
   */
  public record Listing(String status, OptionalLong deliveryMillis) {
    /** Whether it has prices that go on. */
    public boolean isTrading() {
      return status.equals(TRADING);
    }
  }

  private record Body(List<Row> symbols, List<Limit> rateLimits) {}

  private record Row(
      JsonNode symbol, JsonNode status, JsonNode contractStatus, JsonNode deliveryDate) {}

  private record Limit(JsonNode rateLimitType, JsonNode interval, JsonNode limit) {}

  /** The contract, if it is listed. */
  public Optional<Listing> of(Symbol symbol) {
    return Optional.ofNullable(bySymbol.get(symbol));
  }

  static Answer<Listings> of(String body) {
    Body read = JSON.readValue(body, Body.class);
    if (read == null || read.symbols() == null) {
      return new Answer.Failed<>("no symbols: " + Rows.shown(body), Duration.ZERO);
    }
    Map<Symbol, Listing> bySymbol = new HashMap<>();
    List<String> bad = new ArrayList<>();
    for (Row row : read.symbols()) {
      try {
        bySymbol.put(
            Symbol.of(text(row.symbol())),
            new Listing(
                text(row.status() == null ? row.contractStatus() : row.status()),
                delivery(row.deliveryDate())));
      } catch (IllegalArgumentException e) {
        bad.add(e.getMessage());
      }
    }
    return new Answer.Ok<>(new Listings(bySymbol, weight(read.rateLimits())), bad);
  }

  private static OptionalLong delivery(JsonNode millis) {
    return millis != null
            && millis.canConvertToLong()
            && millis.asLong() > 0
            && millis.asLong() < NEVER_MILLIS
        ? OptionalLong.of(millis.asLong())
        : OptionalLong.empty();
  }

  private static OptionalInt weight(List<Limit> limits) {
    for (Limit each : limits == null ? List.<Limit>of() : limits) {
      if (text(each.rateLimitType()).equals("REQUEST_WEIGHT")
          && text(each.interval()).equals("MINUTE")
          && each.limit() != null
          && each.limit().canConvertToInt()
          && each.limit().asInt() > 0) {
        return OptionalInt.of(each.limit().asInt());
      }
    }
    return OptionalInt.empty();
  }

  private static String text(JsonNode node) {
    return node == null ? "" : node.asString("");
  }
}
