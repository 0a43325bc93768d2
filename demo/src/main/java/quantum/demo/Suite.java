package quantum.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.testing.RedisServer;

/**
 * A private Redis, the paper exchange and the services, each a process of its own on loopback.
 * Closing it stops all of them.
 */
public final class Suite implements AutoCloseable {
  public static final String PAPER_EXCHANGE = "paper-exchange";
  public static final String MARKET_STATE = "market-state";
  public static final String INTENT_BRIDGE = "intent-bridge";
  public static final String APPLY_LAYER = "apply-layer";
  public static final String HARVEST_BRAIN = "harvest-brain";
  public static final String EXITBRAIN = "exitbrain";

  public static final String RISK_PROPOSAL = "risk-proposal";
  public static final String HARVEST_PROPOSAL = "harvest-proposal-publisher";
  public static final String TRADING_BOT = "trading-bot";

  /** It only shows; nothing depends on it. */
  public static final String CONSOLE = "console";

  /** The chain from an intent to a booked fill, and the exchange. */
  public static final Set<String> CHAIN =
      Set.of(PAPER_EXCHANGE, MARKET_STATE, INTENT_BRIDGE, APPLY_LAYER, HARVEST_BRAIN, EXITBRAIN);

  private static final Map<String, String> MAINS = new LinkedHashMap<>();

  static {
    MAINS.put(PAPER_EXCHANGE, "quantum.paper.PaperExchange");
    MAINS.put(MARKET_STATE, "quantum.marketstate.MarketStateService");
    MAINS.put(INTENT_BRIDGE, "quantum.bridge.IntentBridge");
    MAINS.put(APPLY_LAYER, "quantum.apply.ApplyLayer");
    MAINS.put(HARVEST_BRAIN, "quantum.brain.HarvestBrain");
    MAINS.put(EXITBRAIN, "quantum.exitbrain.ExitBrain");
    MAINS.put(RISK_PROPOSAL, "quantum.riskproposal.RiskProposalService");
    MAINS.put(HARVEST_PROPOSAL, "quantum.harvestproposal.HarvestProposalPublisher");
    MAINS.put(TRADING_BOT, "quantum.tradingbot.TradingBot");
    MAINS.put(CONSOLE, "quantum.console.Console");
  }

  /** The checks at the end read every plan and result: nothing may be trimmed before. */
  private static final String KEEP_ALL = "1000000";

  /** The recorded hours pass in less than a minute. */
  private static final String PROPOSAL_INTERVAL_SEC = "0.5";

  private static final String NAMESPACE = Names.DEFAULT_NAMESPACE;
  private static final Duration READY = Duration.ofSeconds(120);

  // The paper exchange checks signatures like the venue; these two sign for it and for nothing
  // else.
  private static final String PAPER_KEY = "paper-demo-key";
  private static final String PAPER_SECRET = "paper-demo-secret";

  /**
   * How the suite runs.
   *
   * @param services which of {@link #services} run, and {@link #CONSOLE} if it is wanted
   * @param prices folder of price files that the paper exchange replays
   * @param startMillis where the prices begin to move, if not at their first bar; what lies before
   *     is the venue's history
   * @param lockstep whether services keep the order of a replay (LOCKSTEP)
   * @param overrides settings by service name that replace the defaults here
   */
  public record Config(
      Set<String> services,
      Path prices,
      OptionalLong startMillis,
      Set<Symbol> symbols,
      boolean lockstep,
      Path folder,
      Map<String, Map<String, String>> overrides) {}

  private final Config config;
  private final RedisServer server;
  private final Redis redis;
  private final PaperControl paper;
  private final int consolePort = freePort();
  private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();

  private Suite(Config config) {
    this.config = config;
    server = RedisServer.processOnly();
    redis = Redis.connect(server.settings(NAMESPACE), "demo");
    int port = freePort();
    paper = new PaperControl(URI.create("http://127.0.0.1:" + port));
    for (Map.Entry<String, String> main : MAINS.entrySet()) {
      String name = main.getKey();
      if (!config.services().contains(name)) {
        continue;
      }
      processes.put(
          name,
          new ManagedProcess(
              name,
              command(name, main.getValue()),
              environment(name, port),
              config.folder().resolve("logs").resolve(name + ".log")));
    }
  }

  /** Starts everything and waits until every service is ready. */
  public static Suite start(Config config) {
    Suite suite = prepare(config);
    try {
      suite.startServices();
      return suite;
    } catch (RuntimeException e) {
      suite.close();
      throw e;
    }
  }

