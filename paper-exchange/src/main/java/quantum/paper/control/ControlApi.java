package quantum.paper.control;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.account.Income;
import quantum.paper.account.PaidIn;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.PaperTrade;
import quantum.paper.account.Placement;
import quantum.paper.account.PositionSide;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.PriceEvent;
import quantum.paper.exchange.ReceivedOrder;
import quantum.paper.rest.AlgoAnswers;
import quantum.paper.rest.Answers;
import quantum.paper.rest.Calls;
import quantum.paper.rest.Faults;
import quantum.paper.stream.Streams;
import quantum.paper.upstream.Upstream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /paper/…}: what an operator or a test does to the market and sees of it. Unsigned, because
 * the server listens on loopback only. Bad input is answered with 400 and a sentence in {@code
 * error}.
 */
public final class ControlApi {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST_STEPS = 10_000_000;

  private final Exchange exchange;
  private final Streams streams;
  private final Pricing pricing;
  private final FaultControl faults;
  private final Calls calls;

  public ControlApi(
      Exchange exchange, Streams streams, Pricing pricing, Faults faults, Calls calls) {
    this.exchange = exchange;
    this.streams = streams;
    this.pricing = pricing;
    this.calls = calls;
    this.faults = new FaultControl(exchange, streams, faults);
  }

  @FunctionalInterface
  private interface Action {
    JsonNode answer(Context ctx);
  }

  /** Adds the endpoints to the server. */
  public void register(RoutesConfig routes) {
    routes.get("/paper/status", ctx -> serve(ctx, c -> status()));
    routes.post("/paper/speed", ctx -> serve(ctx, this::speed));
    routes.post("/paper/advance", ctx -> serve(ctx, this::advance));
    routes.post("/paper/tell", ctx -> serve(ctx, c -> tell()));
    routes.post("/paper/price", ctx -> serve(ctx, this::price));
    routes.get("/paper/orders", ctx -> serve(ctx, c -> orders()));
    routes.get("/paper/account", ctx -> serve(ctx, c -> account()));
    routes.post("/paper/position", ctx -> serve(ctx, this::position));
    routes.post("/paper/funding", ctx -> serve(ctx, this::fundingRate));
    routes.post("/paper/assets", ctx -> serve(ctx, this::assets));
    routes.post("/paper/transfer", ctx -> serve(ctx, this::transfer));
    routes.post("/paper/mode", ctx -> serve(ctx, this::positionMode));
    routes.get("/paper/algos", ctx -> serve(ctx, c -> algos()));
    routes.get("/paper/calls", ctx -> serve(ctx, c -> calls()));
    routes.delete("/paper/calls", ctx -> serve(ctx, c -> callsAnew()));
    routes.get("/paper/faults", ctx -> serve(ctx, c -> faults.waiting()));
    routes.post("/paper/faults", ctx -> serve(ctx, c -> faults.add(c.body())));
    routes.delete("/paper/faults", ctx -> serve(ctx, c -> faults.clear()));
  }

  private static void serve(Context ctx, Action action) {
    ctx.contentType("application/json");
    try {
      ctx.result(action.answer(ctx).toString());
    } catch (IllegalArgumentException | JacksonException e) {
      ctx.status(400).result(JSON.createObjectNode().put("error", e.getMessage()).toString());
    }
  }

