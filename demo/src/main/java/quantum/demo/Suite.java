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
    redis = Redis.connect(server.settings(Environment.NAMESPACE), "demo");
    int port = freePort();
    paper = new PaperControl(URI.create("http://127.0.0.1:" + port));
    Environment environment = new Environment(config, server.uri(), port, consolePort);
    for (String name : Programs.names()) {
      if (config.services().contains(name)) {
        processes.put(
            name,
            new ManagedProcess(
                name, Programs.command(name), environment.of(name), logs().resolve(name + ".log")));
      }
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
    new Readiness(processes, redis, paper).await();
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

  /** The services, in the order of their start; the console is none of them. */
  public static Set<String> services() {
    Set<String> services = new LinkedHashSet<>(Programs.names());
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
    return redis.names();
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
        .map(process -> process.name() + ":\n" + process.endOfLog())
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
