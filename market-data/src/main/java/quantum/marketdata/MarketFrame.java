package quantum.marketdata;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One message of the venue's market socket, decoded. What is wrong in it costs nothing else: the
 * rest of the message still counts.
 *
 * @param events mark prices and candles in the order told
 * @param bad one sentence for each part that cannot be used although it should be
 * @param acknowledged the id of our request that this message answers
 */
public record MarketFrame(List<Event> events, List<String> bad, OptionalLong acknowledged) {
  private static final JsonMapper JSON = new JsonMapper();

  /** What the streams tell. */
  public sealed interface Event {
    /** A mark price. */
    record Mark(MarkTick tick) implements Event {}

    /** A candle as it looks now. */
    record Candle(Kline kline) implements Event {}
  }

  /** Decodes a message, wrapped ({@code stream}, {@code data}) or not; never throws. */
  public static MarketFrame of(String text) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JacksonException _) {
      return new MarketFrame(
          List.of(), List.of("not JSON: " + Rows.shown(text)), OptionalLong.empty());
    }
    if (tree.isObject() && tree.has("id") && !tree.has("data")) {
      return reply(tree);
    }
    JsonNode data = tree.isObject() && tree.has("data") ? tree.get("data") : tree;
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode row : data.isArray() ? data : List.of(data)) {
      if (isOurs(row)) {
        rows.add(row);
      }
    }
    Rows<Event> read = Rows.of(rows, MarketFrame::event);
    return new MarketFrame(read.values(), read.bad(), OptionalLong.empty());
  }

  /** Subscribed streams bring other events too, for example notices of the venue. */
  private static boolean isOurs(JsonNode row) {
    return switch (row.path("e").asString("")) {
      case "", "markPriceUpdate" -> true;
      case "kline" -> row.path("k").path("i").asString("1m").equals("1m");
      default -> false;
    };
  }

  private static Event event(JsonNode row) {
    return row.path("e").asString("").equals("kline")
        ? new Event.Candle(Rows.kline(row))
        : new Event.Mark(Rows.mark(row));
  }

  private static MarketFrame reply(JsonNode tree) {
    boolean refused = tree.hasNonNull("error") || tree.hasNonNull("code");
    return new MarketFrame(
        List.of(),
        refused ? List.of("request refused: " + Rows.shown(tree.toString())) : List.of(),
        refused || !tree.get("id").canConvertToLong()
            ? OptionalLong.empty()
            : OptionalLong.of(tree.get("id").asLong()));
  }
}
