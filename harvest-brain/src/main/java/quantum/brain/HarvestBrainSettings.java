package quantum.brain;

import java.math.BigDecimal;
import java.util.List;
import quantum.brain.decide.HarvestRules;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.Names;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.LadderPolicy;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Decimals;
import quantum.runtime.KillRuleSettings;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;

/**
 * Settings of harvest-brain; deploy/env/harvest-brain.env documents each.
 *
 * @param freshSeconds a price older than this by the wall clock decides nothing; 0 = off
 * @param dedupTtlSeconds how long a partial's mark holds back its like
 * @param marketPrefixes of the market states' keys, the preferred one first
 * @param marketMaxAgeMillis event time; an older market state or risk proposal counts as none
 * @param marketRefreshMillis wall clock between two looks at the market states; 0 = every batch
 * @param configRefreshMillis wall clock between two looks at the overrides of single symbols
 * @param lockstep whether every batch starts from what Redis says now (replays that compare)
 */
public record HarvestBrainSettings(
    Names names,
    HarvestRules rules,
    String policyName,
    KillRule kill,
    double minR,
    int freshSeconds,
    String killKey,
    int dedupTtlSeconds,
    List<String> resultStreams,
    String priceStream,
    String intentStream,
    String suggestionStream,
    String group,
    String consumer,
    String groupStart,
    List<String> marketPrefixes,
    String riskProposalPrefix,
    long marketMaxAgeMillis,
    long marketRefreshMillis,
    long configRefreshMillis,
    boolean lockstep,
    long streamMaxLen,
    int batchSize) {

  private enum Policy {
    KERNEL,
    LADDER
  }

  public static HarvestBrainSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    settings.alias("STREAM_EXEC_RESULT", "STREAM_APPLY_RESULT");
    HarvestRules rules = rules(settings);
    return new HarvestBrainSettings(
        names,
        rules,
        rules.ladder() ? "ladder" : "kernel",
        kill(rules.policy()),
        minR(rules.policy()),
        settings.integer("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", 30, 0, 86_400),
        inside(settings, names, "HARVEST_KILL_SWITCH_KEY", names.kill()),
        (int) (rules.blockMillis() / 1000),
        List.of(inside(settings, names, "STREAM_APPLY_RESULT", names.applyResult())),
        inside(settings, names, "STREAM_PRICE_UPDATE", names.priceUpdate()),
        inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent()),
        inside(settings, names, "STREAM_HARVEST_SUGGESTIONS", names.harvestSuggestions()),
        settings.text("CONSUMER_GROUP", Names.GROUP_HARVEST_BRAIN),
        settings.text("CONSUMER_NAME", Names.CONSUMER_HARVEST_BRAIN),
        settings.parsed("HARVEST_GROUP_START", "0", HarvestBrainSettings::groupStart, "0 or $"),
        List.of(
            inside(settings, names, "MARKETSTATE_PREFIX", names.marketStatePrefix()),
            names.marketPrefix()),
        inside(settings, names, "RISKPROPOSAL_PREFIX", names.riskProposalPrefix()),
        settings.integer("MARKETSTATE_MAX_AGE_SEC", 300, 1, 86_400) * 1000L,
        settings.integer("MARKETSTATE_REFRESH_MS", 1000, 0, 60_000),
        settings.integer("HARVEST_CONFIG_REFRESH_SEC", 30, 1, 60) * 1000L,
        settings.flag("LOCKSTEP", false),
        settings.integer("STREAM_MAXLEN", 10_000, 100, 10_000_000),
        settings.integer("HARVEST_BATCH_SIZE", 500, 1, 10_000));
  }

  /** What of the settings decides, and nothing else: a backtest has no Redis to read of. */
  public static HarvestRules rules(Settings settings) {
    settings.alias("HARVEST_DEDUP_TTL_SEC", "DEDUP_TTL_SEC");
    int dedupTtl = settings.integer("DEDUP_TTL_SEC", 900, 1, 86_400);
    Theta theta =
        settings.parsed(
            "HARVEST_THETA",
            "",
            Theta::parse,
            "comma-separated NAME=VALUE of the kernel's tunables, T1_R < T2_R < T3_R");
    theta = withFallbackStop(settings, theta);
    double minR = ranged(settings, "HARVEST_MIN_R", "0.5", HarvestOverrides.R_RANGE).doubleValue();
    KillRule kill = KillRuleSettings.read(settings);
    Policy policy = settings.choice("HARVEST_POLICY", Policy.class, Policy.KERNEL);
    RScaling scaling = settings.choice("HARVEST_R_SCALING", RScaling.class, RScaling.NONE);
    Ladder ladder =
        settings.parsed(
            "HARVEST_LADDER",
            Ladder.DEFAULT.toString(),
            Ladder::parse,
            "R:fraction pairs such as 0.5:0.25,1.0:0.25, R rising, fractions in (0, 1]");
    BigDecimal breakEvenAt =
        ranged(settings, "HARVEST_SET_BE_AT_R", "0.5", HarvestOverrides.R_RANGE);
    BigDecimal trail =
        ranged(settings, "HARVEST_TRAIL_ATR_MULT", "2", HarvestOverrides.TRAIL_RANGE);
    boolean dynamic = settings.flag("HARVEST_DYNAMIC_LADDER", false);
    QuantityBasis basis =
        settings.choice("HARVEST_QTY_BASIS", QuantityBasis.class, QuantityBasis.CURRENT);
    HarvestPolicy harvestPolicy =
        switch (policy) {
          case KERNEL -> new KernelPolicy(theta, kill, minR, scaling, basis);
          case LADDER ->
              new LadderPolicy(ladder, breakEvenAt, trail, dynamic, minR, theta, kill, basis);
        };
    return new HarvestRules(
        settings.choice("HARVEST_MODE", HarvestMode.class, HarvestMode.SHADOW),
        harvestPolicy,
        theta,
        policy == Policy.LADDER,
        settings.integer("HARVEST_MAX_ACTIONS_PER_MIN", 30, 1, 100_000),
        dedupTtl * 1000L);
  }

  private static KillRule kill(HarvestPolicy policy) {
    return switch (policy) {
      case KernelPolicy kernel -> kernel.killRule();
      case LadderPolicy ladder -> ladder.killRule();
    };
  }

  private static double minR(HarvestPolicy policy) {
    return switch (policy) {
      case KernelPolicy kernel -> kernel.minR();
      case LadderPolicy ladder -> ladder.minR();
    };
  }

  /** FALLBACK_STOP_PCT is how operators know that tunable; it wins over HARVEST_THETA. */
  private static Theta withFallbackStop(Settings settings, Theta theta) {
    BigDecimal fallback =
        ranged(
            settings,
            "FALLBACK_STOP_PCT",
            Decimals.plain(Decimals.of(theta.fallbackStopPct())),
            HarvestOverrides.STOP_RANGE);
    return theta.with("fallback_stop_pct", Decimals.plain(fallback));
  }

  /** What may be set for one symbol has the same range for all. */
  private static BigDecimal ranged(
      Settings settings, String name, String dflt, HarvestOverrides.Range range) {
    return settings.decimal(name, dflt, range.min(), range.max());
  }

  static String groupStart(String text) {
    if (!text.equals("0") && !text.equals("$")) {
      throw new IllegalArgumentException("must be 0 or $");
    }
    return text;
  }

  private static String inside(Settings settings, Names names, String name, String dflt) {
    return settings.parsed(
        name, dflt, names::requireInside, "a name that starts with " + names.namespace() + ":");
  }
}
