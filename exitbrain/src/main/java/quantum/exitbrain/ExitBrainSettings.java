package quantum.exitbrain;

import java.util.List;
import quantum.contracts.Names;
import quantum.exitbrain.decide.ExitRules;
import quantum.exitbrain.decide.ExitRules.ExitMode;
import quantum.kernel.exit.ExitPolicy;
import quantum.kernel.exit.TargetMode;
import quantum.kernel.theta.Theta;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.PolicySettings;
import quantum.runtime.settings.SharedSettings;

/**
 * Settings of exitbrain; its README documents each.
 *
 * @param freshSeconds a price older than this by the wall clock decides nothing; 0 = off
 * @param intentStream only lockstep looks at it
 * @param marketPrefixes of the market state hashes, the preferred one first
 * @param marketMaxAgeMillis event time; an older market state counts as none
 * @param marketRefreshMillis wall clock between two looks at the market states
 * @param lockstep whether prices wait until the other services have finished with them
 */
public record ExitBrainSettings(
    Names names,
    ExitRules rules,
    int freshSeconds,
    String resultStream,
    String priceStream,
    String intentStream,
    String planStream,
    String suggestionStream,
    String groupStart,
    List<String> marketPrefixes,
    long marketMaxAgeMillis,
    long marketRefreshMillis,
    boolean lockstep,
    long streamMaxLen,
    int batchSize) {

  public static ExitBrainSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    settings.alias("STREAM_EXEC_RESULT", "STREAM_APPLY_RESULT");
    return new ExitBrainSettings(
        names,
        rules(settings),
        settings.integer("EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", 30, 0, 86_400),
        SharedSettings.inside(settings, names, "STREAM_APPLY_RESULT", names.applyResult()),
        SharedSettings.inside(settings, names, "STREAM_PRICE_UPDATE", names.priceUpdate()),
        SharedSettings.inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent()),
        SharedSettings.inside(settings, names, "STREAM_APPLY_PLAN", names.applyPlan()),
        SharedSettings.inside(
            settings, names, "STREAM_HARVEST_SUGGESTIONS", names.harvestSuggestions()),
        SharedSettings.groupStart(settings, "EXITBRAIN_START"),
        SharedSettings.marketPrefixes(settings, names),
        SharedSettings.marketMaxAgeMillis(settings),
        SharedSettings.marketRefreshMillis(settings),
        SharedSettings.lockstep(settings),
        SharedSettings.streamMaxLen(settings),
        settings.integer("EXITBRAIN_BATCH_SIZE", 500, 1, 10_000));
  }

  /** What of the settings decides, and nothing else: a backtest has no Redis to read of. */
  public static ExitRules rules(Settings settings) {
    Theta theta = PolicySettings.theta(settings);
    return new ExitRules(
        settings.choice("EXITBRAIN_MODE", ExitMode.class, ExitMode.SHADOW),
        new ExitPolicy(
            theta,
            PolicySettings.killRule(settings),
            settings.choice("EXITBRAIN_TP_MODE", TargetMode.class, TargetMode.OFF),
            settings.integer("EXITBRAIN_MAX_AGE_SEC", 0, 0, 100_000_000)),
        settings.integer("EXITBRAIN_STOP_GRACE_MS", 1500, 0, 60_000),
        SharedSettings.baseTargetPct(settings),
        SharedSettings.baseStopPct(settings),
        settings.integer("EXITBRAIN_HOLD_INTERVAL_SEC", 60, 0, 86_400) * 1000L);
  }
}
