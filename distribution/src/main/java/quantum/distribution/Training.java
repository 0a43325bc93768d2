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
 * Lets the installed services work for a moment on recorded prices and keeps what their JVMs
 * learned: the classes that a start needs, loaded and linked (JEP 483, 514, 515).
 *
 * <p>Services that name the same cache learn it together, in one JVM. Processes share the pages of
 * one file: with a cache of its own each service would take about 20 MB more (README).
 *
 * <p>Positions are opened on the paper exchange, at least one of which is closed again, so that not
 * only the start is known but the way of an order.
 */
final class Training {
  private static final String KEY = "training";
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** How much of the shipped prices is replayed; what lies before is history for statistics. */
  private static final Duration REPLAYED = Duration.ofMinutes(100);

  /**
   * Refuses HARVEST_MODE, which harvest-brain needs in the same environment. Nearly all of its
   * classes are those of the others.
   */
  private static final String APART = "quantum-harvest-proposal";

  private final Installation installation;
  private final Path project;
  private final Path folder;
  private final List<Symbol> symbols;
  private final long startMillis;
  private final Map<String, Process> running = new LinkedHashMap<>();
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
      Map<String, List<Program>> learners = learners();
      Map<String, String> environment = environment(server.uri(), port);
      for (Map.Entry<String, List<Program>> cache : learners.entrySet()) {
        start(cache.getKey(), cache.getValue(), environment);
      }
      long expected = learners.values().stream().mapToLong(List::size).sum() - 1;
      await(
          "all services but the exchange run",
          () -> redis.commands().keys(redis.names().health("*")).size() >= expected);
      work(redis, "http://127.0.0.1:" + port + "/paper/");
      rehearse(server.uri());
      stop();
    } finally {
      running.values().forEach(Process::destroyForcibly);
      managers.forEach(NotifyReceiver::close);
    }
  }

  /** Services by the cache that they name, in the order of the table: the exchange first. */
  private Map<String, List<Program>> learners() throws IOException {
    return installation.programs().stream()
        .filter(program -> program.kind() == Program.Kind.SERVICE && !program.name().equals(APART))
        .collect(Collectors.groupingBy(Program::cache, LinkedHashMap::new, Collectors.toList()));
  }

  /** With a socket for readiness and watchdog, as systemd does. */
  private void start(String cache, List<Program> programs, Map<String, String> environment)
      throws IOException {
    NotifyReceiver manager = new NotifyReceiver(folder.resolve(cache + ".notify").toString());
    managers.add(manager);
    List<String> command = new ArrayList<>();
    command.add(installation.java().toString());
    command.add("@" + installation.home().resolve("jvm/service.args"));
    command.add("-XX:AOTCacheOutput=" + installation.cache(cache));
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(installation.classPath().toString());
    command.add(Together.class.getName());
    programs.forEach(program -> command.add(program.main()));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectOutput(log(cache).toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("NOTIFY_SOCKET", manager.address());
    builder.environment().put("WATCHDOG_USEC", "2000000");
    running.put(cache, builder.start());
    await(cache + " ready", () -> isReady(manager));
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

  /**
   * The command for people learns while there is something to see, a backtest on the demo's data.
   */
  private void rehearse(String redisUrl) throws IOException, InterruptedException {
    for (Program program : installation.programs()) {
      if (program.kind() == Program.Kind.TOOL) {
        List<String> command = new ArrayList<>();
        command.add(installation.java().toString());
        installation.argumentFiles(program).forEach(file -> command.add("@" + file));
        command.add("-XX:AOTCacheOutput=" + installation.cache(program.cache()));
        command.add("-cp");
        command.add(installation.classPath().toString());
        if (program.name().equals(program.cache())) {
          command.addAll(List.of("quantum.cli.Rehearsal", redisUrl, symbols.getFirst().name()));
        } else {
          command.addAll(List.of(program.main(), "--prices", prices().toString(), "--entries"));
          command.add(project.resolve("demo/data/entries.json").toString());
        }
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(program.cache()).toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.toString()); // nothing computed before
        Process process = builder.start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)
            || !Files.exists(installation.cache(program.cache()))) {
          throw new IOException("no cache of " + program.name() + ", see " + log(program.cache()));
        }
      }
    }
  }

  /** SIGTERM; a JVM writes its cache before it ends, which takes a few seconds. */
  private void stop() throws InterruptedException, IOException {
    for (Map.Entry<String, Process> each : running.entrySet()) {
      each.getValue().destroy();
      if (!each.getValue().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)
          || !Files.exists(installation.cache(each.getKey()))) {
        throw new IOException("no cache of " + each.getKey() + ", see " + log(each.getKey()));
      }
    }
  }

  private Path log(String cache) {
    return folder.resolve(cache + ".log");
  }

  private Map<String, String> environment(String redis, int port) {
    String names = symbols.stream().map(Symbol::name).collect(Collectors.joining(","));
    String rest = "http://127.0.0.1:" + port;
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", "/usr/bin:/bin");
    env.put("REDIS_URL", redis);
    env.put("SYMBOLS", names);
    env.put("PUBLISH_INTERVAL_SEC", "1");
    env.put("ENTRY_MAX_AGE_SEC", "0"); // recorded entries are old by the wall clock

    env.put("PAPER_PORT", Integer.toString(port));
    env.put("PAPER_PRICES_DIR", prices().toString());
    env.put("PAPER_START", Long.toString(startMillis));
    env.put("PAPER_API_KEY", KEY);
    env.put("PAPER_API_SECRET", KEY);
    env.put("PAPER_STATE_DIR", folder.resolve("paper-exchange").toString());

    env.put("MARKET_REST_URL", rest);
    env.put("MARKET_WS_URL", "ws://127.0.0.1:" + port);
    env.put("MARKET_REPLAY", "true");
    env.put("INTENT_BRIDGE_ALLOWLIST", names);
    env.put("VENUE", "paper");
    env.put("VENUE_REST_URL", rest);
    env.put("BINANCE_API_KEY", KEY);
    env.put("BINANCE_API_SECRET", KEY);
    env.put("APPLY_ALLOWLIST", names);
    env.put("APPLY_PRICE_SILENCE_SEC", "0");
    env.put("HARVEST_MODE", "live");
    env.put("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
    env.put("EXITBRAIN_MODE", "live");
    env.put("CONSOLE_PORT", "0");
    env.put("EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
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
          (cache, process) -> {
            if (!process.isAlive()) {
              throw new IllegalStateException(
                  cache + " ended with " + process.exitValue() + ", see " + log(cache));
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
