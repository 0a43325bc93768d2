package quantum.paper.rest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.Income;
import quantum.paper.account.LeverageBracket;
import quantum.paper.account.Liquidation;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.PaperPosition;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.WorkingType;
import quantum.paper.exchange.Bar;
import quantum.paper.exchange.Funding;
import quantum.paper.exchange.PriceEvent;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The venue's JSON of what the exchange knows; decimals are strings, times and ids numbers. */
public final class Answers {
  /** Shown where nobody tells a rate; what is paid is the exchange's own, none by default. */
  private static final String BASE_FUNDING_RATE = "0.00010000";

  private static final String MAX_NOTIONAL = "100000000";
  private static final String ZERO = "0";
  private static final JsonMapper JSON = JsonMapper.shared();

  private Answers() {}

  /** Eight decimals, as the venue shows money and mark prices. */
  public static String money(BigDecimal value) {
    return value.setScale(8, RoundingMode.HALF_UP).toPlainString();
  }

  /** At most eight decimals without trailing zeros. */
  public static String number(BigDecimal value) {
    return Decimals.plain(value.scale() > 8 ? value.setScale(8, RoundingMode.HALF_UP) : value);
  }

  /** A fraction of eight decimals: the rate told with the price, else the usual base rate. */
  public static String fundingRate(PriceEvent price) {
    return price.fundingRate().map(Answers::money).orElse(BASE_FUNDING_RATE);
  }

  public static long nextFundingMillis(long nowMillis) {
    return Funding.after(nowMillis);
  }

  /** The price at which closing would leave nothing after the opening and the closing fee. */
  public static BigDecimal breakEven(PaperPosition position, BigDecimal takerFee) {
    if (position.isFlat()) {
      return BigDecimal.ZERO;
    }
    BigDecimal fee = takerFee.multiply(BigDecimal.valueOf(position.amount().signum()));
    return position
        .entryPrice()
        .multiply(BigDecimal.ONE.add(fee))
        .divide(BigDecimal.ONE.subtract(fee), MathContext.DECIMAL64);
  }

  static ObjectNode order(PaperOrder order) {
    ObjectNode answer = JSON.createObjectNode();
    answer
        .put("orderId", order.orderId())
        .put("symbol", order.symbol().name())
        .put("status", order.status().name())
        .put("clientOrderId", order.clientOrderId())
        .put("price", number(order.limit().orElse(BigDecimal.ZERO)))
        .put("avgPrice", number(order.avgPrice()))
        .put("origQty", number(order.origQty()))
        .put("executedQty", number(order.executedQty()))
        .put("cumQuote", number(order.cumQuote()))
        .put("timeInForce", order.timeInForce().name())
        .put("type", order.type().name())
        .put("reduceOnly", order.reduceOnly())
        .put("closePosition", order.origin().map(AlgoRequest::closesPosition).orElse(false))
        .put("side", order.side().name())
        .put("positionSide", order.positionSide().name())
        .put("stopPrice", number(order.origin().map(AlgoRequest::trigger).orElse(BigDecimal.ZERO)))
        .put(
            "workingType",
            order.origin().map(AlgoRequest::workingType).orElse(WorkingType.CONTRACT_PRICE).name())
        .put("priceProtect", order.origin().map(AlgoRequest::priceProtect).orElse(false))
        .put("origType", originalType(order))
        .put("priceMatch", "NONE")
        .put("selfTradePreventionMode", "EXPIRE_MAKER")
        .put("goodTillDate", 0)
        .put("time", order.timeMillis())
        .put("updateTime", order.timeMillis());
    return answer;
  }

  /** The type it was placed with: of a child its conditional order's. */
  public static String originalType(PaperOrder order) {
    return order.origin().map(origin -> origin.type().name()).orElse(order.type().name());
  }

  /** The final state of the order, {@code newOrderRespType=RESULT}. */
  static ObjectNode result(PaperOrder order) {
    ObjectNode answer = order(order);
    // since 2026-06-30 the venue tells price and value of the fills in GET and in the trades only
    answer.remove(List.of("time", "avgPrice", "cumQuote"));
    answer.put("cumQty", number(order.executedQty()));
    return answer;
  }

  /** The order as it was accepted, before it traded: the default {@code newOrderRespType=ACK}. */
  static ObjectNode acknowledgement(PaperOrder order) {
    return result(order).put("status", "NEW").put("executedQty", ZERO).put("cumQty", ZERO);
  }

