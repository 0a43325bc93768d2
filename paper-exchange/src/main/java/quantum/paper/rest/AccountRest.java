package quantum.paper.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import quantum.kernel.value.Symbol;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.PositionSide;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.refusal.Refusal;
import quantum.paper.rest.Endpoint.Access;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The endpoints about the account itself: what it holds, how it is set, what it has traded. */
final class AccountRest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String POSITIONS = "GET /fapi/v3/positionRisk";
  private static final String TRADES = "GET /fapi/v1/userTrades";
  private static final String DUAL = "/fapi/v1/positionSide/dual";

  private static final long WEEK_MILLIS = 7 * 86_400_000L;

  private final Exchange exchange;
  private final Gate gate;
  private final Faults faults;
  private final Past past;

  AccountRest(Exchange exchange, Gate gate, Faults faults, Past past) {
    this.exchange = exchange;
    this.gate = gate;
    this.faults = faults;
    this.past = past;
  }

  /** Adds the endpoints to the server. */
  void register(RoutesConfig routes) {
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(signed("/fapi/v1/userTrades", 5, (p, fault) -> userTrades(p)));
    endpoints.add(signed("/fapi/v1/leverageBracket", 1, (p, fault) -> brackets(p)));
    endpoints.add(signed("/fapi/v1/symbolConfig", 5, (p, fault) -> symbolConfig(p)));
    endpoints.add(signed("/fapi/v1/income", 30, (p, fault) -> income(p)));
    endpoints.add(signed("/fapi/v3/positionRisk", 5, (p, fault) -> positionRisk(p)));
    endpoints.add(
        signed(DUAL, 30, (p, fault) -> JSON.createObjectNode().put("dualSidePosition", isHedge())));
    endpoints.add(
        signed("/fapi/v1/accountConfig", 5, (p, fault) -> Answers.accountConfig(isHedge())));
    for (int version : List.of(2, 3)) {
      endpoints.add(
          signed(
              "/fapi/v" + version + "/account",
              5,
              (p, fault) -> exchange.ask(a -> Answers.account(a, version, exchange.nowMillis()))));
      endpoints.add(
          signed(
              "/fapi/v" + version + "/balance",
              5,
              (p, fault) -> exchange.ask(a -> Answers.balance(a, exchange.nowMillis()))));
    }
    endpoints.add(
        new Endpoint(
            HandlerType.POST, "/fapi/v1/leverage", Access.SIGNED, 1, (p, f) -> leverage(p)));
    endpoints.add(
        new Endpoint(HandlerType.POST, DUAL, Access.SIGNED, 1, (p, f) -> positionMode(p)));
    endpoints.forEach(endpoint -> gate.add(routes, endpoint));
  }

  private static Endpoint signed(String path, int weight, Endpoint.Action action) {
    return Endpoint.get(path, Access.SIGNED, weight, action);
  }

  private boolean isHedge() {
    return exchange.ask(PaperAccount::isHedge);
  }

  private JsonNode userTrades(Parameters parameters) {
    Symbol symbol = parameters.symbol();
    requireTraded(symbol);
    OptionalLong order = parameters.integer("orderId");
    OptionalLong from = parameters.integer("startTime");
    OptionalLong to = parameters.integer("endTime");
    OptionalLong fromId = parameters.integer("fromId");
    if (fromId.isPresent() && (from.isPresent() || to.isPresent())) {
      throw new RefusedRequest(
          new Refusal(400, -1128, "Combination of optional parameters invalid."));
    }
    if (from.isPresent() && to.isPresent() && from.getAsLong() > to.getAsLong()) {
      throw new RefusedRequest(new Refusal(400, -1023, "Start time is greater than end time."));
    }
    int limit = parameters.limit(500, 1000);
    long lag = faults.lag(TRADES);
    List<PaperTrade> found =
        exchange.ask(
            a ->
                a.trades().stream()
                    .filter(trade -> past.knows(trade, lag))
                    .filter(trade -> trade.symbol().equals(symbol))
                    .filter(trade -> order.isEmpty() || trade.orderId() == order.getAsLong())
                    .filter(trade -> from.isEmpty() || trade.timeMillis() >= from.getAsLong())
                    .filter(trade -> to.isEmpty() || trade.timeMillis() <= to.getAsLong())
                    .filter(trade -> fromId.isEmpty() || trade.id() >= fromId.getAsLong())
                    .toList());
    // with a starting point the first ones, otherwise the latest, as the venue pages
    boolean forward = from.isPresent() || fromId.isPresent();
    List<PaperTrade> page =
        found.size() <= limit
            ? found
            : forward ? found.subList(0, limit) : found.subList(found.size() - limit, found.size());
    ArrayNode answer = JSON.createArrayNode();
    page.forEach(trade -> answer.add(Answers.trade(trade)));
    return answer;
  }

  /** Without times the last seven days up to now; always the first ones of the span. */
  private JsonNode income(Parameters parameters) {
    Optional<Symbol> symbol = parameters.symbolIfSent();
    symbol.ifPresent(this::requireTraded);
    Optional<String> type = parameters.text("incomeType");
    long now = exchange.nowMillis();
    long to = parameters.integer("endTime").orElse(Long.MAX_VALUE);
    long from = parameters.integer("startTime").orElse(Math.min(to, now) - WEEK_MILLIS);
    if (from > to) {
      throw new RefusedRequest(new Refusal(400, -1023, "Start time is greater than end time."));
    }
    ArrayNode answer = JSON.createArrayNode();
    exchange.ask(a -> List.copyOf(a.incomes())).stream()
        .filter(income -> symbol.isEmpty() || income.symbol().equals(symbol))
        .filter(income -> type.isEmpty() || income.type().name().equals(type.get()))
        .filter(income -> income.timeMillis() >= from && income.timeMillis() <= to)
        .limit(parameters.limit(100, 1000))
        .forEach(income -> answer.add(Answers.income(income)));
    return answer;
  }

  private JsonNode positionRisk(Parameters parameters) {
    Optional<Symbol> symbol = parameters.symbolIfSent();
    symbol.ifPresent(this::requireTraded);
    ArrayNode answer = JSON.createArrayNode();
    exchange.ask(
        a -> {
          past.positions(a, faults.lag(POSITIONS)).stream()
              .filter(position -> symbol.isEmpty() || position.symbol().equals(symbol.get()))
              .forEach(p -> answer.add(Answers.position(p, a)));
          return answer;
        });
    return answer;
  }

  private JsonNode leverage(Parameters parameters) {
    Symbol symbol = parameters.symbol();
    long leverage = parameters.requiredInteger("leverage");
    if (leverage != (int) leverage) {
      throw new RefusedRequest(Refusal.leverage(Long.toString(leverage)));
    }
    exchange
        .setLeverage(new Command.SetLeverage(symbol, (int) leverage))
        .ifPresent(
            refusal -> {
              throw new RefusedRequest(refusal);
            });
    return exchange.ask(a -> Answers.leverage(a.position(symbol, PositionSide.BOTH).orElseThrow()));
  }

  /** One object with a symbol, a list of all without. */
  private JsonNode brackets(Parameters parameters) {
    Optional<Symbol> symbol = parameters.symbolIfSent();
    symbol.ifPresent(this::requireTraded);
    if (symbol.isPresent()) {
      return Answers.brackets(symbol.get());
    }
    ArrayNode all = JSON.createArrayNode();
    exchange.ask(PaperAccount::symbols).forEach(each -> all.add(Answers.brackets(each)));
    return all;
  }

  /** A list, also of one. */
  private JsonNode symbolConfig(Parameters parameters) {
    Optional<Symbol> symbol = parameters.symbolIfSent();
    symbol.ifPresent(this::requireTraded);
    ArrayNode all = JSON.createArrayNode();
    exchange
        .ask(
            account ->
                symbol.map(Set::of).orElseGet(account::symbols).stream()
                    .map(each -> Answers.symbolConfig(each, account.leverage(each)))
                    .toList())
        .forEach(all::add);
    return all;
  }

  private JsonNode positionMode(Parameters parameters) {
    boolean dual = parameters.required("dualSidePosition").toLowerCase(Locale.ROOT).equals("true");
    exchange
        .setHedge(new Command.SetHedge(dual))
        .ifPresent(
            refusal -> {
              throw new RefusedRequest(refusal);
            });
    return JSON.createObjectNode().put("code", 200).put("msg", "success");
  }

  private void requireTraded(Symbol symbol) {
    if (exchange.ask(account -> account.filters(symbol)).isEmpty()) {
      throw new RefusedRequest(Refusal.BAD_SYMBOL);
    }
  }
}
