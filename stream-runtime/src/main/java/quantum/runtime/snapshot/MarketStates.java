package quantum.runtime.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.Decoded;
import quantum.contracts.MarketStateHash;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/**
 * The market states that are young enough to be believed (SPEC §7, MARKETSTATE_MAX_AGE_SEC). What
 * stood in a hash before it became unreadable is believed as long as it would have been otherwise:
 * a writer that goes wrong must not look like a market that went calm. Not thread-safe.
 */
public final class MarketStates {
  private final Redis redis;
  private final List<String> prefixes;
  private final long maxAgeMillis;
  private final Unreadable unreadable;

  // of the keys asked for last; not a decision, so a batch that is refused does not take it back
  private final Map<String, MarketStateHash> lastGood = new HashMap<>();

  /**
   * @param prefixes of the keys, the preferred one first; the first fresh state counts
   * @param maxAgeMillis event time
   */
  public MarketStates(
      Redis redis, List<String> prefixes, long maxAgeMillis, Unreadable unreadable) {
    this.redis = redis;
    this.prefixes = List.copyOf(prefixes);
    this.maxAgeMillis = maxAgeMillis;
    this.unreadable = unreadable;
  }

  /**
   * The states of those symbols that have a fresh one.
   *
   * @param atMillis event time per symbol that the age is measured from: that of its newest price,
   *     so that a replay finds fresh what was fresh
   */
  public Map<Symbol, MarketConditions> fresh(Map<Symbol, Long> atMillis) {
    List<Symbol> symbols = List.copyOf(atMillis.keySet());
    List<String> keys = new ArrayList<>();
    for (Symbol symbol : symbols) {
      prefixes.forEach(prefix -> keys.add(prefix + symbol));
    }
    List<Optional<Map<String, String>>> hashes = Hashes.read(redis, keys);
    lastGood.keySet().retainAll(new HashSet<>(keys));
    Map<Symbol, MarketConditions> fresh = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Symbol symbol = symbols.get(i / prefixes.size());
      if (!fresh.containsKey(symbol)) {
        decode(keys.get(i), hashes.get(i))
            .filter(
                state -> Math.abs(atMillis.get(symbol) - state.updatedAtMillis()) <= maxAgeMillis)
            .ifPresent(state -> fresh.put(symbol, state.conditions()));
      }
    }
    return fresh;
  }

  private Optional<MarketStateHash> decode(String key, Optional<Map<String, String>> hash) {
    if (hash.isEmpty()) {
      unreadable.found(key, "is no hash");
      return Optional.ofNullable(lastGood.get(key));
    }
    return switch (MarketStateHash.decode(hash.get())) {
      case Decoded.Ok<Optional<MarketStateHash>>(Optional<MarketStateHash> state, _) -> {
        unreadable.readable(key);
        state.ifPresentOrElse(good -> lastGood.put(key, good), () -> lastGood.remove(key));
        yield state;
      }
      case Decoded.Bad<Optional<MarketStateHash>> bad -> {
        unreadable.found(key, bad.reason());
        yield Optional.ofNullable(lastGood.get(key));
      }
    };
  }
}
