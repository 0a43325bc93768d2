package quantum.paper.rest;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoRequest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The venue's JSON of conditional orders. */
public final class AlgoAnswers {
  private static final String ZERO = "0";
  private static final JsonMapper JSON = JsonMapper.shared();

  private AlgoAnswers() {}

  /** The answer to a placement, with what a query would not tell. */
  static ObjectNode placed(AlgoOrder order) {
    ObjectNode answer = base(order);
    return tail(answer.put("price", ZERO).putNull("icebergQuantity"), order)
        .put("activatePrice", "")
        .put("callbackRate", "");
  }

  /** An order as it is now, as a query for it tells. */
  public static ObjectNode queried(AlgoOrder order) {
    return tail(child(base(order), order).put("tpOrderType", ""), order);
  }

  /** An order as the lists tell it. */
  static ObjectNode listed(AlgoOrder order) {
    return tail(
        child(base(order), order)
            .put("tpTriggerPrice", ZERO)
            .put("tpPrice", ZERO)
            .put("slTriggerPrice", ZERO)
            .put("slPrice", ZERO)
            .put("tpOrderType", ""),
        order);
  }

  static ObjectNode cancelled(AlgoOrder order) {
    return JSON.createObjectNode()
        .put("algoId", order.algoId())
        .put("clientAlgoId", order.clientAlgoId())
        .put("code", "200") // a text here, a number in the answer below, as at the venue
        .put("msg", "success");
  }

  static ObjectNode cancelledAll() {
    return JSON.createObjectNode()
        .put("code", 200)
        .put("msg", "The operation of cancel all open order is done.");
  }

  private static ObjectNode base(AlgoOrder order) {
    AlgoRequest request = order.request();
    return JSON.createObjectNode()
        .put("algoId", order.algoId())
        .put("clientAlgoId", order.clientAlgoId())
        .put("algoType", "CONDITIONAL")
        .put("orderType", request.type().name())
        .put("symbol", request.symbol().name())
        .put("side", request.side().name())
        .put("positionSide", request.positionSide().name())
        .put("timeInForce", request.timeInForce().name())
        .put("quantity", Answers.number(request.quantity()))
        .put("algoStatus", order.status().name())
        .put("triggerPrice", Answers.number(request.trigger()));
  }

  private static ObjectNode child(ObjectNode answer, AlgoOrder order) {
    Optional<AlgoOrder.Child> child = order.child();
    return answer
        .put("actualOrderId", child.map(c -> Long.toString(c.orderId())).orElse(""))
        .put(
            "actualPrice",
            Answers.number(child.map(AlgoOrder.Child::price).orElse(BigDecimal.ZERO)))
        .put("actualType", child.map(c -> "MARKET").orElse(""))
        .put(
            "actualQty",
            Answers.number(child.map(AlgoOrder.Child::quantity).orElse(BigDecimal.ZERO)))
        .put("price", ZERO)
        .putNull("icebergQuantity");
  }

  private static ObjectNode tail(ObjectNode answer, AlgoOrder order) {
    AlgoRequest request = order.request();
    return answer
        .put("selfTradePreventionMode", "EXPIRE_MAKER")
        .put("workingType", request.workingType().name())
        .put("priceMatch", "NONE")
        .put("closePosition", request.closesPosition())
        .put("priceProtect", request.priceProtect())
        .put("reduceOnly", request.reduceOnly())
        .put("createTime", order.createMillis())
        .put("updateTime", order.updateMillis())
        .put("triggerTime", order.triggerMillis())
        .put("goodTillDate", 0);
  }
}
