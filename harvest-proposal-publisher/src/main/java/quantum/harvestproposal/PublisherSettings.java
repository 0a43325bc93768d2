package quantum.harvestproposal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import quantum.contracts.Names;
import quantum.harvestproposal.decide.PositionSource;
import quantum.harvestproposal.decide.Proposer;
import quantum.harvestproposal.decide.PublishRule;
import quantum.kernel.value.Symbol;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.PolicySettings;
import quantum.runtime.settings.SharedSettings;

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
    return new PublisherSettings(
        names,
        new Proposer(
            PolicySettings.thetaWithFallbackStop(settings),
            PolicySettings.killRule(settings),
            PolicySettings.rScaling(settings)),
        new PublishRule(
            settings.decimal("CHANGE_EPS_PCT", "0.001", "0", "1").doubleValue(),
            SharedSettings.seconds(settings, "MAX_PUBLISH_AGE_SEC", "60", "86400").toMillis()),
        settings.symbols("SYMBOLS"),
        settings.choice("POSITION_SOURCE", PositionSource.class, PositionSource.AUTO),
        SharedSettings.publishInterval(settings),
        SharedSettings.marketPrefixes(settings, names),
        SharedSettings.marketMaxAgeMillis(settings),
        SharedSettings.inside(settings, names, "RISKPROPOSAL_PREFIX", names.riskProposalPrefix()),
        SharedSettings.below(settings, "HARVEST_PREFIX", names.harvestProposalPrefix()),
        settings.flag("ENABLE_STREAM", false),
        SharedSettings.below(settings, "STREAM_NAME", names.harvestProposals()));
  }
}
