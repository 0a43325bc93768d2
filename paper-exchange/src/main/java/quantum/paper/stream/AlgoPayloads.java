package quantum.paper.stream;

import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoRequest;
import quantum.paper.rest.Answers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** ALGO_UPDATE, the event of a conditional order. */
final class AlgoPayloads {
  private static final String ZERO = "0";

  private AlgoPayloads() {}

  /** The order as it is now; price, quantity and type of its child only once there is one. */
  static ObjectNode update(AlgoOrder order) {
    AlgoRequest request = order.request();
    ObjectNode event =
        JsonMapper.shared()
            .createObjectNode()
            .put("e", "ALGO_UPDATE")
            .put("T", order.updateMillis())
            .put("E", order.updateMillis());
    ObjectNode fields =
        event
            .putObject("o")
            .put("caid", order.clientAlgoId())
            .put("aid", order.algoId())
            .put("at", "CONDITIONAL")
            .put("o", request.type().name())
            .put("s", request.symbol().name())
            .put("S", request.side().name())
            .put("ps", request.positionSide().name())
            .put("f", request.timeInForce().name())
            .put("q", Answers.number(request.quantity()))
            .put("X", order.status().name())
            .put("ai", order.child().map(child -> Long.toString(child.orderId())).orElse(""));
    order
        .child()
        .ifPresent(
            child ->
                fields
                    .put("ap", Answers.number(child.price()))
                    .put("aq", Answers.number(child.quantity()))
                    .put("act", "MARKET"));
    fields
        .put("tp", Answers.number(request.trigger()))
        .put("p", ZERO)
        .put("V", "EXPIRE_MAKER")
        .put("wt", request.workingType().name())
        .put("pm", "NONE")
        .put("cp", request.closesPosition())
        .put("pP", request.priceProtect())
        .put("R", request.reduceOnly())
        .put("tt", order.triggerMillis())
        .put("gtd", 0);
    if (!order.rejection().isEmpty()) {
      fields.put("rm", order.rejection());
    }
    return event;
  }
}
