package quantum.paper.control;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import quantum.paper.exchange.Exchange;
import quantum.paper.rest.Calls;
import quantum.paper.rest.Faults;
import quantum.paper.stream.Streams;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /paper/…}: what an operator or a test does to the market and sees of it. Unsigned, because
 * the server listens on loopback only. Bad input is answered with 400 and a sentence in {@code
 * error}.
 */
public final class ControlApi {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final MarketControl market;
  private final AccountControl account;
  private final Inspection inspection;
  private final FaultControl faults;
  private final Calls calls;

  public ControlApi(
      Exchange exchange, Streams streams, Pricing pricing, Faults faults, Calls calls) {
    this.market = new MarketControl(exchange, streams, pricing);
    this.account = new AccountControl(exchange, streams, pricing);
    this.inspection = new Inspection(exchange);
    this.faults = new FaultControl(exchange, streams, faults);
    this.calls = calls;
  }

  @FunctionalInterface
  private interface Action {
    JsonNode answer(Query query);
  }

  /** Adds the endpoints to the server. */
  public void register(RoutesConfig routes) {
    routes.get("/paper/status", ctx -> serve(ctx, _ -> market.status()));
    routes.post("/paper/speed", ctx -> serve(ctx, market::speed));
    routes.post("/paper/advance", ctx -> serve(ctx, market::advance));
    routes.post("/paper/tell", ctx -> serve(ctx, _ -> market.tell()));
    routes.post("/paper/price", ctx -> serve(ctx, market::price));
    routes.get("/paper/orders", ctx -> serve(ctx, _ -> inspection.orders()));
    routes.get("/paper/account", ctx -> serve(ctx, _ -> inspection.account()));
    routes.post("/paper/position", ctx -> serve(ctx, account::position));
    routes.post("/paper/funding", ctx -> serve(ctx, account::fundingRate));
    routes.post("/paper/assets", ctx -> serve(ctx, account::assets));
    routes.post("/paper/transfer", ctx -> serve(ctx, account::transfer));
    routes.post("/paper/mode", ctx -> serve(ctx, account::positionMode));
    routes.get("/paper/algos", ctx -> serve(ctx, _ -> inspection.algos()));
    routes.get("/paper/calls", ctx -> serve(ctx, _ -> calls()));
    routes.delete("/paper/calls", ctx -> serve(ctx, _ -> callsAnew()));
    routes.get("/paper/faults", ctx -> serve(ctx, _ -> faults.waiting()));
    routes.post("/paper/faults", ctx -> serve(ctx, query -> faults.add(query.body())));
    routes.delete("/paper/faults", ctx -> serve(ctx, _ -> faults.clear()));
  }

  private static void serve(Context ctx, Action action) {
    ctx.contentType("application/json");
    try {
      ctx.result(action.answer(new Query(ctx)).toString());
    } catch (IllegalArgumentException | JacksonException e) {
      ctx.status(400).result(JSON.createObjectNode().put("error", e.getMessage()).toString());
    }
  }

  private JsonNode calls() {
    ObjectNode answer = JSON.createObjectNode();
    calls.counted().forEach(answer::put);
    return answer;
  }

  private JsonNode callsAnew() {
    calls.reset();
    return calls();
  }
}
