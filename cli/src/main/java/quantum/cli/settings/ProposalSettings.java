package quantum.cli.settings;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import quantum.harvestproposal.PublisherSettings;
import quantum.kernel.value.Symbol;
import quantum.runtime.Settings;

/**
 * The settings of harvest-proposal-publisher that its proofs depend on.
 *
 * @param symbols that it is set to; empty for those that are open
 * @param marketPrefixes of market states, the preferred one first
 * @param intervalMillis from one cycle to the next
 */
public record ProposalSettings(
    SortedSet<String> symbols,
    List<String> marketPrefixes,
    String riskPrefix,
    String proposalPrefix,
    long intervalMillis) {

  public static ProposalSettings read(Settings settings) {
    PublisherSettings own = PublisherSettings.read(settings);
    SortedSet<String> symbols = new TreeSet<>();
    own.symbols().stream().map(Symbol::name).forEach(symbols::add);
    return new ProposalSettings(
        symbols,
        own.marketPrefixes(),
        own.riskPrefix(),
        own.proposalPrefix(),
        own.interval().toMillis());
  }
}
