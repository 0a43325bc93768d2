package quantum.apply;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.Venue;
import quantum.apply.venue.binance.BinanceVenue;
import quantum.apply.venue.binance.Credentials;
import quantum.apply.venue.binance.Endpoints;
import quantum.apply.venue.binance.Timeouts;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.PaperExchangeSettings;
import quantum.paper.PaperServer;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RunningService;
import quantum.runtime.Settings;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A paper exchange, a namespace of its own on a real Redis, and apply layers to start and stop. */
final class ApplyRig implements AutoCloseable {
  static final Symbol BTC = Symbol.of("BTCUSDT");
  static final Symbol ETH = Symbol.of("ETHUSDT");
  static final Symbol RIVER = Symbol.of("RIVERUSDT");
  static final Symbol BNB = Symbol.of("BNBUSDT");
  static final Duration SOON = Duration.ofSeconds(20);
  private static final String KEY = "rig-key";
  private static final String SECRET = "rig-secret";
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final JsonMapper JSON = JsonMapper.shared();

  final Names names = new Names("apply" + NUMBER.incrementAndGet());
  private final RedisServer server;
  StreamProbe probe;
  private final PaperServer paper;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Running> running = new ArrayList<>();
  private BinanceVenue looker;

  private record Running(
      RunningService service, Thread thread, Redis redis, BinanceVenue venue, Health health) {}

  ApplyRig(Path folder) {
    this(folder, RedisServer.shared());
  }

