package quantum.brain;

import java.util.List;
import quantum.brain.decide.HarvestRules;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Names;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.PolicySettings;
import quantum.runtime.settings.SharedSettings;

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

  public static HarvestBrainSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    settings.alias("STREAM_EXEC_RESULT", "STREAM_APPLY_RESULT");
    HarvestRules rules = rules(settings);
    return new HarvestBrainSettings(
        names,
        rules,
        SharedSettings.harvestFreshSeconds(settings),
        SharedSettings.inside(settings, names, "HARVEST_KILL_SWITCH_KEY", names.kill()),
        (int) (rules.blockMillis() / 1000),
        List.of(SharedSettings.inside(settings, names, "STREAM_APPLY_RESULT", names.applyResult())),
        SharedSettings.inside(settings, names, "STREAM_PRICE_UPDATE", names.priceUpdate()),
        SharedSettings.inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent()),
        SharedSettings.inside(
            settings, names, "STREAM_HARVEST_SUGGESTIONS", names.harvestSuggestions()),
        settings.text("CONSUMER_GROUP", Names.GROUP_HARVEST_BRAIN),
        settings.text("CONSUMER_NAME", Names.CONSUMER_HARVEST_BRAIN),
        SharedSettings.groupStart(settings, "HARVEST_GROUP_START"),
        SharedSettings.marketPrefixes(settings, names),
        SharedSettings.inside(settings, names, "RISKPROPOSAL_PREFIX", names.riskProposalPrefix()),
        SharedSettings.marketMaxAgeMillis(settings),
        SharedSettings.marketRefreshMillis(settings),
        settings.integer("HARVEST_CONFIG_REFRESH_SEC", 30, 1, 60) * 1000L,
        SharedSettings.lockstep(settings),
        SharedSettings.streamMaxLen(settings),
        settings.integer("HARVEST_BATCH_SIZE", 500, 1, 10_000));
  }

  /** What of the settings decides, and nothing else: a backtest has no Redis to read of. */
  public static HarvestRules rules(Settings settings) {
    settings.alias("HARVEST_DEDUP_TTL_SEC", "DEDUP_TTL_SEC");
    int dedupTtl = settings.integer("DEDUP_TTL_SEC", 900, 1, 86_400);
    return new HarvestRules(
        settings.choice("HARVEST_MODE", HarvestMode.class, HarvestMode.SHADOW),
        PolicySettings.read(settings),
        settings.integer("HARVEST_MAX_ACTIONS_PER_MIN", 30, 1, 100_000),
        dedupTtl * 1000L);
  }
}
