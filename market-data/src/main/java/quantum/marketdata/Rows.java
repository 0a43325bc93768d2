package quantum.marketdata;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/**
 * Reads the venue's rows one by one: what is wrong in one of them costs nothing else.
 *
 * @param values those that could be read
 * @param bad one sentence for each of the others
 */
record Rows<T>(List<T> values, List<String> bad) {
  private static final int SHOWN_CHARACTERS = 120;

  /** A time in seconds or microseconds would be taken for one in the past or far in the future. */
  private static final long EARLIEST_MILLIS = 100_000_000_000L;

  private static final long LATEST_MILLIS = 100_000_000_000_000L;

  /** Reads one row. */
  interface Reader<T> {
    /**
     * @throws IllegalArgumentException naming what is wrong
     */
    T read(JsonNode row);
  }

  static <T> Rows<T> of(Iterable<JsonNode> rows, Reader<T> reader) {
    List<T> values = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (JsonNode row : rows) {
      try {
        values.add(reader.read(row));
      } catch (IllegalArgumentException e) {
        bad.add(e.getMessage() + " in " + shown(row.toString()));
      }
    }
    return new Rows<>(List.copyOf(values), List.copyOf(bad));
  }

  /** A row of {@code klines}: an array, times first. Whether it is closed it does not tell. */
  static Kline kline(Symbol symbol, JsonNode row) {
    if (!row.isArray() || row.size() < 7) {
      throw new IllegalArgumentException(symbol + ": no candle");
    }
    return kline(
        symbol,
        new Candle(
            row.get(0), row.get(6), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)),
        false);
  }

  /** The object {@code k} of a kline event. */
  static Kline kline(JsonNode event) {
    JsonNode k = event.path("k");
    Candle candle =
        new Candle(
            k.path("t"),
            k.path("T"),
            k.path("o"),
            k.path("h"),
            k.path("l"),
            k.path("c"),
            k.path("v"));
    return kline(Symbol.of(text("s", event.path("s"))), candle, k.path("x").asBoolean(false));
  }

  private record Candle(
      JsonNode opened,
      JsonNode ended,
      JsonNode open,
      JsonNode high,
      JsonNode low,
      JsonNode close,
      JsonNode volume) {}

  private static Kline kline(Symbol symbol, Candle candle, boolean closed) {
    try {
      return new Kline(
          symbol,
          millis("open time", candle.opened()),
          millis("close time", candle.ended()),
          price("open", candle.open()),
          price("high", candle.high()),
          price("low", candle.low()),
          price("close", candle.close()),
          Decimals.parse(text("volume", candle.volume())),
          closed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(symbol + ": " + e.getMessage(), e);
    }
  }

  /** A row of {@code premiumIndex}. */
  static MarkTick index(JsonNode row) {
    return tick(
        row.path("symbol"), row.path("markPrice"), row.path("lastFundingRate"), row, "time");
  }

  /** A markPriceUpdate event. */
  static MarkTick mark(JsonNode event) {
    return tick(event.path("s"), event.path("p"), event.path("r"), event, "E");
  }

  private static MarkTick tick(
      JsonNode symbol, JsonNode price, JsonNode funding, JsonNode row, String time) {
    return new MarkTick(
        Symbol.of(text("symbol", symbol)),
        Price.of(text("price", price)),
        funding(funding),
        millis(time, row.path(time)));
  }

  /** A funding rate that cannot be read must not cost the price. */
  private static Optional<BigDecimal> funding(JsonNode rate) {
    try {
      return rate.isValueNode() && !rate.isNull()
          ? Optional.of(Decimals.parse(rate.asString()))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Price price(String name, JsonNode value) {
    try {
      return Price.of(text(name, value));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static long millis(String name, JsonNode value) {
    long millis;
    try {
      millis = Long.parseLong(text(name, value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is no whole number", e);
    }
    if (millis < EARLIEST_MILLIS || millis > LATEST_MILLIS) {
      throw new IllegalArgumentException(name + " is not in epoch milliseconds");
    }
    return millis;
  }

  private static String text(String name, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value.asString();
  }

  /** Foreign text, fit for one line of a log. */
  static String shown(String text) {
    String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
