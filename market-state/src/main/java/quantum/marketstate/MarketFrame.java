package quantum.marketstate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One message of the venue, decoded. What is wrong in it costs nothing else: the other prices of
 * the message still count.
 *
 * @param bad one sentence for each part that is no price although it should be
 * @param acknowledged the id of our request that this message answers
 */
record MarketFrame(List<MarkTick> ticks, List<String> bad, OptionalLong acknowledged) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SHOWN_CHARACTERS = 120;

  /** A time in seconds or microseconds would be taken for one in the past or far in the future. */
  private static final long EARLIEST_MILLIS = 100_000_000_000L;

  private static final long LATEST_MILLIS = 100_000_000_000_000L;

  /** How the two sources spell the same thing. */
  private record Names(String symbol, String price, String funding, String time) {}

  private static final Names EVENT = new Names("s", "p", "r", "E");
  private static final Names INDEX = new Names("symbol", "markPrice", "lastFundingRate", "time");

  /**
   * Decodes a message of a {@code markPrice} stream, wrapped ({@code stream}, {@code data}) or not.
   */
  static MarketFrame ofSocket(String text) {
    return decode(text, EVENT, _ -> true);
  }

  /**
   * Decodes an answer of {@code premiumIndex}.
   *
   * @param wanted names of the symbols to look at; the others are not even checked
   */
  static MarketFrame ofPremiumIndex(String text, Predicate<String> wanted) {
    return decode(text, INDEX, wanted);
  }

  private static MarketFrame decode(String text, Names names, Predicate<String> wanted) {
    List<MarkTick> ticks = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JacksonException _) {
      return new MarketFrame(List.of(), List.of("not JSON: " + shown(text)), OptionalLong.empty());
    }
    if (tree.isObject() && tree.has("id") && !tree.has("data")) {
      return reply(tree);
    }
    JsonNode data = tree.isObject() && tree.has("data") ? tree.get("data") : tree;
    Iterable<JsonNode> rows = data.isArray() ? data : List.of(data);
    for (JsonNode row : rows) {
      // subscribed streams bring other events too, for example notices of the venue
      boolean otherEvent =
          row.hasNonNull("e") && !row.get("e").asString("").equals("markPriceUpdate");
      if (!otherEvent && wanted.test(row.path(names.symbol()).asString(""))) {
        try {
          ticks.add(tick(row, names));
        } catch (IllegalArgumentException e) {
          bad.add(e.getMessage() + " in " + shown(row.toString()));
        }
      }
    }
    return new MarketFrame(List.copyOf(ticks), List.copyOf(bad), OptionalLong.empty());
  }

  private static MarketFrame reply(JsonNode tree) {
    boolean refused = tree.hasNonNull("error") || tree.hasNonNull("code");
    return new MarketFrame(
        List.of(),
        refused ? List.of("request refused: " + shown(tree.toString())) : List.of(),
        refused || !tree.get("id").canConvertToLong()
            ? OptionalLong.empty()
            : OptionalLong.of(tree.get("id").asLong()));
  }

  private static MarkTick tick(JsonNode row, Names names) {
    long time = millis(scalar(row, names.time()));
    return new MarkTick(
        Symbol.of(scalar(row, names.symbol())),
        Price.of(scalar(row, names.price())),
        funding(row.path(names.funding())),
        time);
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

  private static long millis(String text) {
    long millis;
    try {
      millis = Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("time is no whole number");
    }
    if (millis < EARLIEST_MILLIS || millis > LATEST_MILLIS) {
      throw new IllegalArgumentException("time is not in epoch milliseconds");
    }
    return millis;
  }

  private static String scalar(JsonNode row, String field) {
    JsonNode value = row.path(field);
    if (!value.isValueNode() || value.isNull()) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value.asString();
  }

  private static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
