package quantum.paper.control;

import java.math.BigDecimal;
import quantum.kernel.value.Decimals;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.Placement;
import quantum.paper.account.PositionSide;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.ReceivedOrder;
import quantum.paper.rest.AlgoAnswers;
import quantum.paper.rest.Answers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /paper/orders}, {@code algos}, {@code account}: what the exchange received and made of it.
 */
final class Inspection {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Exchange exchange;

  Inspection(Exchange exchange) {
    this.exchange = exchange;
  }

  JsonNode orders() {
    ArrayNode answer = JSON.createArrayNode();
    for (ReceivedOrder received : exchange.received()) {
      ObjectNode order =
          sided(answer.addObject(), received.request().positionSide())
              .put("time", received.timeMillis())
              .put("symbol", received.request().symbol().name())
              .put("side", received.request().side().name())
              .put("type", received.request().type().name())
              .put("quantity", Decimals.plain(received.request().quantity()))
              .put("reduceOnly", received.request().reduceOnly())
              .put("clientOrderId", received.request().clientOrderId().orElse(""))
              .put("fault", received.fault());
      if (received.placement().isEmpty()) {
        order.put("outcome", "LOST");
        continue;
      }
      switch (received.placement().get()) {
        case Placement.Accepted accepted -> accepted(order, accepted);
        case Placement.Refused refused ->
            order
                .put("outcome", "REFUSED")
                .put("code", refused.refusal().code())
                .put("msg", refused.refusal().message());
      }
    }
    return answer;
  }

  private static void accepted(ObjectNode answer, Placement.Accepted accepted) {
    PaperOrder order = accepted.order();
    answer
        .put("outcome", order.status().name())
        .put("orderId", order.orderId())
        .put("executedQty", Decimals.plain(order.executedQty()))
        .put("avgPrice", Decimals.plain(order.avgPrice()));
    ArrayNode trades = answer.putArray("trades");
    accepted.trades().forEach(trade -> trades.add(trade(trade)));
  }

  JsonNode algos() {
    return exchange.askAlgos(
        book -> {
          ArrayNode answer = JSON.createArrayNode();
          book.orders()
              .forEach(
                  order ->
                      answer.add(AlgoAnswers.queried(order).put("rejection", order.rejection())));
          return answer;
        });
  }

  JsonNode account() {
    return exchange.ask(
        account -> {
          ObjectNode answer =
              JSON.createObjectNode()
                  .put("balance", Answers.money(account.wallet()))
                  .put("unrealizedPnl", Answers.money(account.unrealizedPnl()))
                  .put("available", Answers.money(account.available()));
          BigDecimal realized = BigDecimal.ZERO;
          BigDecimal commission = BigDecimal.ZERO;
          for (PaperTrade trade : account.trades()) {
            realized = realized.add(trade.realizedPnl());
            commission = commission.add(trade.commission());
          }
          answer
              .put("realizedPnl", Answers.money(realized))
              .put("commission", Answers.money(commission));
          ArrayNode positions = answer.putArray("positions");
          account
              .positions()
              .forEach(
                  position ->
                      sided(positions.addObject(), position.side())
                          .put("symbol", position.symbol().name())
                          .put("amount", Decimals.plain(position.amount()))
                          .put("entryPrice", Answers.number(position.entryPrice()))
                          .put("markPrice", Decimals.plain(position.markPrice()))
                          .put("leverage", position.leverage())
                          .put("unrealizedPnl", Answers.money(position.unrealizedPnl())));
          ArrayNode trades = answer.putArray("trades");
          account.trades().forEach(trade -> trades.add(trade(trade)));
          return answer;
        });
  }

  static ObjectNode trade(PaperTrade trade) {
    return sided(JSON.createObjectNode(), trade.positionSide())
        .put("id", trade.id())
        .put("orderId", trade.orderId())
        .put("symbol", trade.symbol().name())
        .put("side", trade.side().name())
        .put("price", Decimals.plain(trade.price()))
        .put("qty", Decimals.plain(trade.quantity()))
        .put("realizedPnl", Answers.money(trade.realizedPnl()))
        .put("commission", Answers.money(trade.commission()))
        .put("time", trade.timeMillis());
  }

  /** Told in hedge mode only. */
  private static ObjectNode sided(ObjectNode row, PositionSide side) {
    return side == PositionSide.BOTH ? row : row.put("positionSide", side.name());
  }
}