  /** Starts Redis only: for what has to be there before the services. */
  public static Suite prepare(Config config) {
    try {
      Files.createDirectories(config.folder().resolve("logs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Suite(config);
  }

  /** Starts the exchange and the services and waits until every one is ready. */
  public void startServices() {
    processes.values().forEach(ManagedProcess::start);
    awaitReady();
  }

  /** Changes a setting of a service, from its next start on. */
  public void set(String service, String setting, String value) {
    processes.get(service).set(setting, value);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(String name, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmFlags.of(name));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    return command;
  }

  private Map<String, String> environment(String name, int paperPort) {
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
    env.put("LC_ALL", "C.UTF-8");
    env.put("MALLOC_ARENA_MAX", "1");
    env.put("REDIS_URL", server.uri());
    env.put("QUANTUM_NAMESPACE", NAMESPACE);
    env.put("LOG_LEVEL", "INFO");
    String symbols = config.symbols().stream().map(Symbol::name).collect(Collectors.joining(","));
    String lockstep = Boolean.toString(config.lockstep());
    switch (name) {
      case PAPER_EXCHANGE -> {
        env.put("PAPER_PORT", Integer.toString(paperPort));
        env.put("PAPER_PRICES_DIR", config.prices().toString());
        env.put("PAPER_API_KEY", PAPER_KEY);
        env.put("PAPER_API_SECRET", PAPER_SECRET);
        env.put("PAPER_STATE_DIR", config.folder().resolve("paper").toString());
        config.startMillis().ifPresent(start -> env.put("PAPER_START", Long.toString(start)));
      }
      case MARKET_STATE -> {
        env.put("SYMBOLS", symbols);
        env.put("MARKET_REST_URL", "http://127.0.0.1:" + paperPort);
        env.put("MARKET_WS_URL", "ws://127.0.0.1:" + paperPort);
        env.put("LOCKSTEP", lockstep);
        env.put("MARKET_REPLAY", "true");
      }
      case INTENT_BRIDGE -> {
        env.put("INTENT_BRIDGE_ALLOWLIST", symbols);
        env.put("ENTRY_MAX_AGE_SEC", "0"); // recorded entries are old by the wall clock
        env.put("STREAM_MAXLEN", KEEP_ALL);
      }
      case APPLY_LAYER -> {
        env.put("VENUE", "paper");
        env.put("VENUE_REST_URL", "http://127.0.0.1:" + paperPort);
        env.put("BINANCE_API_KEY", PAPER_KEY);
        env.put("BINANCE_API_SECRET", PAPER_SECRET);
        env.put("APPLY_ALLOWLIST", symbols);
        env.put("ENTRY_MAX_AGE_SEC", "0");
        env.put("APPLY_PRICE_SILENCE_SEC", "0");
        env.put("STREAM_MAXLEN", KEEP_ALL);
      }
      case HARVEST_BRAIN -> {
        env.put("HARVEST_MODE", "live");
        env.put("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
        env.put("MARKETSTATE_REFRESH_MS", config.lockstep() ? "0" : "1000");
        env.put("LOCKSTEP", lockstep);
        env.put("STREAM_MAXLEN", KEEP_ALL);
      }
      case EXITBRAIN -> {
        env.put("EXITBRAIN_MODE", "live");
        env.put("EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
        env.put("EXITBRAIN_HOLD_INTERVAL_SEC", "600");
        env.put("LOCKSTEP", lockstep);
        env.put("STREAM_MAXLEN", KEEP_ALL);
      }
      case RISK_PROPOSAL -> env.put("PUBLISH_INTERVAL_SEC", PROPOSAL_INTERVAL_SEC);
      case HARVEST_PROPOSAL -> {
        env.put("PUBLISH_INTERVAL_SEC", PROPOSAL_INTERVAL_SEC);
        env.put("ENABLE_STREAM", "true");
      }
      case TRADING_BOT -> {
        env.put("SYMBOLS", symbols);
        env.put("MARKET_REST_URL", "http://127.0.0.1:" + paperPort);
        env.put("BOT_POLL_SEC", "1");
        env.put("BOT_MAX_OPEN_POSITIONS", "1000"); // it only shows what it would have signalled
      }
      case CONSOLE -> env.put("CONSOLE_PORT", Integer.toString(consolePort));
      default -> throw new IllegalStateException("no settings for " + name);
    }
    env.putAll(config.overrides().getOrDefault(name, Map.of()));
    return env;
  }

  /** Whether the stops of positions are to rest at the exchange. */
  boolean stopsRest() {
    Map<String, String> overrides = config.overrides().getOrDefault(APPLY_LAYER, Map.of());
    return Boolean.parseBoolean(overrides.getOrDefault("APPLY_EXCHANGE_STOPS", "true"));
  }

  boolean isLockstep() {
    return config.lockstep();
  }

  Set<Symbol> symbols() {
    return config.symbols();
  }

  private void awaitReady() {
    Names names = names();
    long deadline = System.nanoTime() + READY.toNanos();
    for (ManagedProcess process : processes.values()) {
      while (!isReady(names, process)) {
        if (process.hasGivenUp() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              process.name()
                  + " did not become ready; the end of its log:\n"
                  + tail(process.log()));
        }
        pause();
      }
    }
    PaperControl control = paper();
    while (control.status().get("marketStreams").asInt() == 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "market-state does not listen to prices:\n" + tail(processes.get(MARKET_STATE).log()));
      }
      pause();
    }
    // what fills at the exchange by itself is heard from there
    while (processes.containsKey(APPLY_LAYER)
        && control.status().get("privateConnections").asInt() == 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "apply-layer does not listen to its account:\n"
                + tail(processes.get(APPLY_LAYER).log()));
      }
      pause();
    }
  }

