package quantum.harvestproposal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import quantum.contracts.Names;
import quantum.harvestproposal.decide.PositionSource;
import quantum.harvestproposal.decide.Proposer;
import quantum.harvestproposal.decide.PublishRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.runtime.KillRuleSettings;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;

/**
 * Settings of harvest-proposal-publisher; its README documents each.
 *
 * @param symbols to publish; empty for those with an open position
 * @param interval wall clock from one cycle to the next
 * @param marketPrefixes of the market state hashes, the preferred one first
 * @param marketMaxAgeMillis event time; an older market state counts as none
 * @param proposalPrefix of the keys that are written
 * @param enableStream whether publications go to {@code stream} as well
 */
public record PublisherSettings(
    Names names,
    Proposer proposer,
    PublishRule rule,
    Set<Symbol> symbols,
    PositionSource source,
    Duration interval,
    List<String> marketPrefixes,
    long marketMaxAgeMillis,
    String riskPrefix,
    String proposalPrefix,
    boolean enableStream,
    String stream) {

  public static PublisherSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    Theta theta =
        settings.parsed(
            "HARVEST_THETA",
            "",
            Theta::parse,
            "comma-separated NAME=VALUE of the kernel's tunables, T1_R < T2_R < T3_R");
    return new PublisherSettings(
        names,
        new Proposer(
            withFallbackStop(settings, theta),
            KillRuleSettings.read(settings),
            settings.choice("HARVEST_R_SCALING", RScaling.class, RScaling.NONE)),
        new PublishRule(
            settings.decimal("CHANGE_EPS_PCT", "0.001", "0", "1").doubleValue(),
            millis(settings, "MAX_PUBLISH_AGE_SEC", "60", "86400")),
        settings.symbols("SYMBOLS"),
        settings.choice("POSITION_SOURCE", PositionSource.class, PositionSource.AUTO),
        Duration.ofMillis(millis(settings, "PUBLISH_INTERVAL_SEC", "10", "3600")),
        List.of(
            inside(settings, names, "MARKETSTATE_PREFIX", names.marketStatePrefix()),
            names.marketPrefix()),
        settings.integer("MARKETSTATE_MAX_AGE_SEC", 300, 1, 86_400) * 1000L,
        inside(settings, names, "RISKPROPOSAL_PREFIX", names.riskProposalPrefix()),
        below(settings, "HARVEST_PREFIX", names.harvestProposalPrefix()),
        settings.flag("ENABLE_STREAM", false),
        below(settings, "STREAM_NAME", names.harvestProposals()));
  }

  /** FALLBACK_STOP_PCT is how operators know that tunable; it wins over HARVEST_THETA. */
  private static Theta withFallbackStop(Settings settings, Theta theta) {
    String dflt = Decimals.plain(Decimals.of(theta.fallbackStopPct()));
    return theta.with(
        "fallback_stop_pct",
        Decimals.plain(settings.decimal("FALLBACK_STOP_PCT", dflt, "0.0001", "0.5")));
  }

  private static long millis(Settings settings, String name, String dflt, String max) {
    return settings.decimal(name, dflt, "0.05", max).movePointRight(3).longValue();
  }

  private static String inside(Settings settings, Names names, String name, String dflt) {
    return settings.parsed(
        name, dflt, names::requireInside, "a name that starts with " + names.namespace() + ":");
  }

  /** What only calculates must not be told to write to a stream or key that others act on. */
  private static String below(Settings settings, String name, String own) {
    return settings.parsed(
        name,
        own,
        text -> {
          if (!text.startsWith(own)) {
            throw new IllegalArgumentException("elsewhere");
          }
          return text;
        },
        "a name that starts with " + own);
  }
}
