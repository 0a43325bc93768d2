package quantum.paper.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoBook;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoPlacement;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.AlgoType;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PositionSide;
import quantum.paper.account.TimeInForce;
import quantum.paper.account.WorkingType;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.refusal.Refusal;
import quantum.paper.rest.Endpoint.Access;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * The venue's algo service, which holds the conditional orders. The order endpoints know nothing of
 * an order here until it has become one there.
 */
final class AlgoRest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ONE = "/fapi/v1/algoOrder";
  private static final String OPEN = "/fapi/v1/openAlgoOrders";
  private static final String CONDITIONAL = "CONDITIONAL";

  /** Requests whose answers can be late, see {@link Faults#lag}. */
  static final String GET_ONE = "GET " + ONE;

  static final String GET_OPEN = "GET " + OPEN;
  static final String DELETE_ONE = "DELETE " + ONE;

  /** Conditional types that need an order book or a trail; nobody here places them. */
  private static final Set<String> NOT_SERVED =
      Set.of("STOP", "TAKE_PROFIT", "TRAILING_STOP_MARKET");

  private final Exchange exchange;
  private final Gate gate;
  private final Faults faults;
  private final Past past;
  private final PriceCheck prices;

  /** Refuses an order whose symbol has no present price. */
  @FunctionalInterface
  interface PriceCheck {
    void require(Symbol symbol, OrderSide side, BigDecimal quantity);
  }

  AlgoRest(Exchange exchange, Gate gate, Faults faults, Past past, PriceCheck prices) {
    this.exchange = exchange;
    this.gate = gate;
    this.faults = faults;
    this.past = past;
    this.prices = prices;
  }

  /** Adds the endpoints to the server. */
  void register(RoutesConfig routes) {
    List.of(
            new Endpoint(HandlerType.POST, ONE, Access.SIGNED, 0, (p, fault) -> place(p))
                .placing((p, fault) -> {}),
            Endpoint.get(ONE, Access.SIGNED, 1, (p, fault) -> query(p)),
            new Endpoint(HandlerType.DELETE, ONE, Access.SIGNED, 1, (p, fault) -> cancel(p)),
            new Endpoint(
                HandlerType.DELETE,
                "/fapi/v1/algoOpenOrders",
                Access.SIGNED,
                1,
                (p, fault) -> cancelAll(p)),
            Endpoint.get(OPEN, Access.SIGNED, 1, (p, fault) -> open(p)).withWeightOfAll(40),
            Endpoint.get("/fapi/v1/allAlgoOrders", Access.SIGNED, 5, (p, fault) -> all(p)))
        .forEach(endpoint -> gate.add(routes, endpoint));
  }

  private JsonNode place(Parameters parameters) {
    AlgoRequest request = request(parameters);
    prices.require(request.symbol(), request.side(), request.quantity());
    return switch (exchange.place(new Command.PlaceAlgo(request))) {
      case AlgoPlacement.Accepted(AlgoOrder order) -> AlgoAnswers.placed(order);
      case AlgoPlacement.Refused(Refusal refusal) -> throw new RefusedRequest(refusal);
    };
  }

  private AlgoRequest request(Parameters parameters) {
    if (!required(parameters, "algoType").equals(CONDITIONAL)) {
      throw new RefusedRequest(Refusal.invalid("algoType"));
    }
    Symbol symbol = parameters.symbol();
    OrderSide side = parameters.choice("side", OrderSide.class, Refusal.BAD_SIDE);
    if (NOT_SERVED.contains(parameters.required("type"))) {
      throw new RefusedRequest(Refusal.NOT_SUPPORTED);
    }
    AlgoType type = parameters.choice("type", AlgoType.class, Refusal.BAD_ORDER_TYPE);
    PositionSide positionSide = parameters.positionSide(exchange.ask(PaperAccount::isHedge));
    if (!Set.of("ACK", "RESULT").contains(parameters.text("newOrderRespType").orElse("ACK"))) {
      throw new RefusedRequest(Refusal.BAD_RESPONSE_TYPE);
    }
    if (parameters.text("price").isPresent()) {
      throw new RefusedRequest(Refusal.notRequired("price")); // it becomes a MARKET order
    }
    AlgoRequest.Size size = size(parameters);
    required(parameters, "triggerPrice");
    return new AlgoRequest(
        symbol,
        side,
        positionSide,
        type,
        parameters.decimal("triggerPrice").orElseThrow(),
        size,
        parameters.text("workingType").isEmpty()
            ? WorkingType.CONTRACT_PRICE
            : parameters.choice("workingType", WorkingType.class, Refusal.invalid("workingType")),
        parameters.flag("priceProtect"),
        parameters.text("timeInForce").isEmpty()
            ? TimeInForce.GTC
            : parameters.choice("timeInForce", TimeInForce.class, Refusal.BAD_TIME_IN_FORCE),
        parameters.text("clientAlgoId"));
  }

  private static AlgoRequest.Size size(Parameters parameters) {
    Optional<BigDecimal> quantity = parameters.decimal("quantity");
    if (!parameters.flag("closePosition")) {
      return new AlgoRequest.Size.Quantity(
          quantity.orElseThrow(() -> new RefusedRequest(Refusal.parameter("quantity"))),
          parameters.flag("reduceOnly"));
    }
    if (quantity.isPresent()) {
      throw new RefusedRequest(Refusal.QUANTITY_WITH_CLOSE_POSITION);
    }
    if (parameters.text("reduceOnly").isPresent()) {
      throw new RefusedRequest(Refusal.REDUCE_ONLY_WITH_CLOSE_POSITION);
    }
    return new AlgoRequest.Size.Position();
  }

  /** As {@link Parameters#required}; this service writes the name in lower case when it misses. */
  private static String required(Parameters parameters, String name) {
    return parameters
        .text(name)
        .orElseThrow(() -> new RefusedRequest(Refusal.parameter(name.toLowerCase(Locale.ROOT))));
  }

  private JsonNode query(Parameters parameters) {
    return AlgoAnswers.queried(find(parameters, GET_ONE, Refusal.NO_SUCH_ORDER));
  }

  private JsonNode cancel(Parameters parameters) {
    AlgoOrder order = find(parameters, DELETE_ONE, Refusal.UNKNOWN_ORDER);
    return exchange
        .cancel(new Command.CancelAlgo(order.algoId()))
        .map(AlgoAnswers::cancelled)
        .orElseThrow(() -> new RefusedRequest(Refusal.UNKNOWN_ORDER));
  }

  private JsonNode cancelAll(Parameters parameters) {
    exchange.cancel(new Command.CancelAlgos(traded(parameters.symbol())));
    return AlgoAnswers.cancelledAll();
  }

  private JsonNode open(Parameters parameters) {
    Optional<Symbol> symbol = parameters.symbolIfSent().map(this::traded);
    boolean none = !parameters.text("algoType").orElse(CONDITIONAL).equals(CONDITIONAL);
    OptionalLong id = parameters.integer("algoId");
    long lag = faults.lag(GET_OPEN);
    return list(
        exchange.askAlgos(AlgoBook::open),
        order ->
            !none
                && symbol.map(order.request().symbol()::equals).orElse(true)
                && (id.isEmpty() || id.getAsLong() == order.algoId())
                && past.knows(order, lag));
  }

  private JsonNode all(Parameters parameters) {
    Symbol symbol = traded(parameters.symbol());
    OptionalLong fromId = parameters.integer("algoId");
    OptionalLong from = parameters.integer("startTime");
    OptionalLong to = parameters.integer("endTime");
    int limit = parameters.limit(500, 1000);
    List<AlgoOrder> found =
        exchange.askAlgos(
            book ->
                book.orders().stream()
                    .filter(order -> order.request().symbol().equals(symbol))
                    .filter(o -> fromId.isEmpty() || o.algoId() >= fromId.getAsLong())
                    .filter(o -> from.isEmpty() || o.createMillis() >= from.getAsLong())
                    .filter(o -> to.isEmpty() || o.createMillis() <= to.getAsLong())
                    .toList());
    boolean forward = fromId.isPresent() || from.isPresent();
    int first = forward ? 0 : Math.max(0, found.size() - limit);
    return list(found.subList(first, Math.min(found.size(), first + limit)), order -> true);
  }

  private static ArrayNode list(List<AlgoOrder> orders, Predicate<AlgoOrder> which) {
    ArrayNode answer = JSON.createArrayNode();
    orders.stream().filter(which).map(AlgoAnswers::listed).forEach(answer::add);
    return answer;
  }

  private AlgoOrder find(Parameters parameters, String request, Refusal otherwise) {
    OptionalLong id = parameters.integer("algoId");
    Optional<String> clientId = parameters.text("clientAlgoId");
    if (id.isEmpty() && clientId.isEmpty()) {
      throw new RefusedRequest(Refusal.oneOf("algoid", "clientalgoid"));
    }
    long lag = faults.lag(request);
    return exchange
        .askAlgos(
            book ->
                id.isPresent() ? book.order(id.getAsLong()) : book.order(clientId.orElseThrow()))
        .filter(order -> past.knows(order, lag))
        .orElseThrow(() -> new RefusedRequest(otherwise));
  }

  private Symbol traded(Symbol symbol) {
    if (exchange.ask(account -> account.filters(symbol)).isEmpty()) {
      throw new RefusedRequest(Refusal.BAD_SYMBOL);
    }
    return symbol;
  }
}
