package quantum.marketdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param reply what it answers to a request of ours
 */
public record MarketFrame(List<Event> events, List<String> bad, Optional<Reply> reply) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The venue's answer to a request to subscribe or not to.
   *
   * @param id of the request; a refusal of what could not even be read has none
   * @param refusal what it said if it did not do as asked
   */
  public record Reply(OptionalLong id, Optional<String> refusal) {}

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
      return new MarketFrame(List.of(), List.of("not JSON: " + Rows.shown(text)), Optional.empty());
    }
    if (tree.isObject() && !tree.has("data") && (tree.has("id") || isRefused(tree))) {
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
    return new MarketFrame(read.values(), read.bad(), Optional.empty());
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

  private static boolean isRefused(JsonNode tree) {
    return tree.hasNonNull("error") || tree.hasNonNull("code");
  }

  private static MarketFrame reply(JsonNode tree) {
    OptionalLong id =
        tree.path("id").canConvertToLong()
            ? OptionalLong.of(tree.get("id").asLong())
            : OptionalLong.empty();
    Optional<String> refusal =
        isRefused(tree) ? Optional.of(Rows.shown(tree.toString())) : Optional.empty();
    return new MarketFrame(List.of(), List.of(), Optional.of(new Reply(id, refusal)));
  }
}