  static ObjectNode trade(PaperTrade trade) {
    String base = trade.symbol().name();
    return JSON.createObjectNode()
        .put("symbol", base)
        .put("pair", base)
        .put("id", trade.id())
        .put("orderId", trade.orderId())
        .put("side", trade.side().name())
        .put("price", number(trade.price()))
        .put("qty", number(trade.quantity()))
        .put("realizedPnl", money(trade.realizedPnl()))
        .put("marginAsset", "USDT")
        .put("quoteQty", number(trade.quoteQty()))
        .put("baseQty", number(trade.quantity()))
        .put("commission", money(trade.commission()))
        .put("commissionAsset", trade.commissionAsset())
        .put("time", trade.timeMillis())
        .put("positionSide", trade.positionSide().name())
        .put("buyer", trade.side() == OrderSide.BUY)
        .put("maker", false);
  }

  static ObjectNode income(Income income) {
    return JSON.createObjectNode()
        .put("symbol", income.symbol().map(Symbol::name).orElse(""))
        .put("incomeType", income.type().name())
        .put("income", money(income.amount()))
        .put("asset", income.asset())
        .put("info", income.type().name())
        .put("time", income.timeMillis())
        .put("tranId", income.tranId())
        .put(
            "tradeId",
            income.tradeId().isPresent() ? Long.toString(income.tradeId().getAsLong()) : "");
  }

  static ObjectNode position(PaperPosition position, PaperAccount account) {
    return JSON.createObjectNode()
        .put("symbol", position.symbol().name())
        .put("positionSide", position.side().name())
        .put("positionAmt", number(position.amount()))
        .put("entryPrice", number(position.entryPrice()))
        .put("breakEvenPrice", number(breakEven(position, account.terms().takerFee())))
        .put("markPrice", money(position.markPrice()))
        .put("unRealizedProfit", money(position.unrealizedPnl()))
        .put(
            "liquidationPrice",
            Liquidation.price(account, position.symbol()).map(Answers::number).orElse(ZERO))
        .put("isolatedMargin", ZERO)
        .put("notional", money(position.notional()))
        .put("marginAsset", "USDT")
        .put("isolatedWallet", ZERO)
        .put("initialMargin", money(position.initialMargin()))
        .put("maintMargin", money(maintenance(position)))
        .put("positionInitialMargin", money(position.initialMargin()))
        .put("openOrderInitialMargin", ZERO)
        .put("adl", 2)
        .put("bidNotional", ZERO)
        .put("askNotional", ZERO)
        .put("updateTime", position.updatedMillis());
  }

  /** {@code version} 2 has more fields than 3. */
  static ObjectNode account(PaperAccount account, int version, long nowMillis) {
    ObjectNode answer = JSON.createObjectNode();
    if (version == 2) {
      answer
          .put("feeTier", 0)
          .put("feeBurn", false)
          .put("canTrade", true)
          .put("canDeposit", true)
          .put("canWithdraw", true)
          .put("updateTime", 0)
          .put("multiAssetsMargin", false)
          .put("tradeGroupId", -1);
    }
    String wallet = money(account.wallet());
    String unrealized = money(account.unrealizedPnl());
    String equity = money(account.wallet().add(account.unrealizedPnl()));
    String initial = money(account.initialMargin());
    String maintenance = money(maintenance(account));
    String available = money(account.available().max(BigDecimal.ZERO));
    answer
        .put("totalInitialMargin", initial)
        .put("totalMaintMargin", maintenance)
        .put("totalWalletBalance", wallet)
        .put("totalUnrealizedProfit", unrealized)
        .put("totalMarginBalance", equity)
        .put("totalPositionInitialMargin", initial)
        .put("totalOpenOrderInitialMargin", money(BigDecimal.ZERO))
        .put("totalCrossWalletBalance", wallet)
        .put("totalCrossUnPnl", unrealized)
        .put("availableBalance", available)
        .put("maxWithdrawAmount", available);
    ObjectNode asset = answer.putArray("assets").addObject();
    asset
        .put("asset", "USDT")
        .put("walletBalance", wallet)
        .put("unrealizedProfit", unrealized)
        .put("marginBalance", equity)
        .put("maintMargin", maintenance)
        .put("initialMargin", initial)
        .put("positionInitialMargin", initial)
        .put("openOrderInitialMargin", money(BigDecimal.ZERO))
        .put("crossWalletBalance", wallet)
        .put("crossUnPnl", unrealized)
        .put("availableBalance", available)
        .put("maxWithdrawAmount", available)
        .put("updateTime", nowMillis);
    if (version == 2) {
      asset.put("marginAvailable", true);
    }
    ArrayNode positions = answer.putArray("positions");
    account.positions().forEach(position -> positions.add(ofAccount(position, version)));
    return answer;
  }

