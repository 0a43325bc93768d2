package quantum.apply.venue.binance;

import static quantum.apply.venue.binance.Answers.decimal;
import static quantum.apply.venue.binance.Answers.flag;
import static quantum.apply.venue.binance.Answers.integer;
import static quantum.apply.venue.binance.Answers.list;
import static quantum.apply.venue.binance.Answers.optionalDecimal;
import static quantum.apply.venue.binance.Answers.orderId;
import static quantum.apply.venue.binance.Answers.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.OddRow;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.StopStatus;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenuePositions;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/** The exchange's JSON as the port's types. Every method throws {@link Answers.Unreadable}. */
final class Models {
  /** The exchange writes prices with at most eight decimals. */
  private static final BigDecimal FINEST_PRICE = new BigDecimal("0.00000001");

  /** Where a candle's close stands. */
  private static final int CLOSE = 4;

  private Models() {}

  /**
   * The rules of every symbol that has readable ones.
   *
   * @param unreadable what is wrong with the others, one line each
   */
  record Rules(Map<Symbol, SymbolRules> bySymbol, List<OddRow> unreadable) {}

  static Rules rules(JsonNode exchangeInfo) {
    Map<Symbol, SymbolRules> rules = new HashMap<>();
    List<OddRow> unreadable = new ArrayList<>();
    for (JsonNode row : list(exchangeInfo, "symbols")) {
      try {
        SymbolRules one = symbolRules(row);
        rules.put(one.symbol(), one);
      } catch (Answers.Unreadable | IllegalArgumentException e) {
        // one odd contract among hundreds must not keep the others from being traded
        unreadable.add(odd(row, e));
      }
    }
    if (rules.isEmpty()) {
      throw new Answers.Unreadable("exchangeInfo without a readable symbol");
    }
    return new Rules(Map.copyOf(rules), List.copyOf(unreadable));
  }

  private static SymbolRules symbolRules(JsonNode row) {
    Map<String, JsonNode> filters = new HashMap<>();
    for (JsonNode filter : list(row, "filters")) {
      filters.put(text(filter, "filterType"), filter);
    }
    JsonNode lot = filter(filters, "LOT_SIZE");
    JsonNode market = filters.getOrDefault("MARKET_LOT_SIZE", lot);
    BigDecimal marketStep = decimal(market, "stepSize");
    BigDecimal tick = decimal(filter(filters, "PRICE_FILTER"), "tickSize");
    return new SymbolRules(
        Symbol.of(text(row, "symbol")),
        text(row, "status"),
        // a step of zero in the market filter means that the general one holds
        marketStep.signum() == 0 ? decimal(lot, "stepSize") : marketStep,
        new Quantity(decimal(market, "minQty")),
        new Quantity(decimal(market, "maxQty")),
        // a tick of zero switches the rule off; such a symbol exists, and must stay closable
        tick.signum() == 0 ? FINEST_PRICE : tick,
        filters.containsKey("MIN_NOTIONAL")
            ? decimal(filters.get("MIN_NOTIONAL"), "notional")
            : BigDecimal.ZERO);
  }

  private static JsonNode filter(Map<String, JsonNode> filters, String type) {
    JsonNode filter = filters.get(type);
    if (filter == null) {
      throw new Answers.Unreadable("no filter " + type);
    }
    return filter;
  }

  private static OddRow odd(JsonNode row, RuntimeException why) {
    String name = row.path("symbol").asString("");
    Optional<Symbol> symbol;
    try {
      symbol = Optional.of(Symbol.of(name));
    } catch (IllegalArgumentException _) {
      symbol = Optional.empty();
    }
    return new OddRow(symbol, why.getMessage());
  }

  /**
   * The rows that are not flat. What is needed to close a position is its symbol, its amount and
   * its side; whatever else of a row cannot be read is missing.
   *
   * @param nowMillis stands in for a missing time of change
   */
  static VenuePositions positions(JsonNode rows, long nowMillis) {
    List<VenuePosition> open = new ArrayList<>();
    List<OddRow> unreadable = new ArrayList<>();
    for (JsonNode row : list(rows)) {
      try {
        BigDecimal amount = decimal(row, "positionAmt");
        if (amount.signum() != 0) {
          open.add(position(row, amount, nowMillis));
        }
      } catch (Answers.Unreadable | IllegalArgumentException e) {
        unreadable.add(odd(row, e));
      }
    }
    return new VenuePositions(open, unreadable);
  }

  private static VenuePosition position(JsonNode row, BigDecimal amount, long nowMillis) {
    String heldAs = text(row, "positionSide");
    Side side = amount.signum() > 0 ? Side.LONG : Side.SHORT;
    if (!heldAs.equals("BOTH") && Side.parse(heldAs) != side) {
      throw new Answers.Unreadable("positionSide " + heldAs + " with positionAmt " + amount);
    }
    return new VenuePosition(
        Symbol.of(text(row, "symbol")),
        side,
        !heldAs.equals("BOTH"),
        new Quantity(amount.abs()),
        positive(row, "entryPrice").map(Price::new),
        positive(row, "markPrice").map(Price::new),
        leverage(row),
        positive(row, "liquidationPrice").map(Price::new),
        positive(row, "updateTime").map(BigDecimal::longValue).orElse(nowMillis));
  }

  /** Absent where the field holds anything else than a number above zero. */
  private static Optional<BigDecimal> positive(JsonNode row, String field) {
    return signed(row, field).filter(value -> value.signum() > 0);
  }