  ApplyRig(Path folder, RedisServer server) {
    this.server = server;
    this.probe = new StreamProbe(server);
    try {
      Path prices = Files.createDirectories(folder.resolve("prices"));
      candles(prices, BTC, "100000");
      candles(prices, ETH, "2500");
      candles(prices, RIVER, "12.32");
      candles(prices, BNB, "600");
      Settings settings =
          Settings.of(
              Map.of(
                  "PAPER_PRICES_DIR",
                  prices.toString(),
                  "PAPER_API_KEY",
                  KEY,
                  "PAPER_API_SECRET",
                  SECRET,
                  "PAPER_STEP_SIZE",
                  "RIVERUSDT:0.01"));
      paper =
          PaperServer.start(
              settings.complete("PAPER_", () -> PaperExchangeSettings.read(settings)),
              System::currentTimeMillis);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    looker =
        new BinanceVenue(
            Endpoints.at("http://127.0.0.1:" + paper.port()),
            new Credentials(KEY, SECRET),
            new Timeouts(SOON, SOON, SOON));
    for (Symbol symbol : List.of(BNB, BTC, ETH, RIVER)) {
      control("POST", "/paper/advance?ticks=1");
    }
  }

  private static void candles(Path folder, Symbol symbol, String price) throws IOException {
    long open = System.currentTimeMillis() / 60_000 * 60_000;
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    for (int i = 0; i < 3; i++) {
      csv.append(open + i * 60_000L).append((',' + price).repeat(4)).append(",1\n");
    }
    Files.writeString(folder.resolve(symbol + "-1m.csv"), csv.toString());
  }

  Map<String, String> environment() {
    Map<String, String> env = new HashMap<>();
    env.put("REDIS_URL", server.uri());
    env.put("QUANTUM_NAMESPACE", names.namespace());
    env.put("VENUE_REST_URL", "http://127.0.0.1:" + paper.port());
    env.put("BINANCE_API_KEY", KEY);
    env.put("BINANCE_API_SECRET", SECRET);
    env.put("APPLY_ALLOWLIST", "*");
    env.put("ADOPT_POSITIONS", "manage");
    env.put("VENUE_READ_TIMEOUT_MS", "1500");
    env.put("VENUE_RECV_WINDOW_MS", "500");
    return env;
  }

  /** Starts an apply layer in this JVM. */
  ApplyRig start(String... namesAndValues) {
    return start(server.settings(names.namespace()), venue -> venue, namesAndValues);
  }

  /**
   * As {@link #start(String...)}, by a way of its own to Redis and to the exchange; its alarms are
   * told in their stream.
   */
  ApplyRig start(RedisSettings way, UnaryOperator<Venue> around, String... namesAndValues) {
    Map<String, String> env = environment();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      env.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    Settings source = Settings.of(env);
    ApplyLayerSettings settings = source.complete("APPLY_", () -> ApplyLayerSettings.read(source));
    Redis redis = Redis.connect(way, "apply-layer-test");
    BinanceVenue venue =
        new BinanceVenue(settings.endpoints(), settings.credentials(), settings.timeouts());
    Health health = new Health("apply-layer", Clock.systemUTC());
    health.reportTo(redis);
    RunningService service =
        ApplyLayer.wire(settings, redis, around.apply(venue), health, Clock.systemUTC());
    Thread thread =
        Thread.ofPlatform()
            .name("apply-layer")
            .start(
                () -> {
                  try {
                    service.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (MortalVenue.Died | IllegalStateException ended) {
                    if (!MortalVenue.isDeath(ended)) {
                      throw ended;
                    }
                  }
                });
    running.add(new Running(service, thread, redis, venue, health));
    return this;
  }

  void stop() {
    for (Running one : running) {
      one.service.stop();
      try {
        one.thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      one.health.close();
      one.redis.close();
      one.venue.close();
    }
    running.clear();
  }

  RedisServer server() {
    return server;
  }

  /** After a restart of Redis: the probe gets a connection that knows of it. */
  void reconnect() {
    probe.close();
    probe = new StreamProbe(server);
  }

  // ---- plans

  /** An entry plan of now; more fields override or add. */
  PlanId entry(Symbol symbol, String side, String qty, String... more) {
    return plan(
        "ENTRY_PROPOSED",
        symbol,
        merged(
            List.of("side", side, "qty", qty, "entry_price", price(symbol), "leverage", "5"),
            more));
  }

  PlanId plan(String action, Symbol symbol, String... fields) {
    PlanId id = PlanId.ofEntry("plan-" + NUMBER.incrementAndGet());
    xadd(id, action, symbol, fields);
    return id;
  }

  String xadd(PlanId id, String action, Symbol symbol, String... fields) {
    return probe.xadd(
        names.applyPlan(),
        merged(
            List.of(
                "plan_id",
                id.value(),
                "action",
                action,
                "symbol",
                symbol.name(),
                "source",
                "test",
                "timestamp",
                Double.toString(System.currentTimeMillis() / 1000.0)),
            fields));
  }

  private static String[] merged(List<String> base, String... more) {
    Map<String, String> all = new java.util.LinkedHashMap<>();
    for (int i = 0; i < base.size(); i += 2) {
      all.put(base.get(i), base.get(i + 1));
    }
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all.entrySet().stream()
        .flatMap(field -> java.util.stream.Stream.of(field.getKey(), field.getValue()))
        .toArray(String[]::new);
  }

  static String[] steps(String percent, String... more) {
    List<String> fields = new ArrayList<>();
    fields.add("steps");
    fields.add("[{\"type\":\"market_reduce_only\",\"pct\":" + percent + "}]");
    fields.addAll(List.of(more));
    return fields.toArray(String[]::new);
  }

  // ---- what came of them

  Map<String, String> result(PlanId plan) {
    return result(fields -> plan.value().equals(fields.get("plan_id")));
  }

  Map<String, String> result(Predicate<Map<String, String>> wanted) {
    return probe.await(names.applyResult(), wanted, SOON);
  }

  List<Map<String, String>> results(PlanId plan) {
    return probe.entries(names.applyResult()).stream()
        .filter(fields -> plan.value().equals(fields.get("plan_id")))
        .toList();
  }

  List<Map<String, String>> results() {
    return probe.entries(names.applyResult());
  }

  Map<String, String> position(Symbol symbol) {
    return probe.hash(names.position(symbol));
  }

  void awaitNothingPending() {
    probe.await(
        "all plans acknowledged",
        () ->
            probe.commands().exists(names.applyPlan()) > 0
                && probe.lag(names.applyPlan(), Names.GROUP_APPLY_LAYER) == 0
                && probe.pending(names.applyPlan(), Names.GROUP_APPLY_LAYER) == 0,
        SOON);
  }

  // ---- the exchange

  /** Lets its clock, which only prices move, be as late as the wall's. */
  void tick(Symbol symbol) {
    synchronized (paper) {
      price(symbol, price(symbol));
    }
  }

  JsonNode control(String method, String pathAndQuery, String... body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + paper.port() + pathAndQuery))
              .method(
                  method,
                  body.length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body[0]))
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void fault(String path, String kind, String... more) {
    StringBuilder json = new StringBuilder("{\"path\":\"" + path + "\",\"kind\":\"" + kind + "\"");
    for (int i = 0; i < more.length; i += 2) {
      json.append(",\"" + more[i] + "\":" + more[i + 1]);
    }
    control("POST", "/paper/faults", json + "}");
  }

  /** From now on fields read so in the rows of a symbol; null: not there. */
  void odd(String path, Symbol symbol, String... fieldsAndValues) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      String value = fieldsAndValues[i + 1];
      fields.add('"' + fieldsAndValues[i] + "\":" + (value == null ? value : '"' + value + '"'));
    }
    fault(
        path,
        "odd_fields",
        "symbol",
        '"' + symbol.name() + '"',
        "fields",
        '{' + String.join(",", fields) + '}',
        "times",
        "100000");
  }

  void heal() {
    control("DELETE", "/paper/faults");
  }

  String price(Symbol symbol) {
    return control("GET", "/paper/status").path("prices").path(symbol.name()).asString();
  }

  void price(Symbol symbol, String price) {
    synchronized (paper) {
      control(
          "POST",
          "/paper/price?symbol=%s&price=%s&time=%d"
              .formatted(symbol, price, System.currentTimeMillis()));
    }
  }

  /** Moves the position as if by hand; negative is SHORT. */
  void byHand(Symbol symbol, String qty) {
    control("POST", "/paper/position?symbol=" + symbol + "&qty=" + qty);
  }

  /** From now on a LONG and a SHORT of a symbol stand side by side. */
  void hedge() {
    control("POST", "/paper/mode?dual=true");
  }

  /** Moves one leg of a hedged account as if by hand; negative is SHORT. */
  void byHand(Symbol symbol, Side leg, String qty) {
    control("POST", "/paper/position?symbol=" + symbol + "&side=" + leg + "&qty=" + qty);
  }

  String held(Symbol symbol) {
    return held(symbol, "");
  }

  String held(Symbol symbol, Side leg) {
    return held(symbol, leg.name());
  }

  private String held(Symbol symbol, String leg) {
    for (JsonNode position : control("GET", "/paper/account").path("positions")) {
      if (position.path("symbol").asString().equals(symbol.name())
          && position.path("positionSide").asString("").equals(leg)) {
        return position.path("amount").asString();
      }
    }
    return "0";
  }

  List<JsonNode> orders() {
    List<JsonNode> orders = new ArrayList<>();
    control("GET", "/paper/orders").forEach(orders::add);
    return orders;
  }

  /** Our stops that rest at the exchange, asked for apart from any apply layer. */
  List<StopReport> stops(Symbol symbol) {
    return switch (looker.openStops(symbol)) {
      case Outcome.Ok<List<StopReport>>(var stops) ->
          stops.stream().filter(stop -> stop.id().isStop() && stop.status().rests()).toList();
      case Outcome.Failed<List<StopReport>>(var failure) ->
          throw new IllegalStateException(failure.message());
    };
  }

  /** Waits for exactly one resting stop at this price. */
  StopReport awaitStop(Symbol symbol, String trigger) {
    probe.await(
        "one stop of " + symbol + " at " + trigger,
        () -> {
          List<StopReport> stops = stops(symbol);
          return stops.size() == 1 && stops.getFirst().order().trigger().equals(Price.of(trigger));
        },
        SOON);
    return stops(symbol).getFirst();
  }

  void awaitNoStop(Symbol symbol, Duration within) {
    probe.await("no stop of " + symbol, () -> stops(symbol).isEmpty(), within);
  }

  void awaitPosition(Symbol symbol, String field, String value) {
    probe.await(
        symbol + " " + field + "=" + value, () -> value.equals(position(symbol).get(field)), SOON);
  }

  List<JsonNode> orders(Symbol symbol) {
    return orders().stream()
        .filter(order -> order.path("symbol").asString().equals(symbol.name()))
        .toList();
  }

  @Override
  public void close() {
    stop();
    probe.close();
    http.close();
    looker.close();
    paper.close();
  }
}
