package quantum.paper.stream;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.Income;
import quantum.paper.account.OrderStatus;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.PaperPosition;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.Placement;
import quantum.paper.account.WorkingType;
import quantum.paper.exchange.Bar;
import quantum.paper.exchange.PriceEvent;
import quantum.paper.rest.Answers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The venue's stream events; E and T are the exchange's time, which is that of its prices. */
final class StreamPayloads {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ZERO = "0";
  private static final Map<Long, String> INTERVAL_NAMES =
      Map.of(
          60_000L, "1m",
          180_000L, "3m",
          300_000L, "5m",
          900_000L, "15m",
          1_800_000L, "30m",
          3_600_000L, "1h",
          14_400_000L, "4h",
          86_400_000L, "1d");

  private StreamPayloads() {}

  static ObjectNode markPrice(PriceEvent event) {
    String price = Answers.money(event.price());
    return JSON.createObjectNode()
        .put("e", "markPriceUpdate")
        .put("E", event.timeMillis())
        .put("s", event.symbol().name())
        .put("p", price)
        .put("i", price)
        .put("P", price)
        .put("r", Answers.fundingRate(event))
        .put("ap", price)
        .put("T", Answers.nextFundingMillis(event.timeMillis()))
        .put("st", 1);
  }

  static ObjectNode kline(Symbol symbol, Bar bar, long timeMillis) {
    BigDecimal half = new BigDecimal("0.5");
    ObjectNode answer =
        JSON.createObjectNode().put("e", "kline").put("E", timeMillis).put("s", symbol.name());
    answer
        .putObject("k")
        .put("t", bar.candle().openTimeMillis())
        .put("T", bar.closeTimeMillis())
        .put("s", symbol.name())
        .put("i", intervalName(bar.intervalMillis()))
        .put("f", -1) // trades are not recorded
        .put("L", -1)
        .put("o", Answers.number(bar.candle().open()))
        .put("c", Answers.number(bar.candle().close()))
        .put("h", Answers.number(bar.candle().high()))
        .put("l", Answers.number(bar.candle().low()))
        .put("v", Answers.number(bar.candle().volume()))
        .put("n", 0)
        .put("x", bar.closed())
        .put("q", Answers.number(bar.quoteVolume()))
        .put("V", Answers.number(bar.candle().volume().multiply(half)))
        .put("Q", Answers.number(bar.quoteVolume().multiply(half)))
        .put("B", ZERO);
    return answer;
  }

  static String intervalName(long millis) {
    return INTERVAL_NAMES.getOrDefault(millis, millis / 1000 + "s");
  }

  /** What the venue sends for an order that trades at once: accepted, balance, each fill. */
  static List<ObjectNode> trading(
      Placement.Accepted placed, PaperAccount account, PaperPosition position) {
    List<ObjectNode> events = new ArrayList<>();
    PaperOrder order = placed.order();
    String accepted = order.isForced() ? "CALCULATED" : "NEW";
    events.add(orderUpdate(order, accepted, "NEW", BigDecimal.ZERO));
    for (PaperTrade trade : placed.trades()) {
      events.add(accountUpdate(order.timeMillis(), account, position));
      events.add(tradeUpdate(order, trade));
    }
    if (order.status() == OrderStatus.EXPIRED) {
      events.add(orderUpdate(order, "EXPIRED", "EXPIRED", order.executedQty()));
    }
    return events;
  }