  /** v2 tells it; v3 tells notional value and margin, whose ratio it is, cut to 8 decimals each. */
  private static Optional<Leverage> leverage(JsonNode row) {
    Optional<BigDecimal> told = positive(row, "leverage");
    if (told.isEmpty()) {
      Optional<BigDecimal> margin = positive(row, "positionInitialMargin");
      told =
          signed(row, "notional")
              .flatMap(
                  notional ->
                      margin.map(value -> notional.abs().divide(value, 0, RoundingMode.HALF_UP)));
    }
    return told.filter(value -> value.signum() > 0).map(value -> new Leverage(value.doubleValue()));
  }

  private static Optional<BigDecimal> signed(JsonNode row, String field) {
    try {
      return optionalDecimal(row, field);
    } catch (Answers.Unreadable _) {
      return Optional.empty();
    }
  }

  static OrderReport order(JsonNode order) {
    return new OrderReport(
        Symbol.of(text(order, "symbol")),
        orderId(order, "orderId"),
        new ClientOrderId(text(order, "clientOrderId")),
        OrderSide.valueOf(text(order, "side")),
        status(text(order, "status")),
        new Quantity(decimal(order, "origQty")),
        new Quantity(decimal(order, "executedQty")),
        optionalDecimal(order, "avgPrice").filter(price -> price.signum() > 0).map(Price::new),
        flag(order, "reduceOnly"),
        integer(order, "updateTime"));
  }

  /** Not about a protective stop of a position: a limit, a trailing stop, a target. */
  static boolean isStop(JsonNode algo) {
    return algo.path("orderType").asString("").equals("STOP_MARKET") && !isOpening(algo);
  }

  /** In hedge mode a BUY for the LONG leg opens, as a SELL for the SHORT one does. */
  private static boolean isOpening(JsonNode algo) {
    String leg = algo.path("positionSide").asString("");
    String side = algo.path("side").asString("");
    return leg.equals("LONG") && side.equals("BUY") || leg.equals("SHORT") && side.equals("SELL");
  }

  static StopReport stop(JsonNode algo) {
    OrderSide side = OrderSide.valueOf(text(algo, "side"));
    boolean whole = flag(algo, "closePosition");
    long child = optionalDecimal(algo, "actualOrderId").map(BigDecimal::longValue).orElse(0L);
    return new StopReport(
        new StopOrder(
            Symbol.of(text(algo, "symbol")),
            side.opposite().opens(),
            whole ? StopShape.WHOLE : StopShape.QUANTITY,
            new Price(decimal(algo, "triggerPrice")),
            optionalDecimal(algo, "quantity").map(Quantity::new).orElse(Quantity.ZERO),
            new ClientOrderId(text(algo, "clientAlgoId"))),
        stopStatus(text(algo, "algoStatus")),
        child > 0 ? Optional.of(new VenueOrderId(Long.toString(child))) : Optional.empty());
  }

  private static StopStatus stopStatus(String text) {
    return switch (text) {
      case "NEW" -> StopStatus.NEW;
      case "TRIGGERING" -> StopStatus.TRIGGERING;
      case "TRIGGERED" -> StopStatus.TRIGGERED;
      case "FINISHED" -> StopStatus.FINISHED;
      case "CANCELED" -> StopStatus.CANCELED;
      case "EXPIRED" -> StopStatus.EXPIRED;
      case "REJECTED" -> StopStatus.REJECTED;
      default -> StopStatus.UNRECOGNISED;
    };
  }

  private static OrderStatus status(String text) {
    return switch (text) {
      case "NEW" -> OrderStatus.NEW;
      case "PARTIALLY_FILLED" -> OrderStatus.PARTIALLY_FILLED;
      case "FILLED" -> OrderStatus.FILLED;
      case "CANCELED" -> OrderStatus.CANCELED;
      case "REJECTED" -> OrderStatus.REJECTED;
      case "EXPIRED", "EXPIRED_IN_MATCH" -> OrderStatus.EXPIRED;
      default -> OrderStatus.UNRECOGNISED;
    };
  }

  /**
   * All rows, or none: a trade that is left out is money that is never booked. Only a fee that
   * cannot be read holds nothing back; it is told as {@link VenueTrade#UNREADABLE}.
   */
  static List<VenueTrade> trades(JsonNode rows) {
    List<VenueTrade> trades = new ArrayList<>();
    for (JsonNode row : list(rows)) {
      Optional<BigDecimal> fee = signed(row, "commission");
      long id = integer(row, "id");
      trades.add(
          new VenueTrade(
              Symbol.of(text(row, "symbol")),
              new TradeId(Long.toString(id)),
              new TradeNumber(id),
              orderId(row, "orderId"),
              OrderSide.valueOf(text(row, "side")),
              hedgeSide(row),
              new Price(decimal(row, "price")),
              new Quantity(decimal(row, "qty")),
              decimal(row, "realizedPnl"),
              fee.orElse(BigDecimal.ZERO),
              fee.isPresent() ? row.path("commissionAsset").asString("") : VenueTrade.UNREADABLE,
              integer(row, "time")));
    }
    return trades;
  }

  /** Which leg of a hedged account; none in one-way mode. */
  private static Optional<Side> hedgeSide(JsonNode row) {
    String held = row.path("positionSide").asString("BOTH");
    return held.isEmpty() || held.equals("BOTH") ? Optional.empty() : Optional.of(Side.parse(held));
  }

  /** When a candle begins, epoch milliseconds. */
  static long openTime(JsonNode candle) {
    return candle.path(0).asLong(-1);
  }

  /** The close of a candle. */
  static BigDecimal close(JsonNode candle) {
    return price(candle.path(CLOSE));
  }

  /** A mark price; the exchange has none of zero. */
  static BigDecimal price(JsonNode value) {
    try {
      return Price.of(value.asString("")).value();
    } catch (IllegalArgumentException e) {
      throw new Answers.Unreadable("markPrice: " + e.getMessage());
    }
  }
}
