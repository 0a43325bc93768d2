package quantum.runtime.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.Decoded;
import quantum.contracts.RiskProposal;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** The risk proposals that are young enough to be believed: the age rule of market states. */
public final class RiskProposals {
  private final Records<RiskProposal> records;
  private final long maxAgeMillis;

  /**
   * @param prefix of the keys
   * @param maxAgeMillis event time
   */
  public RiskProposals(Redis redis, String prefix, long maxAgeMillis, Unreadable unreadable) {
    this.records =
        new Records<>(redis, symbol -> prefix + symbol, RiskProposals::decode, unreadable);
    this.maxAgeMillis = maxAgeMillis;
  }

  /**
   * The proposals of those symbols that have a fresh one of their own.
   *
   * @param atMillis event time per symbol that the age is measured from: that of its newest price
   */
  public Map<Symbol, RiskProposal> fresh(Map<Symbol, Long> atMillis) {
    Map<Symbol, RiskProposal> fresh = new HashMap<>();
    records
        .load(atMillis.keySet())
        .forEach(
            (symbol, found) ->
                found
                    .filter(
                        proposal ->
                            Math.abs(atMillis.get(symbol) - proposal.updatedAtMillis())
                                <= maxAgeMillis)
                    .ifPresent(proposal -> fresh.put(symbol, proposal)));
    return fresh;
  }

  private static Decoded<Optional<RiskProposal>> decode(Symbol symbol, Map<String, String> hash) {
    Decoded<Optional<RiskProposal>> decoded = RiskProposal.decode(symbol, hash);
    if (decoded instanceof Decoded.Ok<Optional<RiskProposal>>(Optional<RiskProposal> proposal, _)
        && proposal.isPresent()
        && !proposal.get().symbol().equals(symbol)) {
      return new Decoded.Bad<>("symbol", proposal.get().symbol().name(), "must be " + symbol);
    }
    return decoded;
  }
}
