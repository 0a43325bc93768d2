package quantum.paper.rest;

import java.util.OptionalLong;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/** What differs between a recorded market and one that is followed. */
public interface Market {
  /**
   * The answer to {@code GET /fapi/v1/klines}.
   *
   * @param fromMillis earliest open time
   * @param toMillis latest open time
   * @throws RefusedRequest if the venue would refuse it
   */
  JsonNode klines(
      Symbol symbol, String interval, OptionalLong fromMillis, OptionalLong toMillis, int limit);

  /** Whether the symbol has no price, or one that is too old for an order to fill at. */
  boolean isStale(Symbol symbol);
}
