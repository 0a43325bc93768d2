package quantum.console.page;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.account.explain.Explanation;
import quantum.account.json.Json;
import quantum.console.model.Event;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One symbol: the explanation as {@code quantum inspect} gives it, and what was done. */
public final class SymbolPage {
  private static final int EVENTS = 200;

  private SymbolPage() {}

  /**
   * @param events of the symbol, newest first
   */
  public static String of(Explanation explanation, List<Event> events) {
    ObjectNode node = Json.object();
    node.set("explanation", Json.node(explanation));
    Optional<Position> position =
        explanation.snapshot().position().value().map(OpenPosition::position);
    ArrayNode told = node.putArray("events");
    events.stream()
        .filter(event -> !event.result().isMoneyOnly())
        .limit(EVENTS)
        .forEach(
            event -> {
              ObjectNode row = TimelineRows.row(event).put("id", event.id());
              boolean own =
                  position.isPresent()
                      && event
                          .result()
                          .positionId()
                          .filter(position.get().id()::equals)
                          .isPresent();
              told.add(row.put("of_this_position", own));
            });
    return node.toString();
  }

  /**
   * @param entries {@code openTime:close}, oldest first; what is no minute is left out
   */
  public static String prices(List<String> entries) {
    ObjectNode node = Json.object();
    ArrayNode minutes = node.putArray("minutes");
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      try {
        long at = Long.parseLong(entry.substring(0, Math.max(0, colon)));
        BigDecimal close = new BigDecimal(entry.substring(colon + 1));
        if (at > 0 && close.signum() > 0) {
          minutes.addArray().add(at).add(close.doubleValue());
        }
      } catch (NumberFormatException e) {
        // no minute
      }
    }
    return node.toString();
  }
}