  private boolean isReady(Names names, ManagedProcess process) {
    if (process.name().equals(PAPER_EXCHANGE)) {
      return tail(process.log()).contains("listening on");
    }
    String state = redis.commands().hget(names.health(process.name()), "state");
    // no price has come yet: that is what the replay waits for
    return "running".equals(state)
        || process.name().equals(MARKET_STATE) && "degraded".equals(state);
  }

  private static String tail(Path log) {
    try {
      if (!Files.exists(log)) {
        return "";
      }
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The services, in the order of their start; the console is none of them. */
  public static Set<String> services() {
    Set<String> services = new LinkedHashSet<>(MAINS.keySet());
    services.remove(CONSOLE);
    return services;
  }

  /** Where a browser finds the console, if it runs. */
  public Optional<String> consoleAddress() {
    return processes.containsKey(CONSOLE)
        ? Optional.of("http://127.0.0.1:" + consolePort)
        : Optional.empty();
  }

  public Names names() {
    return new Names(NAMESPACE);
  }

  public Redis redis() {
    return redis;
  }

  public String redisUri() {
    return server.uri();
  }

  public PaperControl paper() {
    return paper;
  }

  public Path logs() {
    return config.folder().resolve("logs");
  }

  /** Kills a service the hard way; it is started again by itself. */
  public void kill9(String service) {
    processes.get(service).kill9();
  }

  /** Kills a service the hard way; it stays down until {@link #startAgain}. */
  public void kill9ForGood(String service) {
    processes.get(service).kill9ForGood();
  }

  /**
   * How a service ended that was told to stop.
   *
   * @param exitCode 0 if it stopped in order
   */
  public record Stopped(int exitCode, Duration took) {}

  /** SIGTERM; it stays down until {@link #startAgain}. */
  public Stopped terminate(String service) {
    ManagedProcess process = processes.get(service);
    long began = System.nanoTime();
    process.stop();
    process.awaitStopped();
    return new Stopped(
        process.exitCode().orElseThrow(), Duration.ofNanos(System.nanoTime() - began));
  }

  /** Starts a service that was terminated; returns before it is ready. */
  public void startAgain(String service) {
    processes.get(service).start();
  }

  /** How often any service had to be started again. */
  public int restarts() {
    return processes.values().stream().mapToInt(ManagedProcess::restarts).sum();
  }

  /** How often this one had to be started again. */
  int restarts(String service) {
    return processes.get(service).restarts();
  }

  /** A service that will not come back, if there is one. */
  public Optional<String> givenUp() {
    return processes.values().stream()
        .filter(ManagedProcess::hasGivenUp)
        .map(process -> process.name() + ":\n" + tail(process.log()))
        .findFirst();
  }

  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    processes.forEach((name, process) -> pids.put(name, process.pid()));
    return pids;
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // Ctrl-C: the processes still get their 5 s
    // consumers first, the exchange and Redis last: nothing logs an error while the house closes
    List<ManagedProcess> services = new ArrayList<>(processes.values()).reversed();
    services.forEach(ManagedProcess::stop);
    services.forEach(ManagedProcess::awaitStopped);
    redis.close();
    server.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
