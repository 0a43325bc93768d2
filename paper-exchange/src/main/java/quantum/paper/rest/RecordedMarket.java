package quantum.paper.rest;

import java.util.Map;
import java.util.OptionalLong;
import quantum.kernel.value.Symbol;
import quantum.paper.exchange.Exchange;
import quantum.paper.refusal.Refusal;
import tools.jackson.databind.JsonNode;

/** A recording: only its own interval is served, and a price is good until the next one. */
public final class RecordedMarket implements Market {
  private static final Map<String, Long> INTERVALS =
      Map.ofEntries(
          Map.entry("1m", 60_000L),
          Map.entry("3m", 180_000L),
          Map.entry("5m", 300_000L),
          Map.entry("15m", 900_000L),
          Map.entry("30m", 1_800_000L),
          Map.entry("1h", 3_600_000L),
          Map.entry("2h", 7_200_000L),
          Map.entry("4h", 14_400_000L),
          Map.entry("6h", 21_600_000L),
          Map.entry("8h", 28_800_000L),
          Map.entry("12h", 43_200_000L),
          Map.entry("1d", 86_400_000L));

  private final Exchange exchange;

  public RecordedMarket(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public JsonNode klines(
      Symbol symbol, String interval, OptionalLong fromMillis, OptionalLong toMillis, int limit) {
    Long millis = INTERVALS.get(interval);
    if (millis == null || !exchange.intervalMillis(symbol).orElseThrow().equals(millis)) {
      throw new RefusedRequest(Refusal.BAD_INTERVAL);
    }
    return Answers.klines(exchange.bars(symbol, fromMillis, toMillis, limit));
  }

  @Override
  public boolean isStale(Symbol symbol) {
    return false;
  }
}
