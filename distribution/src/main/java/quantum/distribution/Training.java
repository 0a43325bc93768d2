package quantum.distribution;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import quantum.contracts.EntryFeatures;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.contracts.Names;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.runtime.Redis;
import quantum.runtime.testing.NotifyReceiver;
import quantum.runtime.testing.RedisServer;

/**
 * Lets the installed programs work for a moment on recorded prices, by their own launchers, and
 * keeps what their JVMs learned: which classes a start needs, loaded and linked (JEP 483, 514,
 * 515).
 *
 * <p>Positions are opened on the paper exchange, at least one of which is closed again, so that not
 * only the start is known but the way of an order. A program that does not work fails the build.
 */
final class Training {
  private static final String KEY = "training";
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** How much of the shipped prices is replayed; what lies before is history for statistics. */
  private static final Duration REPLAYED = Duration.ofMinutes(100);

  private final Installation installation;
  private final Path project;
  private final Path folder;
  private final List<Symbol> symbols;
  private final long startMillis;
  private final Map<Program, Process> running = new LinkedHashMap<>();
  private final List<NotifyReceiver> managers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  Training(Installation installation, Path project, Path folder) throws IOException {
    this.installation = installation;
    this.project = project;
    this.folder = folder;
    SortedMap<Symbol, CandleSeries> prices = CandleFiles.read(prices());
    symbols = List.copyOf(prices.keySet());
    long lastMillis =
        prices.values().stream().mapToLong(CandleSeries::lastMillis).min().orElseThrow();
    startMillis = lastMillis - REPLAYED.toMillis();
  }

  private Path prices() {
    return project.resolve("demo/data/prices");
  }

  void run() throws IOException, InterruptedException {
    Installation.delete(folder); // the paper exchange would go on where it stopped
    Files.createDirectories(folder);
    int port = freePort();
    try (RedisServer server = RedisServer.processOnly();
        Redis redis = Redis.connect(server.settings(Names.DEFAULT_NAMESPACE), "training")) {
      List<Program> programs = installation.programs();
      for (Program program : programs) {
        if (program.kind() == Program.Kind.SERVICE) {
          startService(program, environment(program, server.uri(), port));
        }
      }
      work(redis, "http://127.0.0.1:" + port + "/paper/");
      for (Program program : programs) {
        if (program.kind() == Program.Kind.TOOL) {
          start(program, environment(program, server.uri(), port), options(program)).waitFor();
          requireCache(program);
        }
      }
      stop();
    } finally {
      running.values().forEach(Process::destroyForcibly);
      managers.forEach(NotifyReceiver::close);
    }
  }

  /** As systemd does: with a socket for readiness and watchdog, one after the other. */
  private void startService(Program program, Map<String, String> environment) throws IOException {
    Path socket = folder.resolve(program.shortName() + ".notify");
    NotifyReceiver manager = new NotifyReceiver(socket.toString());
    managers.add(manager);
    environment.put("NOTIFY_SOCKET", manager.address());
    environment.put("WATCHDOG_USEC", "2000000");
    running.put(program, start(program, environment, List.of()));
    await(program.name() + " is ready", () -> isReady(manager));
  }

  private static boolean isReady(NotifyReceiver manager) {
    return manager.next(Duration.ofMillis(50)).filter(said -> said.contains("READY=1")).isPresent();
  }

  private void work(Redis redis, String paper) {
    Names names = redis.names();
    await(
        "market-state publishes prices",
        () -> {
          post(paper + "advance?bars=1");
          return symbols.stream()
              .allMatch(symbol -> redis.commands().exists(names.ticker(symbol)) > 0);
        });
    redis.commands().xadd(names.tradeIntent(), entry(symbols.get(0), Side.LONG).encode());
    redis.commands().xadd(names.tradeIntent(), entry(symbols.get(1), Side.SHORT).encode());
    redis.commands().xadd(names.tradeIntent(), entry(symbols.get(2), Side.LONG).encode());
    await("positions are open", () -> redis.commands().scard(names.positionsOpen()) >= 3);
    post(paper + "speed?x=600");
    await("a position is closed", () -> redis.commands().scard(names.positionsOpen()) < 3);
    await(
        "proposals are published",
        () -> redis.commands().exists(names.harvestProposalPrefix() + symbols.get(0).name()) > 0);
  }