  static ObjectNode leverageUpdate(Symbol symbol, int leverage, long nowMillis) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("e", "ACCOUNT_CONFIG_UPDATE")
            .put("E", nowMillis)
            .put("T", nowMillis);
    event.putObject("ac").put("s", symbol.name()).put("l", leverage);
    return event;
  }

  static ObjectNode listenKeyExpired(String listenKey, long nowMillis) {
    return JSON.createObjectNode()
        .put("e", "listenKeyExpired")
        .put("E", nowMillis)
        .put("listenKey", listenKey);
  }

  /** What changed the balance beside trades: under cross margin no position is told of. */
  static ObjectNode paid(Income income, PaperAccount account) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("e", "ACCOUNT_UPDATE")
            .put("T", income.timeMillis())
            .put("E", income.timeMillis());
    String reason =
        switch (income.type()) {
          case FUNDING_FEE -> "FUNDING_FEE";
          case TRANSFER -> income.amount().signum() < 0 ? "WITHDRAW" : "DEPOSIT";
          case INSURANCE_CLEAR -> "INSURANCE_CLEAR";
          case REALIZED_PNL, COMMISSION -> "ORDER";
        };
    ObjectNode change = event.putObject("a").put("m", reason);
    if (income.type() == Income.Type.FUNDING_FEE) {
      income.symbol().ifPresent(symbol -> change.put("S", symbol.name()));
    }
    String wallet = Answers.money(account.wallet());
    change
        .putArray("B")
        .addObject()
        .put("a", income.asset())
        .put("wb", wallet)
        .put("cw", wallet)
        .put("bc", Answers.money(income.amount()));
    change.putArray("P");
    return event;
  }

  private static ObjectNode accountUpdate(
      long nowMillis, PaperAccount account, PaperPosition position) {
    ObjectNode event =
        JSON.createObjectNode().put("e", "ACCOUNT_UPDATE").put("T", nowMillis).put("E", nowMillis);
    ObjectNode change = event.putObject("a").put("m", "ORDER");
    String wallet = Answers.money(account.wallet());
    change
        .putArray("B")
        .addObject()
        .put("a", account.paidIn().margin())
        .put("wb", wallet)
        .put("cw", wallet)
        .put("bc", ZERO);
    BigDecimal realized =
        account.trades().stream()
            .filter(trade -> trade.symbol().equals(position.symbol()))
            .filter(trade -> trade.positionSide() == position.side())
            .map(PaperTrade::realizedPnl)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    change
        .putArray("P")
        .addObject()
        .put("s", position.symbol().name())
        .put("pa", Answers.number(position.amount()))
        .put("ep", Answers.number(position.entryPrice()))
        .put("bep", Answers.number(Answers.breakEven(position, account.terms().takerFee())))
        .put("cr", Answers.money(realized))
        .put("up", Answers.money(position.unrealizedPnl()))
        .put("mt", "cross")
        .put("iw", Answers.money(BigDecimal.ZERO))
        .put("ps", position.side().name());
    return event;
  }

  private static ObjectNode orderUpdate(
      PaperOrder order, String execution, String status, BigDecimal filled) {
    ObjectNode event = update(order);
    fields(event)
        .put("x", execution)
        .put("X", status)
        .put("ap", Answers.number(filled.signum() > 0 ? order.avgPrice() : BigDecimal.ZERO))
        .put("z", Answers.number(filled));
    return event;
  }

  private static ObjectNode tradeUpdate(PaperOrder order, PaperTrade trade) {
    boolean filled = order.status() == OrderStatus.FILLED;
    ObjectNode event = update(order);
    fields(event)
        .put("x", order.isForced() ? "CALCULATED" : "TRADE")
        .put("X", filled ? "FILLED" : "PARTIALLY_FILLED")
        .put("ap", Answers.number(order.avgPrice()))
        .put("l", Answers.number(trade.quantity()))
        .put("z", Answers.number(order.executedQty()))
        .put("L", Answers.number(trade.price()))
        .put("N", trade.commissionAsset())
        .put("n", Answers.money(trade.commission()))
        .put("t", trade.id())
        .put("rp", Answers.money(trade.realizedPnl()));
    return event;
  }

  private static ObjectNode fields(ObjectNode event) {
    return (ObjectNode) event.path("o");
  }

  private static ObjectNode update(PaperOrder order) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("e", "ORDER_TRADE_UPDATE")
            .put("T", order.timeMillis())
            .put("E", order.timeMillis());
    event
        .putObject("o")
        .put("s", order.symbol().name())
        .put("c", order.clientOrderId())
        .put("S", order.side().name())
        .put("o", order.type().name())
        .put("f", order.timeInForce().name())
        .put("q", Answers.number(order.origQty()))
        .put("p", Answers.number(order.limit().orElse(BigDecimal.ZERO)))
        .put("ap", ZERO)
        .put("sp", Answers.number(order.origin().map(AlgoRequest::trigger).orElse(BigDecimal.ZERO)))
        .put("x", "NEW")
        .put("X", "NEW")
        .put("i", order.orderId())
        .put("l", ZERO)
        .put("z", ZERO)
        .put("L", ZERO)
        .put("N", "USDT")
        .put("n", ZERO)
        .put("T", order.timeMillis())
        .put("t", 0)
        .put("b", ZERO)
        .put("a", ZERO)
        .put("m", false)
        .put("R", order.reduceOnly())
        .put(
            "wt",
            order.origin().map(AlgoRequest::workingType).orElse(WorkingType.CONTRACT_PRICE).name())
        .put("ot", Answers.originalType(order))
        .put("ps", order.positionSide().name())
        .put("cp", order.origin().map(AlgoRequest::closesPosition).orElse(false))
        .put("AP", ZERO)
        .put("cr", ZERO)
        .put("pP", order.origin().map(AlgoRequest::priceProtect).orElse(false))
        .put("si", 0)
        .put("ss", 0)
        .put("rp", ZERO)
        .put("V", "EXPIRE_MAKER");
    return event;
  }
}
