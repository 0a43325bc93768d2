package quantum.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;

/** What each process of the suite is set to: a suite of its own, whose recorded hours pass fast. */
final class Environment {
  static final String NAMESPACE = Names.DEFAULT_NAMESPACE;

  /** The checks at the end read every plan and result: nothing may be trimmed before. */
  private static final String KEEP_ALL = "1000000";

  /** The recorded hours pass in less than a minute. */
  private static final String PROPOSAL_INTERVAL_SEC = "0.5";

  /** The bot only shows what it would have signalled. */
  private static final String ANY_NUMBER = "1000";

  // The paper exchange checks signatures like the venue; these two sign for it and for nothing
  // else.
  private static final String PAPER_KEY = "paper-demo-key";
  private static final String PAPER_SECRET = "paper-demo-secret";

  private final Suite.Config config;
  private final String redisUri;
  private final int paperPort;
  private final int consolePort;
  private final String paperRest;
  private final String symbols;
  private final String lockstep;
  private final String marketRefreshMillis;

  Environment(Suite.Config config, String redisUri, int paperPort, int consolePort) {
    this.config = config;
    this.redisUri = redisUri;
    this.paperPort = paperPort;
    this.consolePort = consolePort;
    paperRest = "http://127.0.0.1:" + paperPort;
    symbols = config.symbols().stream().map(Symbol::name).collect(Collectors.joining(","));
    lockstep = Boolean.toString(config.lockstep());
    marketRefreshMillis = config.lockstep() ? "0" : "1000";
  }

  /** All variables of a process; what the configuration overrides comes last. */
  Map<String, String> of(String name) {
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
    env.put("LC_ALL", "C.UTF-8");
    env.put("MALLOC_ARENA_MAX", "1");
    env.put("REDIS_URL", redisUri);
    env.put("QUANTUM_NAMESPACE", NAMESPACE);
    env.put("LOG_LEVEL", "INFO");
    env.putAll(own(name));
    env.putAll(config.overrides().getOrDefault(name, Map.of()));
    return env;
  }

  private Map<String, String> own(String name) {
    return switch (name) {
      case Suite.PAPER_EXCHANGE -> paperExchange();
      case Suite.MARKET_STATE ->
          Map.of(
              "SYMBOLS", symbols,
              "MARKET_REST_URL", paperRest,
              "MARKET_WS_URL", "ws://127.0.0.1:" + paperPort,
              "LOCKSTEP", lockstep,
              "MARKET_REPLAY", "true");
      case Suite.INTENT_BRIDGE ->
          Map.of(
              "INTENT_BRIDGE_ALLOWLIST", symbols,
              "ENTRY_MAX_AGE_SEC", "0", // recorded entries are old by the wall clock
              "STREAM_MAXLEN", KEEP_ALL);
      case Suite.APPLY_LAYER ->
          Map.of(
              "VENUE", "paper",
              "VENUE_REST_URL", paperRest,
              "BINANCE_API_KEY", PAPER_KEY,
              "BINANCE_API_SECRET", PAPER_SECRET,
              "APPLY_ALLOWLIST", symbols,
              "ENTRY_MAX_AGE_SEC", "0",
              "APPLY_PRICE_SILENCE_SEC", "0",
              "STREAM_MAXLEN", KEEP_ALL);
      case Suite.HARVEST_BRAIN ->
          Map.of(
              "HARVEST_MODE", "live",
              "HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "0",
              "MARKETSTATE_REFRESH_MS", marketRefreshMillis,
              "LOCKSTEP", lockstep,
              "STREAM_MAXLEN", KEEP_ALL);
      case Suite.EXITBRAIN ->
          Map.of(
              "EXITBRAIN_MODE", "live",
              "EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", "0",
              "EXITBRAIN_HOLD_INTERVAL_SEC", "600",
              "LOCKSTEP", lockstep,
              "STREAM_MAXLEN", KEEP_ALL);
      case Suite.RISK_PROPOSAL -> Map.of("PUBLISH_INTERVAL_SEC", PROPOSAL_INTERVAL_SEC);
      case Suite.HARVEST_PROPOSAL ->
          Map.of("PUBLISH_INTERVAL_SEC", PROPOSAL_INTERVAL_SEC, "ENABLE_STREAM", "true");
      case Suite.TRADING_BOT ->
          Map.of(
              "SYMBOLS", symbols,
              "MARKET_REST_URL", paperRest,
              "BOT_POLL_SEC", "1",
              "BOT_MAX_OPEN_POSITIONS", ANY_NUMBER);
      case Suite.CONSOLE -> Map.of("CONSOLE_PORT", Integer.toString(consolePort));
      default -> throw new IllegalStateException("no settings for " + name);
    };
  }

  private Map<String, String> paperExchange() {
    Map<String, String> env = new HashMap<>();
    env.put("PAPER_PORT", Integer.toString(paperPort));
    env.put("PAPER_PRICES_DIR", config.prices().toString());
    env.put("PAPER_API_KEY", PAPER_KEY);
    env.put("PAPER_API_SECRET", PAPER_SECRET);
    env.put("PAPER_STATE_DIR", config.folder().resolve("paper").toString());
    config.startMillis().ifPresent(start -> env.put("PAPER_START", Long.toString(start)));
    return env;
  }
}
