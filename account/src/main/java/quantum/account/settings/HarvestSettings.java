package quantum.account.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quantum.account.explain.HarvestTerms;
import quantum.account.snapshot.GroupProgress.Watched;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.SymbolReader.Sources;
import quantum.contracts.Names;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.PolicySettings;
import quantum.runtime.settings.SharedSettings;

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
    return of(shown.of(SuiteService.HARVEST_BRAIN).value().orElse(Map.of()), here);
  }

  /** By the defaults, but for the place of the kill switch: see {@link #killKey}. */
  static HarvestSettings byDefault(ServiceSettings shown, RedisSettings here) {
    return of(Map.of(KILL_KEY, killKey(shown, new Names(here.namespace()))), here);
  }

  private static HarvestSettings of(Map<String, String> brain, RedisSettings here) {
    Map<String, String> values = new LinkedHashMap<>(brain);
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
    return new HarvestTerms(
        PolicySettings.read(settings),
        settings.choice("HARVEST_MODE", Mode.class, Mode.SHADOW) == Mode.LIVE,
        SharedSettings.harvestFreshSeconds(settings) * 1000L,
        SharedSettings.marketMaxAgeMillis(settings));
  }

  private static Sources sources(Settings settings, Names names) {
    String prices =
        SharedSettings.inside(settings, names, "STREAM_PRICE_UPDATE", names.priceUpdate());
    String results =
        SharedSettings.inside(settings, names, "STREAM_APPLY_RESULT", names.applyResult());
    String intents =
        SharedSettings.inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent());
    String brainGroup = settings.text("CONSUMER_GROUP", Names.GROUP_HARVEST_BRAIN);
    Map<String, Boolean> services = new LinkedHashMap<>();
    for (String needed :
        List.of("market-state", "harvest-brain", "intent-bridge", "apply-layer", "exitbrain")) {
      services.put(needed, true);
    }
    services.put("risk-proposal", false);
    services.put("harvest-proposal-publisher", false);
    return new Sources(
        SharedSettings.inside(settings, names, KILL_KEY, names.kill()),
        SharedSettings.marketPrefixes(settings, names),
        SharedSettings.inside(settings, names, "RISKPROPOSAL_PREFIX", names.riskProposalPrefix()),
        SharedSettings.inside(settings, names, "HARVEST_PREFIX", names.harvestProposalPrefix()),
        services,
        List.of(
            new Watched("harvest-brain", prices, brainGroup),
            new Watched("harvest-brain", results, brainGroup),
            new Watched("exitbrain", prices, Names.GROUP_EXITBRAIN),
            new Watched("intent-bridge", intents, names.groupIntentBridge()),
            new Watched("apply-layer", names.applyPlan(), Names.GROUP_APPLY_LAYER)));
  }
}
