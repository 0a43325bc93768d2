package quantum.account.json;

import java.util.List;
import java.util.Optional;
import quantum.contracts.ApplyResult;
import quantum.contracts.Flatten;
import quantum.kernel.value.Price;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an acting verb has done, as one JSON object: verb, by, did, could_not, and what the verb has
 * beside that. Prices and quantities are decimal texts, times epoch milliseconds.
 *
 * @param result of a close
 * @param flatten the order with what became of each symbol
 */
public record ActJson(Optional<ApplyResult> result, Optional<Flatten> flatten) {
  public static final ActJson NONE = new ActJson(Optional.empty(), Optional.empty());

  public static ActJson of(ApplyResult result) {
    return new ActJson(Optional.of(result), Optional.empty());
  }

  public static ActJson of(Flatten order) {
    return new ActJson(Optional.empty(), Optional.of(order));
  }

  public String text(String verb, String by, List<String> did, List<String> couldNot) {
    ObjectNode root = Json.object().put("verb", verb).put("by", by);
    ArrayNode done = root.putArray("did");
    did.forEach(done::add);
    ArrayNode undone = root.putArray("could_not");
    couldNot.forEach(undone::add);
    result.ifPresent(it -> result(root, it));
    flatten.ifPresent(it -> flatten(root, it));
    return Json.text(root);
  }

  private static void result(ObjectNode root, ApplyResult result) {
    ObjectNode node = root.putObject("result").put("status", result.status().toString());
    result.planId().ifPresent(id -> node.put("plan_id", id.value()));
    node.put("filled_qty", result.execution().filledQty().toString());
    result.execution().price().map(Price::toString).ifPresent(it -> node.put("price", it));
    result
        .execution()
        .realizedPnl()
        .ifPresent(pnl -> node.put("realized_pnl", pnl.toPlainString()));
    result.positionQtyAfter().ifPresent(left -> node.put("left_qty", left.toString()));
    if (!result.error().isEmpty()) {
      node.put("error", result.error());
    }
  }

  static void flatten(ObjectNode root, Flatten order) {
    ObjectNode node =
        root.putObject("flatten")
            .put("reason", order.reason())
            .put("by", order.by())
            .put("since", order.sinceMillis())
            .put("over", order.isOver());
    order.endedMillis().ifPresent(ended -> node.put("ended", ended));
    ArrayNode symbols = node.putArray("symbols");
    for (Flatten.Outcome outcome : order.outcomes()) {
      symbols
          .addObject()
          .put("symbol", outcome.symbol().name())
          .put("state", outcome.state().name().toLowerCase(java.util.Locale.ROOT))
          .put("open", outcome.qty())
          .put("detail", outcome.detail());
    }
  }
}
