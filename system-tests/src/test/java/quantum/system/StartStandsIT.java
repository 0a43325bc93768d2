package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.runtime.testing.NotifyReceiver;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * What {@code systemctl start} and a boot meet: an exchange that cannot be reached, and a Redis
 * that is there and refuses. Each service is a process under a service manager; it must be told
 * READY=1, say what is missing, and stay.
 */
class StartStandsIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String SYMBOL = "BTCUSDT";

  @TempDir private Path folder;
  private final Map<String, Supervised> services = new LinkedHashMap<>();

  private record Supervised(
      Process process, NotifyReceiver receiver, Path log, AtomicReference<String> status) {}

  @AfterEach
  void stop() throws InterruptedException {
    for (Supervised service : services.values()) {
      service.process().destroyForcibly();
      service.process().waitFor(5, TimeUnit.SECONDS);
      service.receiver().close();
    }
  }

  @Test
  void venueThatTakesConnectionsAndNeverAnswers_startReturns_andEveryPlaceSaysIt()
      throws Exception {
    try (var redis = RedisServer.start();
        var probe = new StreamProbe(redis);
        var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      venueServices(redis, mute.getLocalPort());
      for (String name : services.keySet()) {
        ready(name);
        degraded(name, "no ");
        probe.await(
            name + " says it in Redis",
            () ->
                probe.hash("quantum:health:" + name).getOrDefault("state", "").equals("degraded")
                    && !probe.hash("quantum:health:" + name).getOrDefault("reason", "").isEmpty(),
            SOON);
      }
      assertThat(probe.hash("quantum:health:apply-layer").get("reason"))
          .contains("the exchange does not answer")
          .contains("in time");
      allAlive();
    }
  }

  @Test
  void venueWithANameNobodyKnows_isSaidInWords() throws Exception {
    try (var redis = RedisServer.start()) {
      start(
          redis,
          "trading-bot",
          "quantum.tradingbot.TradingBot",
          Map.of("SYMBOLS", SYMBOL, "MARKET_REST_URL", "https://no.host.invalid"));
      ready("trading-bot");
      degraded("trading-bot", "its name cannot be resolved");
      allAlive();
    }
  }

  @Test
  void redisWhoseMemoryIsFull_atTheStart_noneHangsOrEnds_eachSaysIt_andGoesOnAfterwards()
      throws Exception {
    try (var redis = RedisServer.start();
        var probe = new StreamProbe(redis)) {
      openPosition(probe);
      probe.commands().configSet("maxmemory", "1");
      suite(redis);
      for (String name : services.keySet()) {
        ready(name);
        degraded(name, "memory is full");
      }
      allAlive();
      probe.commands().configSet("maxmemory", "0");
      runAgain(probe);
    }
  }

  @Test
  void redisThatRefusesWhileTheyRun_noneEnds_eachSaysIt_andGoesOnAfterwards() throws Exception {
    try (var redis = RedisServer.processOnly();
        var probe = new StreamProbe(redis)) {
      openPosition(probe);
      suite(redis);
      runAgain(probe);
      probe.commands().configSet("maxmemory", "1");
      // each of them looks at it: what moves nothing would notice nothing
      services.keySet().forEach(name -> degraded(name, "memory"));
      allAlive();
      probe.commands().configSet("maxmemory", "0");
      runAgain(probe);
      diskFails(probe);
      services.keySet().forEach(name -> degraded(name, "disk"));
      allAlive();
      probe.commands().configSet("stop-writes-on-bgsave-error", "no");
      runAgain(probe);
    }
  }

  /** A snapshot that cannot be written: its name is taken by a folder. */
  private static void diskFails(StreamProbe probe) throws IOException {
    Path data = Path.of(probe.commands().configGet("dir").get("dir"));
    Files.createDirectory(data.resolve(probe.commands().configGet("dbfilename").get("dbfilename")));
    probe.commands().configSet("save", "3600 1");
    probe.commands().configSet("stop-writes-on-bgsave-error", "yes");
    probe.commands().bgsave();
    probe.await(
        "the snapshot failed",
        () -> probe.commands().info("persistence").contains("rdb_last_bgsave_status:err"),
        SOON);
  }

  private void runAgain(StreamProbe probe) {
    for (String name : services.keySet()) {
      try {
        probe.await(
            name + " runs",
            () -> {
              Map<String, String> health = probe.hash("quantum:health:" + name);
              // nobody answers at the venue's address here
              return health.getOrDefault("state", "").equals("running")
                  || health.getOrDefault("reason", "").contains("127.0.0.1")
                  || health.getOrDefault("reason", "").startsWith("the exchange");
            },
            SOON);
      } catch (AssertionError e) {
        String shows = probe.hash("quantum:health:" + name) + ", " + e.getMessage();
        throw told(name, new AssertionError(shows, e));
      }
    }
  }

  private static void openPosition(StreamProbe probe) {
    probe.commands().sadd("quantum:positions:open", SYMBOL);
    String now = Long.toString(System.currentTimeMillis() / 1000);
    probe
        .commands()
        .hset(
            "quantum:position:" + SYMBOL,
            Map.of(
                "symbol",
                SYMBOL,
                "side",
                "LONG",
                "qty",
                "1",
                "entry_price",
                "100",
                "entry_risk",
                "2",
                "position_id",
                "p1",
                "opened_at",
                now,
                "stop_loss",
                "98"));
    probe.commands().hset("quantum:ticker:" + SYMBOL, Map.of("markPrice", "101", "timestamp", now));
    probe
        .commands()
        .hset(
            "quantum:marketstate:" + SYMBOL,
            Map.of(
                "sigma",
                "0.01",
                "ts",
                "0.2",
                "p_trend",
                "0.5",
                "p_mr",
                "0.3",
                "p_chop",
                "0.2",
                "timestamp",
                now));
  }

  private void suite(RedisServer redis) throws IOException {
    int nobody;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    venueServices(redis, nobody);
    start(redis, "intent-bridge", "quantum.bridge.IntentBridge", Map.of());
    start(redis, "harvest-brain", "quantum.brain.HarvestBrain", Map.of());
    start(redis, "exitbrain", "quantum.exitbrain.ExitBrain", Map.of());
    Map<String, String> often = Map.of("PUBLISH_INTERVAL_SEC", "1");
    start(redis, "risk-proposal", "quantum.riskproposal.RiskProposalService", often);
    start(
        redis,
        "harvest-proposal-publisher",
        "quantum.harvestproposal.HarvestProposalPublisher",
        often);
  }

  private void venueServices(RedisServer redis, int port) throws IOException {
    String rest = "http://127.0.0.1:" + port;
    start(
        redis,
        "market-state",
        "quantum.marketstate.MarketStateService",
        Map.of(
            "SYMBOLS",
            SYMBOL,
            "MARKET_SILENCE_SEC",
            "1",
            "MARKET_REST_URL",
            rest,
            "MARKET_WS_URL",
            "ws://127.0.0.1:" + port));
    start(
        redis,
        "trading-bot",
        "quantum.tradingbot.TradingBot",
        Map.of("SYMBOLS", SYMBOL, "MARKET_REST_URL", rest, "BOT_POLL_SEC", "1"));
    start(redis, "apply-layer", "quantum.apply.ApplyLayer", tradesAt(rest));
  }

  private static Map<String, String> tradesAt(String rest) {
    return Map.of(
        "VENUE",
        "paper",
        "VENUE_REST_URL",
        rest,
        "BINANCE_API_KEY",
        "k",
        "BINANCE_API_SECRET",
        "s");
  }

  private void start(RedisServer redis, String name, String main, Map<String, String> settings)
      throws IOException {
    var receiver = new NotifyReceiver("@quantum-" + ProcessHandle.current().pid() + "-" + name);
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), main));
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("REDIS_URL", redis.uri());
    builder.environment().put("NOTIFY_SOCKET", receiver.address());
    builder.environment().put("WATCHDOG_USEC", "30000000");
    builder.environment().putAll(settings);
    services.put(name, new Supervised(builder.start(), receiver, log, new AtomicReference<>("")));
  }

  private String ready(String name) {
    return await(name, text -> text.contains("READY=1"), "READY=1");
  }

  /** Its status as systemctl would show it, then or already. */
  private void degraded(String name, String reason) {
    Predicate<String> says = text -> text.contains("STATUS=degraded") && text.contains(reason);
    if (!says.test(services.get(name).status().get())) {
      await(name, says, "STATUS=degraded … " + reason);
    }
  }

  private String await(String name, Predicate<String> wanted, String what) {
    Supervised service = services.get(name);
    long deadline = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<String> next = service.receiver().next(Duration.ofMillis(200));
      next.filter(text -> text.contains("STATUS=")).ifPresent(service.status()::set);
      if (next.filter(wanted).isPresent()) {
        return next.get();
      }
      if (!service.process().isAlive()) {
        break;
      }
    }
    throw told(name, new AssertionError("no " + what + ", but " + service.status().get()));
  }

  private void allAlive() {
    services.forEach(
        (name, service) -> {
          if (!service.process().isAlive()) {
            throw told(name, new AssertionError("ended with " + service.process().exitValue()));
          }
        });
  }

  private AssertionError told(String name, AssertionError e) {
    try {
      return new AssertionError(
          name + ": " + e.getMessage() + "\n" + Files.readString(services.get(name).log()), e);
    } catch (IOException unread) {
      return new AssertionError(name + ": " + e.getMessage(), unread);
    }
  }
}