  private JsonNode status() {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("time", exchange.nowMillis())
            .put("ticksDone", exchange.ticksDone())
            .put("ticksTotal", exchange.totalTicks())
            .put("finished", finished())
            .put("marketConnections", streams.marketConnections())
            .put("marketStreams", streams.marketStreams())
            .put("privateConnections", streams.privateConnections())
            .put("openConnections", streams.openConnections());
    exchange
        .nextMillis()
        .ifPresentOrElse(next -> answer.put("nextTime", next), () -> answer.putNull("nextTime"));
    switch (pricing) {
      case Pricing.Replayed(ReplayPace pace) -> answer.put("speed", Decimals.plain(pace.speed()));
      case Pricing.Followed(Upstream upstream) -> {
        ObjectNode followed = answer.putObject("upstream").put("connected", upstream.isConnected());
        ObjectNode ages = followed.putObject("ageMillis");
        upstream.agesMillis().forEach((symbol, age) -> ages.put(symbol.name(), age));
      }
    }
    ObjectNode prices = answer.putObject("prices");
    exchange
        .lastPrices()
        .forEach(price -> prices.put(price.symbol().name(), Decimals.plain(price.price())));
    return answer;
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

  private boolean finished() {
    return pricing instanceof Pricing.Replayed && exchange.nextMillis().isEmpty();
  }

  private JsonNode speed(Context ctx) {
    replay().speed(decimal(ctx, "x"));
    return status();
  }

  private ReplayPace replay() {
    return switch (pricing) {
      case Pricing.Replayed(ReplayPace pace) -> pace;
      case Pricing.Followed _ ->
          throw new IllegalArgumentException("prices follow the upstream, they cannot be set here");
    };
  }

  /**
   * {@code ticks=n}: the next n prices. {@code bars=n}: all prices up to the end of the n-th bar
   * from here, counted in the shortest bar of all symbols. {@code fills=first} with ticks: ends at
   * a price that meets a resting order, and holds it back until {@code /paper/tell}.
   */
  private JsonNode advance(Context ctx) {
    replay();
    Optional<String> bars = Optional.ofNullable(ctx.queryParam("bars"));
    Optional<String> ticks = Optional.ofNullable(ctx.queryParam("ticks"));
    if (bars.isPresent() && ticks.isPresent()) {
      throw new IllegalArgumentException("send either ticks or bars");
    }
    boolean fillsFirst = fillsFirst(ctx);
    if (bars.isPresent() && fillsFirst) {
      throw new IllegalArgumentException("fills=first goes with ticks");
    }
    exchange.tell();
    Optional<PriceEvent> last = Optional.empty();
    long count = 0;
    if (bars.isPresent()) {
      long interval = exchange.shortestIntervalMillis();
      long from = exchange.nextMillis().orElse(exchange.nowMillis()) / interval * interval;
      long end = from + steps("bars", bars.get()) * interval;
      for (var event = exchange.advanceBefore(end);
          event.isPresent();
          event = exchange.advanceBefore(end)) {
        last = event;
        count++;
      }
    } else {
      int wanted = steps("ticks", ticks.orElse("1"));
      for (int i = 0; i < wanted && exchange.untold().isEmpty(); i++) {
        Optional<PriceEvent> event = fillsFirst ? exchange.advanceFillsFirst() : exchange.advance();
        if (event.isEmpty()) {
          break;
        }
        last = event;
        count++;
      }
    }
    streams.flush();
    return pushed(last, count);
  }

  private static boolean fillsFirst(Context ctx) {
    Optional<String> fills = Optional.ofNullable(ctx.queryParam("fills"));
    if (fills.isPresent() && !fills.get().equals("first")) {
      throw new IllegalArgumentException("fills can only be first, was '" + fills.get() + "'");
    }
    return fills.isPresent();
  }

  /** Tells the market the price that was held back; nothing if there is none. */
  private JsonNode tell() {
    exchange.tell();
    streams.flush();
    return status();
  }

  private JsonNode price(Context ctx) {
    replay();
    Symbol symbol = symbol(ctx);
    BigDecimal price = decimal(ctx, "price");
    if (price.signum() <= 0) {
      throw new IllegalArgumentException("price must be > 0, was " + price.toPlainString());
    }
    long time =
        Optional.ofNullable(ctx.queryParam("time"))
            .map(text -> number("time", text))
            .orElseGet(exchange::nowMillis);
    Optional<PriceEvent> event = exchange.setPrice(new Command.SetPrice(symbol, price, time));
    if (event.isEmpty()) {
      throw new IllegalArgumentException("symbol " + symbol + " is not traded here");
    }
    streams.flush();
    return pushed(event, 1);
  }

  private JsonNode pushed(Optional<PriceEvent> last, long count) {
    ObjectNode answer = JSON.createObjectNode();
    last.ifPresentOrElse(
        event ->
            answer
                .put("symbol", event.symbol().name())
                .put("price", Decimals.plain(event.price()))
                .put("time", event.timeMillis()),
        () -> answer.putNull("symbol").putNull("price").putNull("time"));
    return answer
        .put("ticks", count)
        .put("ticksDone", exchange.ticksDone())
        .put("held", exchange.untold().isPresent())
        .put("finished", finished());
  }

  private JsonNode orders() {
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

  private static ObjectNode trade(PaperTrade trade) {
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

  private JsonNode algos() {
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

  private JsonNode account() {
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

  private JsonNode position(Context ctx) {
    Symbol symbol = symbol(ctx);
    if (pricing instanceof Pricing.Followed(Upstream upstream) && upstream.isStale(symbol)) {
      throw new IllegalArgumentException("no present price of " + symbol + " from the upstream");
    }
    Placement placement =
        exchange.adjust(new Command.Adjust(symbol, side(ctx), decimal(ctx, "qty")));
    streams.flush();
    return switch (placement) {
      case Placement.Accepted accepted -> trade(accepted.trades().getFirst());
      case Placement.Refused refused ->
          throw new IllegalArgumentException(
              refused.refusal().code() + " " + refused.refusal().message());
    };
  }

  /**
   * {@code rate} is what LONG pays to SHORT every 8 h of replay time, a fraction; {@code now=true}:
   * once, at once.
   */
  private JsonNode fundingRate(Context ctx) {
    BigDecimal rate = decimal(ctx, "rate");
    if (Boolean.parseBoolean(ctx.queryParam("now"))) {
      int paid = exchange.payFunding(new Command.PayFunding(rate)).size();
      streams.flush();
      return JSON.createObjectNode().put("rate", Decimals.plain(rate)).put("paid", paid);
    }
    exchange.setFundingRate(new Command.SetFundingRate(rate));
    return JSON.createObjectNode().put("rate", Decimals.plain(rate));
  }

  /** {@code margin} is an asset, {@code bnb=true} takes fees in BNB while there is any. */
  private JsonNode assets(Context ctx) {
    PaidIn assets =
        new PaidIn(
            Optional.ofNullable(ctx.queryParam("margin")).orElse(PaidIn.USDT),
            Boolean.parseBoolean(ctx.queryParam("bnb")));
    exchange.setPaidIn(new Command.SetPaidIn(assets));
    return JSON.createObjectNode().put("margin", assets.margin()).put("bnb", assets.feesInBnb());
  }

  private JsonNode transfer(Context ctx) {
    String asset = Optional.ofNullable(ctx.queryParam("asset")).orElse(PaidIn.USDT);
    Income income = exchange.transfer(new Command.Transfer(asset, decimal(ctx, "amount")));
    streams.flush();
    return JSON.createObjectNode()
        .put("amount", Answers.money(income.amount()))
        .put("asset", income.asset())
        .put("tranId", income.tranId());
  }

  /** {@code dual=true} is hedge mode. */
  private JsonNode positionMode(Context ctx) {
    boolean dual = Boolean.parseBoolean(required(ctx, "dual"));
    exchange
        .setHedge(new Command.SetHedge(dual))
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal.code() + " " + refusal.message());
            });
    return JSON.createObjectNode().put("dual", dual);
  }

  private static PositionSide side(Context ctx) {
    String name = Optional.ofNullable(ctx.queryParam("side")).orElse("BOTH");
    return Arrays.stream(PositionSide.values())
        .filter(side -> side.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("side must be LONG or SHORT, was '" + name + "'"));
  }

  /** Told in hedge mode only. */
  private static ObjectNode sided(ObjectNode row, PositionSide side) {
    return side == PositionSide.BOTH ? row : row.put("positionSide", side.name());
  }

  private static Symbol symbol(Context ctx) {
    return Symbol.of(required(ctx, "symbol"));
  }

  private static BigDecimal decimal(Context ctx, String name) {
    try {
      return Decimals.parse(required(ctx, name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static String required(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name))
        .orElseThrow(() -> new IllegalArgumentException("parameter " + name + " is missing"));
  }

  private static int steps(String name, String text) {
    long number = number(name, text);
    if (number < 1 || number > MOST_STEPS) {
      throw new IllegalArgumentException(name + " must be 1 to " + MOST_STEPS + ", was " + number);
    }
    return (int) number;
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number, was '" + text + "'", e);
    }
  }
}
