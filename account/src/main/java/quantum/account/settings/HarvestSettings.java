package quantum.account.settings;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quantum.account.explain.HarvestTerms;
import quantum.account.explain.HarvestTerms.Kind;
import quantum.account.snapshot.GroupProgress.Watched;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.SymbolReader.Sources;
import quantum.contracts.Names;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Decimals;
import quantum.runtime.KillRuleSettings;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;

/**
 * The settings of harvest-brain that an explanation depends on, under their own names and with
 * their own defaults (a test compares them with deploy/env/harvest-brain.env).
 */
public record HarvestSettings(RedisSettings redis, HarvestTerms terms, Sources sources) {
  private static final String KILL_KEY = "HARVEST_KILL_SWITCH_KEY";

  private enum Mode {
    SHADOW,
    LIVE
  }

  public static HarvestSettings read(Settings settings) {
    RedisSettings redis = RedisSettings.read(settings);
    settings.alias("STREAM_EXEC_RESULT", "STREAM_APPLY_RESULT");
    return new HarvestSettings(
        redis, terms(settings), sources(settings, new Names(redis.namespace())));
  }

  /**
   * As harvest-brain runs, by what it shows; by the defaults where it does not run.
   *
   * @param here the Redis that was asked: its address is not what the service calls it
   */
  public static HarvestSettings running(ServiceSettings shown, RedisSettings here) {
    Map<String, String> values = new LinkedHashMap<>();
    shown.of(SuiteService.HARVEST_BRAIN).value().ifPresent(values::putAll);
    values.keySet().removeIf(name -> name.startsWith("REDIS_"));
    values.put("REDIS_URL", here.uri());
    values.put("QUANTUM_NAMESPACE", here.namespace());
    Settings settings = Settings.of(values);
    return settings.complete(() -> read(settings));
  }

  /**
   * Where the kill switch is, by what harvest-brain shows: whatever else it shows cannot keep the
   * switch from being thrown.
   */
  public static String killKey(ServiceSettings shown, Names names) {
    return shown
        .value(SuiteService.HARVEST_BRAIN, KILL_KEY)
        .filter(key -> key.startsWith(names.namespace() + ':'))
        .orElse(names.kill());
  }

  private static HarvestTerms terms(Settings settings) {
    Theta theta =
        settings.parsed(
            "HARVEST_THETA",
            "",
            Theta::parse,
            "comma-separated NAME=VALUE of the kernel's tunables, T1_R < T2_R < T3_R");
    BigDecimal fallback =
        settings.decimal(
            "FALLBACK_STOP_PCT",
            Decimals.plain(Decimals.of(theta.fallbackStopPct())),
            "0.0001",
            "0.5");
    KillRule kill = KillRuleSettings.read(settings);
    return new HarvestTerms(
        settings.choice("HARVEST_POLICY", Kind.class, Kind.KERNEL),
        theta.with("fallback_stop_pct", Decimals.plain(fallback)),
        kill,
        settings.choice("HARVEST_R_SCALING", RScaling.class, RScaling.NONE),
        settings.choice("HARVEST_QTY_BASIS", QuantityBasis.class, QuantityBasis.CURRENT),
        settings.parsed(
            "HARVEST_LADDER",
            Ladder.DEFAULT.toString(),
            Ladder::parse,
            "R:fraction pairs such as 0.5:0.25,1.0:0.25, R rising, fractions in (0, 1]"),
        settings.decimal("HARVEST_SET_BE_AT_R", "0.5", "0", "1000"),
        settings.decimal("HARVEST_TRAIL_ATR_MULT", "2", "0.001", "1000"),
        settings.flag("HARVEST_DYNAMIC_LADDER", false),
        settings.decimal("HARVEST_MIN_R", "0.5", "0", "1000").doubleValue(),
        settings.choice("HARVEST_MODE", Mode.class, Mode.SHADOW) == Mode.LIVE,
        settings.integer("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", 30, 0, 86_400) * 1000L,
        settings.integer("MARKETSTATE_MAX_AGE_SEC", 300, 1, 86_400) * 1000L);
  }

  private static Sources sources(Settings settings, Names names) {
    String prices = inside(settings, names, "STREAM_PRICE_UPDATE", names.priceUpdate());
    String results = inside(settings, names, "STREAM_APPLY_RESULT", names.applyResult());
    String intents = inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent());
    String brainGroup = settings.text("CONSUMER_GROUP", Names.GROUP_HARVEST_BRAIN);
    Map<String, Boolean> services = new LinkedHashMap<>();
    for (String needed :
        List.of("market-state", "harvest-brain", "intent-bridge", "apply-layer", "exitbrain")) {
      services.put(needed, true);
    }
    services.put("risk-proposal", false);
    services.put("harvest-proposal-publisher", false);
    return new Sources(
        inside(settings, names, KILL_KEY, names.kill()),
        List.of(
            inside(settings, names, "MARKETSTATE_PREFIX", names.marketStatePrefix()),
            names.marketPrefix()),
        inside(settings, names, "RISKPROPOSAL_PREFIX", names.riskProposalPrefix()),
        inside(settings, names, "HARVEST_PREFIX", names.harvestProposalPrefix()),
        services,
        List.of(
            new Watched("harvest-brain", prices, brainGroup),
            new Watched("harvest-brain", results, brainGroup),
            new Watched("exitbrain", prices, Names.GROUP_EXITBRAIN),
            new Watched("intent-bridge", intents, names.groupIntentBridge()),
            new Watched("apply-layer", names.applyPlan(), Names.GROUP_APPLY_LAYER)));
  }

  private static String inside(Settings settings, Names names, String name, String dflt) {
    return settings.parsed(
        name, dflt, names::requireInside, "a name that starts with " + names.namespace() + ":");
  }
}
