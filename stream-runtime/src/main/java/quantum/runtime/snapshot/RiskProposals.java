package quantum.runtime.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.Decoded;
import quantum.contracts.RiskProposal;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** The risk proposals that are young enough to be believed: the age rule of market states. */
public final class RiskProposals {
  private final Redis redis;
  private final String prefix;
  private final long maxAgeMillis;
  private final Unreadable unreadable;

  /**
   * @param prefix of the keys
   * @param maxAgeMillis event time
   */
  public RiskProposals(Redis redis, String prefix, long maxAgeMillis, Unreadable unreadable) {
    this.redis = redis;
    this.prefix = prefix;
    this.maxAgeMillis = maxAgeMillis;
    this.unreadable = unreadable;
  }

  /**
   * The proposals of those symbols that have a fresh one of their own.
   *
   * @param atMillis event time per symbol that the age is measured from: that of its newest price
   */
  public Map<Symbol, RiskProposal> fresh(Map<Symbol, Long> atMillis) {
    List<Symbol> symbols = List.copyOf(atMillis.keySet());
    List<String> keys = symbols.stream().map(symbol -> prefix + symbol).toList();
    List<Optional<Map<String, String>>> hashes = Hashes.read(redis, keys);
    Map<Symbol, RiskProposal> fresh = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Symbol symbol = symbols.get(i);
      decode(keys.get(i), symbol, hashes.get(i))
          .filter(
              proposal ->
                  Math.abs(atMillis.get(symbol) - proposal.updatedAtMillis()) <= maxAgeMillis)
          .ifPresent(proposal -> fresh.put(symbol, proposal));
    }
    return fresh;
  }

  private Optional<RiskProposal> decode(
      String key, Symbol symbol, Optional<Map<String, String>> hash) {
    if (hash.isEmpty()) {
      unreadable.found(key, "is no hash");
      return Optional.empty();
    }
    switch (RiskProposal.decode(symbol, hash.get())) {
      case Decoded.Ok<Optional<RiskProposal>>(Optional<RiskProposal> proposal) -> {
        if (proposal.filter(p -> !p.symbol().equals(symbol)).isPresent()) {
          unreadable.found(key, "is about " + proposal.get().symbol());
          return Optional.empty();
        }
        unreadable.readable(key);
        return proposal;
      }
      case Decoded.Bad<Optional<RiskProposal>> bad -> {
        unreadable.found(key, bad.reason());
        return Optional.empty();
      }
    }
  }
}
