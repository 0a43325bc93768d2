package quantum.exitbrain;

import java.util.List;
import quantum.contracts.Names;
import quantum.exitbrain.decide.ExitRules;
import quantum.exitbrain.decide.ExitRules.ExitMode;
import quantum.kernel.exit.ExitPolicy;
import quantum.kernel.exit.TargetMode;
import quantum.kernel.theta.Theta;
import quantum.runtime.KillRuleSettings;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;

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
        inside(settings, names, "STREAM_APPLY_RESULT", names.applyResult()),
        inside(settings, names, "STREAM_PRICE_UPDATE", names.priceUpdate()),
        inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent()),
        inside(settings, names, "STREAM_APPLY_PLAN", names.applyPlan()),
        inside(settings, names, "STREAM_HARVEST_SUGGESTIONS", names.harvestSuggestions()),
        settings.parsed("EXITBRAIN_START", "0", ExitBrainSettings::groupStart, "0 or $"),
        List.of(
            inside(settings, names, "MARKETSTATE_PREFIX", names.marketStatePrefix()),
            names.marketPrefix()),
        settings.integer("MARKETSTATE_MAX_AGE_SEC", 300, 1, 86_400) * 1000L,
        settings.integer("MARKETSTATE_REFRESH_MS", 1000, 0, 60_000),
        settings.flag("LOCKSTEP", false),
        settings.integer("STREAM_MAXLEN", 10_000, 100, 10_000_000),
        settings.integer("EXITBRAIN_BATCH_SIZE", 500, 1, 10_000));
  }

  /** What of the settings decides, and nothing else: a backtest has no Redis to read of. */
  public static ExitRules rules(Settings settings) {
    Theta theta =
        settings.parsed(
            "HARVEST_THETA",
            "",
            Theta::parse,
            "comma-separated NAME=VALUE of the kernel's tunables, T1_R < T2_R < T3_R");
    return new ExitRules(
        settings.choice("EXITBRAIN_MODE", ExitMode.class, ExitMode.SHADOW),
        new ExitPolicy(
            theta,
            KillRuleSettings.read(settings),
            settings.choice("EXITBRAIN_TP_MODE", TargetMode.class, TargetMode.OFF),
            settings.integer("EXITBRAIN_MAX_AGE_SEC", 0, 0, 100_000_000)),
        settings.integer("EXITBRAIN_STOP_GRACE_MS", 1500, 0, 60_000),
        settings.decimal("BASE_TP_PCT", "0.06", "0", "0.4").doubleValue(),
        settings.decimal("BASE_SL_PCT", "0.02", "0", "0.4").doubleValue(),
        settings.integer("EXITBRAIN_HOLD_INTERVAL_SEC", 60, 0, 86_400) * 1000L);
  }

  private static String groupStart(String text) {
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