  private TradeIntent.Entry entry(Symbol symbol, Side side) {
    return new TradeIntent.Entry(
        symbol,
        side,
        new EntrySize.Margin(BigDecimal.valueOf(500), new Leverage(5)),
        new Leverage(5),
        Optional.empty(),
        EntryLevels.NONE,
        Optional.of(new BigDecimal("0.15")),
        Optional.empty(),
        EntryFeatures.NONE,
        false,
        "training",
        startMillis);
  }

  /** SIGTERM to all; a JVM writes its cache before it ends, which takes a few seconds. */
  private void stop() throws InterruptedException, IOException {
    for (Map.Entry<Program, Process> each : running.entrySet()) {
      each.getValue().destroy();
      if (!each.getValue().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(each.getKey().name() + " does not stop");
      }
      requireCache(each.getKey());
    }
  }

  private void requireCache(Program program) throws IOException {
    Path cache = installation.cache(program);
    if (!Files.exists(cache)) {
      throw new IOException(
          "no cache of " + program.name() + ":\n" + Files.readString(log(program)));
    }
    Files.deleteIfExists(cache.resolveSibling(cache.getFileName() + ".config"));
  }

  private Process start(Program program, Map<String, String> environment, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(installation.launcher(program).toString());
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectOutput(log(program).toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder
        .environment()
        .put("JAVA_TOOL_OPTIONS", "-XX:AOTCacheOutput=" + installation.cache(program));
    return builder.start();
  }

  private Path log(Program program) {
    return folder.resolve(program.name() + ".log");
  }

  private List<String> options(Program program) {
    return switch (program.shortName()) {
      case "inspect" -> List.of(symbols.get(0).name());
      case "replay" ->
          List.of(
              "--prices",
              prices().toString(),
              "--entries",
              project.resolve("demo/data/entries.json").toString());
      default -> throw new IllegalStateException("nothing to train " + program.name() + " with");
    };
  }

  /** A service refuses what it does not know, so each gets its own. */
  private Map<String, String> environment(Program program, String redis, int port) {
    String names = symbols.stream().map(Symbol::name).collect(Collectors.joining(","));
    String rest = "http://127.0.0.1:" + port;
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", "/usr/bin:/bin");
    env.put("LANG", "C.UTF-8");
    env.put("REDIS_URL", redis);
    switch (program.shortName()) {
      case "paper-exchange" -> {
        env.put("PAPER_PORT", Integer.toString(port));
        env.put("PAPER_PRICES_DIR", prices().toString());
        env.put("PAPER_START", Long.toString(startMillis));
        env.put("PAPER_API_KEY", KEY);
        env.put("PAPER_API_SECRET", KEY);
        env.put("PAPER_STATE_DIR", folder.resolve("paper-exchange").toString());
      }
      case "marketstate" -> {
        env.put("SYMBOLS", names);
        env.put("MARKET_REST_URL", rest);
        env.put("MARKET_WS_URL", "ws://127.0.0.1:" + port);
      }
      case "intent-bridge" -> {
        env.put("INTENT_BRIDGE_ALLOWLIST", names);
        env.put("ENTRY_MAX_AGE_SEC", "0"); // recorded entries are old by the wall clock
      }
      case "apply-layer" -> {
        env.put("VENUE", "paper");
        env.put("VENUE_REST_URL", rest);
        env.put("BINANCE_API_KEY", KEY);
        env.put("BINANCE_API_SECRET", KEY);
        env.put("APPLY_ALLOWLIST", names);
        env.put("ENTRY_MAX_AGE_SEC", "0");
        env.put("APPLY_PRICE_SILENCE_SEC", "0");
      }
      case "harvest-brain" -> {
        env.put("HARVEST_MODE", "live");
        env.put("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
      }
      case "exitbrain" -> {
        env.put("EXITBRAIN_MODE", "live");
        env.put("EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
      }
      case "risk-proposal", "harvest-proposal" -> {
        env.put("SYMBOLS", names);
        env.put("PUBLISH_INTERVAL_SEC", "1");
      }
      case "trading-bot" -> {
        env.put("SYMBOLS", names);
        env.put("MARKET_REST_URL", rest);
      }
      case "inspect", "replay" -> {}
      default -> throw new IllegalStateException("no settings for " + program.name());
    }
    return env;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void post(String address) {
    try {
      http.send(
          HttpRequest.newBuilder(URI.create(address))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new IllegalStateException("the paper exchange does not answer", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      running.forEach(
          (program, process) -> {
            if (!process.isAlive()) {
              throw new IllegalStateException(
                  program.name() + " ended with " + process.exitValue() + ": " + log(program));
            }
          });
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "not within " + LIMIT.toSeconds() + " s: " + what + "; logs in " + folder);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