  static ArrayNode balance(PaperAccount account, long nowMillis) {
    String available = money(account.available().max(BigDecimal.ZERO));
    ArrayNode answer = JSON.createArrayNode();
    answer
        .addObject()
        .put("accountAlias", "paper")
        .put("asset", "USDT")
        .put("balance", money(account.wallet()))
        .put("crossWalletBalance", money(account.wallet()))
        .put("crossUnPnl", money(account.unrealizedPnl()))
        .put("availableBalance", available)
        .put("maxWithdrawAmount", available)
        .put("marginAvailable", true)
        .put("updateTime", nowMillis);
    return answer;
  }

  static ObjectNode accountConfig(boolean hedge) {
    return JSON.createObjectNode()
        .put("feeTier", 0)
        .put("canTrade", true)
        .put("canDeposit", true)
        .put("canWithdraw", true)
        .put("dualSidePosition", hedge)
        .put("updateTime", 0)
        .put("multiAssetsMargin", false)
        .put("tradeGroupId", -1);
  }

  /** Cross margin is all that there is here. */
  static ObjectNode symbolConfig(Symbol symbol, int leverage) {
    return JSON.createObjectNode()
        .put("symbol", symbol.name())
        .put("marginType", "CROSSED")
        .put("isAutoAddMargin", false)
        .put("leverage", leverage)
        .put("maxNotionalValue", Long.toString(LeverageBracket.mostNotional(leverage)));
  }

  static ObjectNode brackets(Symbol symbol) {
    ObjectNode answer = JSON.createObjectNode().put("symbol", symbol.name());
    ArrayNode rows = answer.putArray("brackets");
    for (LeverageBracket bracket : LeverageBracket.ALL) {
      rows.addObject()
          .put("bracket", bracket.number())
          .put("initialLeverage", bracket.leverage())
          .put("notionalCap", bracket.cap())
          .put("notionalFloor", bracket.floor())
          .put("maintMarginRatio", bracket.rate())
          .put("cum", bracket.cum());
    }
    return answer;
  }

  static ObjectNode leverage(PaperPosition position) {
    return JSON.createObjectNode()
        .put("leverage", position.leverage())
        .put("maxNotionalValue", MAX_NOTIONAL)
        .put("symbol", position.symbol().name());
  }

  static ObjectNode premiumIndex(PriceEvent price, long nowMillis) {
    String mark = money(price.price());
    return JSON.createObjectNode()
        .put("symbol", price.symbol().name())
        .put("markPrice", mark)
        .put("indexPrice", mark)
        .put("estimatedSettlePrice", mark)
        .put("lastFundingRate", fundingRate(price))
        .put("interestRate", BASE_FUNDING_RATE)
        .put("nextFundingTime", nextFundingMillis(nowMillis))
        .put("time", price.timeMillis());
  }

  /** Taker volume and trade count are not recorded: half of the volume, no trades. */
  static ArrayNode klines(List<Bar> bars) {
    ArrayNode answer = JSON.createArrayNode();
    for (Bar bar : bars) {
      BigDecimal half = new BigDecimal("0.5");
      answer
          .addArray()
          .add(bar.candle().openTimeMillis())
          .add(number(bar.candle().open()))
          .add(number(bar.candle().high()))
          .add(number(bar.candle().low()))
          .add(number(bar.candle().close()))
          .add(number(bar.candle().volume()))
          .add(bar.closeTimeMillis())
          .add(number(bar.quoteVolume()))
          .add(0)
          .add(number(bar.candle().volume().multiply(half)))
          .add(number(bar.quoteVolume().multiply(half)))
          .add(ZERO);
    }
    return answer;
  }

  private static ObjectNode ofAccount(PaperPosition position, int version) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("symbol", position.symbol().name())
            .put("positionSide", position.side().name())
            .put("positionAmt", number(position.amount()))
            .put("unrealizedProfit", money(position.unrealizedPnl()))
            .put("initialMargin", money(position.initialMargin()))
            .put("maintMargin", money(maintenance(position)))
            .put("updateTime", position.updatedMillis());
    if (version == 2) {
      return answer
          .put("positionInitialMargin", money(position.initialMargin()))
          .put("openOrderInitialMargin", ZERO)
          .put("leverage", Integer.toString(position.leverage()))
          .put("isolated", false)
          .put("entryPrice", number(position.entryPrice()))
          .put("maxNotional", MAX_NOTIONAL)
          .put("bidNotional", ZERO)
          .put("askNotional", ZERO);
    }
    return answer
        .put("isolatedMargin", money(BigDecimal.ZERO))
        .put("notional", money(position.notional()))
        .put("isolatedWallet", ZERO);
  }

  private static BigDecimal maintenance(PaperPosition position) {
    return LeverageBracket.maintenance(position.notional());
  }

  private static BigDecimal maintenance(PaperAccount account) {
    return Liquidation.maintenance(account);
  }
}
