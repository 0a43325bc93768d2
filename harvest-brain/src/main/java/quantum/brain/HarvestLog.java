package quantum.brain;

import java.math.RoundingMode;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.brain.decide.BrainEffect;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.TradeIntent;
import quantum.kernel.harvest.PolicyTerms;
import quantum.kernel.harvest.ReasonCode;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/** The log lines of harvest-brain (SPEC §9); operators grep for them, so their shape is fixed. */
final class HarvestLog {
  private static final Logger log = LoggerFactory.getLogger("harvest-brain");

  private HarvestLog() {}

  static void evaluated(BrainEffect.Evaluated e) {
    log.info(
        "[HARVEST] {} | R={}R | KILL_SCORE={} | Action={} | Reasons=[{}]",
        e.symbol(),
        two(e.r()),
        three(e.killScore()),
        e.action(),
        e.reasons().stream().map(ReasonCode::code).collect(Collectors.joining(", ")));
  }

  /** Whether every single evaluation is to be said. */
  static boolean saysEvaluating() {
    return log.isDebugEnabled();
  }

  static void evaluating(Symbol symbol, double r) {
    log.debug("[HARVEST] {} Evaluating R={}", symbol, two(r));
  }

  static void partial(BrainEffect.EmitPartial e) {
    TradeIntent.Exit intent = e.intent();
    log.info(
        "[HARVEST] {} {} @ R={} ({}% of {})",
        intent.symbol(),
        e.action(),
        two(e.r()),
        Decimals.plain(intent.closePct().orElseThrow().setScale(2, RoundingMode.HALF_EVEN)),
        e.open());
    log.info(
        "[HARVEST] {} HARVEST_{} {} {} @ R={}",
        mode(intent),
        e.action(),
        intent.symbol(),
        intent.qty().orElseThrow(),
        two(e.r()));
  }

  static void duplicate(String dedupKey) {
    log.info("[HARVEST] Duplicate detected: {}", dedupKey);
  }

  static void stopMove(BrainEffect.EmitStopMove e) {
    TradeIntent.Exit intent = e.intent();
    log.info(
        "[HARVEST] {} {} SL {} -> {} | R={}R",
        intent.symbol(),
        e.why(),
        e.from().map(Price::toString).orElse("none"),
        intent.stop().orElseThrow(),
        two(e.r()));
  }

  static void fullClose(BrainEffect.EmitFullClose e) {
    TradeIntent.Exit intent = e.intent();
    log.info(
        "[HARVEST] {} FULL_CLOSE_PROPOSED KILL_SCORE={} >= {} | R={}R",
        intent.symbol(),
        three(intent.killScore().orElse(0.0)),
        three(e.threshold()),
        two(e.r()));
  }

  static void opened(BrainEffect.Opened e) {
    log.info("[HARVEST] New position: {} {} {} @ {}", e.symbol(), e.side(), e.qty(), e.entry());
  }

  static void heldBack(BrainEffect.HeldBack e) {
    switch (e.why()) {
      case KILL_SWITCH -> log.warn("[HARVEST] Kill-switch active");
      case PAUSED -> log.info("[HARVEST] {} held back: the symbol is paused", e.symbol());
      case ACTIONS_PER_MINUTE ->
          log.warn("[HARVEST] {} held back: HARVEST_MAX_ACTIONS_PER_MIN reached", e.symbol());
      case STALE_PRICE ->
          log.warn(
              "[HARVEST] {} held back: price older than HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC",
              e.symbol());
    }
  }

  static void notBooked(BrainEffect.NotBooked e) {
    String why =
        switch (e.why()) {
          case KEPT_BY_APPLY_LAYER -> "apply-layer keeps this position";
          case BOOKED_BEFORE -> "its trades are booked already";
          case NOTHING_OPEN -> "nothing that it could close is open here";
        };
    log.warn(
        "[HARVEST] {} fill of source={} not booked: {}",
        e.result().symbol(),
        e.result().source(),
        why);
  }

  static void neutralMarket(Iterable<?> symbols) {
    log.warn("[HARVEST] No fresh market state, neutral market used for {}", symbols);
  }

  static void riskFrozen(BrainEffect.FreezeRisk e) {
    String origin =
        switch (e.origin()) {
          case EARLIER -> "what it was before, the hash had lost it";
          case PRESENT_STOP -> "its stop";
          case RISK_PROPOSAL -> "the risk proposal";
          case FALLBACK -> "FALLBACK_STOP_PCT";
        };
    log.info(
        "[HARVEST] {} entry_risk={} frozen from {}",
        e.symbol(),
        Decimals.plain(e.entryRisk()),
        origin);
  }

  static void override(Symbol symbol, HarvestOverrides overrides) {
    log.info("[HARVEST] {} override applied: {}", symbol, overrides.encode());
  }

  static void overrideGone(Symbol symbol) {
    log.info("[HARVEST] {} override gone, the settings apply", symbol);
  }

  static void unusable(String key, String reason) {
    log.warn("[HARVEST] {} not used: {}", key, reason);
  }

  static void starting(HarvestBrainSettings settings) {
    PolicyTerms terms = settings.rules().terms();
    log.info(
        "[HARVEST] Starting harvest-brain Config(mode={}, policy={}, min_r={}, kill_reference={},"
            + " kill_confirm_sec={}, kill_adverse_drift={}, max_actions_per_min={}, fresh_sec={}, dedup_ttl_sec={},"
            + " kill_switch_key={}, namespace={})",
        settings.rules().mode().name().toLowerCase(Locale.ROOT),
        terms.kind().name().toLowerCase(Locale.ROOT),
        terms.minR(),
        terms.killRule().reference().name().toLowerCase(Locale.ROOT),
        terms.killRule().confirmMillis() / 1000,
        terms.killRule().adverseDrift(),
        settings.rules().maxActionsPerMinute(),
        settings.freshSeconds(),
        settings.dedupTtlSeconds(),
        settings.killKey(),
        settings.names().namespace());
  }

  private static String mode(TradeIntent.Exit intent) {
    return intent.dryRun() ? "SHADOW" : "LIVE";
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
