package quantum.paper.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.OrderType;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.Placement;
import quantum.paper.account.PositionSide;
import quantum.paper.account.TimeInForce;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.PriceEvent;
import quantum.paper.refusal.Refusal;
import quantum.paper.rest.Endpoint.Access;
import quantum.paper.rules.ExchangeInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The venue's REST endpoints that the suite uses. {@code /time}, timestamps and limits follow the
 * wall clock; prices, orders and trades carry replay time.
 */
public final class VenueRest {
  private static final Logger LOG = LoggerFactory.getLogger(VenueRest.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long LISTEN_KEY_MILLIS = 3_600_000;
  private static final String ORDER = "/fapi/v1/order";
  private static final String LISTEN_KEY = "/fapi/v1/listenKey";
  private static final Set<String> CONDITIONAL =
      Set.of("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET");

  private final Exchange exchange;
  private final Market market;
  private final ExchangeInfo info;
  private final Signatures signatures;
  private final RateLimits limits;
  private final Gate gate;
  private final AlgoRest algos;
  private final AccountRest account;
  private final LongSupplier wallClock;

  public VenueRest(
      Exchange exchange,
      Market market,
      ExchangeInfo info,
      Signatures signatures,
      RateLimits limits,
      Faults faults,
      Calls calls,
      Past past,
      LongSupplier wallClock) {
    this.exchange = exchange;
    this.market = market;
    this.info = info;
    this.signatures = signatures;
    this.limits = limits;
    this.gate = new Gate(signatures, limits, faults, calls, wallClock);
    this.algos = new AlgoRest(exchange, gate, faults, past, this::requirePrice);
    this.account = new AccountRest(exchange, gate, faults, past);
    this.wallClock = wallClock;
  }

  /** Adds the endpoints to the server. */
  public void register(RoutesConfig routes) {
    get(routes, "/fapi/v1/ping", Access.PUBLIC, 1, (p, fault) -> JSON.createObjectNode());
    get(routes, "/fapi/v1/time", Access.PUBLIC, 1, (p, fault) -> time());
    get(
        routes,
        "/fapi/v1/exchangeInfo",
        Access.PUBLIC,
        1,
        (p, fault) -> info.document(wallClock.getAsLong(), limits.document()));
    get(routes, "/fapi/v1/premiumIndex", Access.PUBLIC, 1, (p, fault) -> premiumIndex(p));
    // one price for all here, the mark price
    get(routes, "/fapi/v1/klines", Access.PUBLIC, 5, (p, fault) -> klines(p));
    get(routes, "/fapi/v1/markPriceKlines", Access.PUBLIC, 5, (p, fault) -> klines(p));
    get(routes, ORDER, Access.SIGNED, 1, (p, fault) -> queryOrder(p));
    get(routes, "/fapi/v1/openOrders", Access.SIGNED, 1, (p, fault) -> JSON.createArrayNode());
    List<Endpoint> changing =
        List.of(
            new Endpoint(HandlerType.POST, ORDER, Access.SIGNED, 0, this::placeOrder)
                .placing((p, fault) -> exchange.lost(orderRequest(p), fault)),
            new Endpoint(HandlerType.DELETE, ORDER, Access.SIGNED, 1, (p, f) -> cancelOrder(p)),
            new Endpoint(HandlerType.POST, LISTEN_KEY, Access.KEY, 1, (p, f) -> startListening()),
            new Endpoint(HandlerType.PUT, LISTEN_KEY, Access.KEY, 1, (p, f) -> extendListening()),
            new Endpoint(HandlerType.DELETE, LISTEN_KEY, Access.KEY, 1, (p, f) -> stopListening()));
    changing.forEach(endpoint -> gate.add(routes, endpoint));
    algos.register(routes);
    account.register(routes);
    gate.refuseOthers(routes);
  }

  /** Whether the account's listen key is in force. */
  public boolean listening() {
    OptionalLong since = exchange.listeningSinceMillis();
    return since.isPresent() && wallClock.getAsLong() - since.getAsLong() < LISTEN_KEY_MILLIS;
  }

  private void get(
      RoutesConfig routes,
      String path,
      Endpoint.Access access,
      int weight,
      Endpoint.Action action) {
    gate.add(routes, Endpoint.get(path, access, weight, action));
  }

  private JsonNode time() {
    return JSON.createObjectNode().put("serverTime", wallClock.getAsLong());
  }

  private JsonNode premiumIndex(Parameters parameters) {
    Optional<Symbol> symbol = parameters.symbolIfSent();
    if (symbol.isPresent()) {
      requireTraded(symbol.get());
      PriceEvent price =
          exchange
              .lastPrice(symbol.get())
              .orElseThrow(() -> new RefusedRequest(Refusal.NO_PRICE_YET));
      return Answers.premiumIndex(price, exchange.nowMillis());
    }
    ArrayNode all = JSON.createArrayNode();
    for (Symbol each : info.filters().keySet()) {
      exchange
          .lastPrice(each)
          .ifPresent(price -> all.add(Answers.premiumIndex(price, exchange.nowMillis())));
    }
    return all;
  }

  private JsonNode klines(Parameters parameters) {
    Symbol symbol = parameters.symbol();
    requireTraded(symbol);
    return market.klines(
        symbol,
        parameters.required("interval"),
        parameters.integer("startTime"),
        parameters.integer("endTime"),
        parameters.limit(500, 1500));
  }

  private JsonNode placeOrder(Parameters parameters, Optional<Fault> fault) {
    boolean result =
        switch (parameters.text("newOrderRespType").orElse("ACK")) {
          case "RESULT" -> true;
          case "ACK" -> false;
          default -> throw new RefusedRequest(Refusal.BAD_RESPONSE_TYPE);
        };
    OrderRequest request = orderRequest(parameters);
    if (market.isStale(request.symbol())) {
      requireTraded(request.symbol());
      exchange.lost(request, "no_present_price");
    }
    requirePrice(request.symbol(), request.side(), request.quantity());
    Placement placement =
        exchange.place(
            new Command.Place(
                request,
                fault.map(Fault::fillable).orElse(BigDecimal.ONE),
                fault.map(Fault::name).orElse("")));
    return switch (placement) {
      case Placement.Accepted accepted ->
          result ? Answers.result(accepted.order()) : Answers.acknowledgement(accepted.order());
      case Placement.Refused refused -> throw new RefusedRequest(refused.refusal());
    };
  }

  /** A fill at a price that is no longer the market's would be a fill nobody could have had. */
  private void requirePrice(Symbol symbol, OrderSide side, BigDecimal quantity) {
    if (market.isStale(symbol)) {
      requireTraded(symbol);
      LOG.warn(
          "[PAPER] {} {} {} refused: no present price from the upstream",
          symbol,
          side,
          Decimals.plain(quantity));
      throw new RefusedRequest(Refusal.UNABLE);
    }
  }

  private OrderRequest orderRequest(Parameters parameters) {
    Symbol symbol = parameters.symbol();
    OrderSide side = parameters.choice("side", OrderSide.class, Refusal.BAD_SIDE);
    if (CONDITIONAL.contains(parameters.required("type"))) {
      throw new RefusedRequest(Refusal.ALGO_ENDPOINT);
    }
    OrderType type = parameters.choice("type", OrderType.class, Refusal.BAD_ORDER_TYPE);
    PositionSide positionSide = parameters.positionSide(exchange.ask(PaperAccount::isHedge));
    if (parameters.flag("closePosition")) {
      throw new RefusedRequest(
          new Refusal(400, -4136, "Target strategy invalid for orderType MARKET, closePosition"));
    }
    BigDecimal quantity =
        parameters
            .decimal("quantity")
            .orElseThrow(() -> new RefusedRequest(Refusal.parameter("quantity")));
    TimeInForce timeInForce = TimeInForce.GTC;
    Optional<BigDecimal> limit = Optional.empty();
    if (type == OrderType.LIMIT) {
      timeInForce = parameters.choice("timeInForce", TimeInForce.class, Refusal.BAD_TIME_IN_FORCE);
      parameters.required("price");
      limit = parameters.decimal("price");
    }
    return new OrderRequest(
        symbol,
        side,
        positionSide,
        type,
        quantity,
        parameters.flag("reduceOnly"),
        limit,
        timeInForce,
        parameters.text("newClientOrderId"));
  }

  private JsonNode queryOrder(Parameters parameters) {
    return Answers.order(find(parameters, Refusal.NO_SUCH_ORDER));
  }

  /** Every order here is final when it is answered, so there is none to cancel: -2011. */
  private JsonNode cancelOrder(Parameters parameters) {
    find(parameters, Refusal.UNKNOWN_ORDER);
    throw new RefusedRequest(Refusal.UNKNOWN_ORDER);
  }

  private PaperOrder find(Parameters parameters, Refusal otherwise) {
    Symbol symbol = parameters.symbol();
    requireTraded(symbol);
    OptionalLong id = parameters.integer("orderId");
    Optional<String> clientId = parameters.text("origClientOrderId");
    if (id.isEmpty() && clientId.isEmpty()) {
      throw new RefusedRequest(Refusal.oneOf("origClientOrderId", "orderId"));
    }
    return exchange
        .ask(a -> id.isPresent() ? a.order(id.getAsLong()) : a.order(clientId.orElseThrow()))
        .filter(order -> order.symbol().equals(symbol))
        .orElseThrow(() -> new RefusedRequest(otherwise));
  }

  private JsonNode startListening() {
    exchange.keepListening(wallClock.getAsLong());
    return listenKey();
  }

  private JsonNode extendListening() {
    if (!listening()) {
      throw new RefusedRequest(Refusal.BAD_LISTEN_KEY);
    }
    exchange.keepListening(wallClock.getAsLong());
    return listenKey();
  }

  private JsonNode stopListening() {
    exchange.stopListening();
    return JSON.createObjectNode();
  }

  private ObjectNode listenKey() {
    return JSON.createObjectNode().put("listenKey", signatures.listenKey());
  }

  private void requireTraded(Symbol symbol) {
    if (!info.filters().containsKey(symbol)) {
      throw new RefusedRequest(Refusal.BAD_SYMBOL);
    }
  }
}
