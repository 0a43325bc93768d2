package quantum.cli.practice;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What practice lays down: settings that win over those of the operator while they are there, and
 * the entries that are sent.
 *
 * @param files path under {@code /} and text of each
 * @param entries sent once the services stand
 * @param speed of the market, times real
 */
public record PracticePlan(Map<String, String> files, List<PracticeEntry> entries, int speed) {
  /** Keys of practice are its own, so that they can be told from real ones and go as one. */
  public static final String NAMESPACE = "practice";

  public static final int PORT = 8890;

  /** Below the units' own folder: only there the exchange may write. */
  static final String EXCHANGE_STATE = "/var/lib/quantum/paper-exchange/practice";

  static final String ETC = "etc/quantum/practice/";
  static final String DROP_IN =
      "etc/systemd/system/quantum-paper-exchange.service.d/practice-network.conf";

  private static final int RECORDED_SPEED = 60;
  private static final String REST = "http://127.0.0.1:" + PORT;

  public PracticePlan {
    files = Map.copyOf(files);
    entries = List.copyOf(entries);
  }

  /**
   * Recorded prices, as if they were of today.
   *
   * @param prices folder of the moved price files
   * @param startMillis where the replay begins, what lies before is history
   */
  public static PracticePlan recorded(
      String prices, long startMillis, List<PracticeEntry> entries) {
    return new PracticePlan(
        files(
            symbols(entries),
            Map.of(
                "PAPER_PRICES",
                "recorded",
                "PAPER_PRICES_DIR",
                prices,
                "PAPER_START",
                Long.toString(startMillis),
                "PAPER_SPEED",
                "0"),
            true),
        entries,
        RECORDED_SPEED);
  }

  /**
   * A venue's public prices.
   *
   * @param rest scheme, host and port of its REST API
   * @param streams of its WebSocket
   */
  public static PracticePlan live(URI rest, URI streams, List<PracticeEntry> entries) {
    String symbols = symbols(entries);
    Map<String, String> files =
        files(
            symbols,
            Map.of(
                "PAPER_PRICES",
                "upstream",
                "PAPER_SYMBOLS",
                symbols,
                "PAPER_UPSTREAM_REST_URL",
                rest.toString(),
                "PAPER_UPSTREAM_WS_URL",
                streams.toString()),
            false);
    files.put(
        DROP_IN,
        "# made by quantum practice --live: the prices come from elsewhere\n"
            + "[Service]\nIPAddressAllow=any\n");
    return new PracticePlan(files, entries, 1);
  }

  private static String symbols(List<PracticeEntry> entries) {
    return entries.stream().map(entry -> entry.symbol().name()).collect(Collectors.joining(","));
  }

  private static Map<String, String> files(
      String symbols, Map<String, String> exchange, boolean replayed) {
    Map<String, String> paper = new LinkedHashMap<>(exchange);
    paper.put("PAPER_PORT", Integer.toString(PORT));
    paper.put("PAPER_STATE_DIR", EXCHANGE_STATE);
    Map<String, String> market = new LinkedHashMap<>();
    market.put("SYMBOLS", symbols);
    market.put("MARKET_REST_URL", REST);
    market.put("MARKET_WS_URL", "ws://127.0.0.1:" + PORT);
    market.put("MARKET_REPLAY", Boolean.toString(replayed));
    Map<String, String> bridge = new LinkedHashMap<>();
    bridge.put("INTENT_BRIDGE_ALLOWLIST", symbols);
    Map<String, String> apply = new LinkedHashMap<>();
    apply.put("VENUE", "paper");
    apply.put("VENUE_REST_URL", REST);
    apply.put("APPLY_ALLOWLIST", symbols);
    Map<String, String> brain = new LinkedHashMap<>();
    brain.put("HARVEST_MODE", "live");
    Map<String, String> exit = new LinkedHashMap<>();
    exit.put("EXITBRAIN_MODE", "live");
    if (replayed) {
      // its clock runs ahead of the wall's
      bridge.put("ENTRY_MAX_AGE_SEC", "0");
      apply.put("ENTRY_MAX_AGE_SEC", "0");
      apply.put("APPLY_PRICE_SILENCE_SEC", "0");
      brain.put("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
      exit.put("EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", "0");
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put(ETC + "paper-exchange.env", text(paper));
    Map.of(
            "marketstate", market,
            "intent-bridge", bridge,
            "apply-layer", apply,
            "harvest-brain", brain,
            "exitbrain", exit,
            "risk-proposal", Map.<String, String>of(),
            "harvest-proposal", Map.<String, String>of())
        .forEach(
            (service, settings) -> {
              Map<String, String> own = new LinkedHashMap<>(settings);
              own.put("QUANTUM_NAMESPACE", NAMESPACE);
              files.put(ETC + service + ".env", text(own));
            });
    return files;
  }

  private static String text(Map<String, String> settings) {
    return "# made by quantum practice; quantum practice --off takes it away\n"
        + settings.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(setting -> setting.getKey() + '=' + setting.getValue() + '\n')
            .collect(Collectors.joining());
  }
}
