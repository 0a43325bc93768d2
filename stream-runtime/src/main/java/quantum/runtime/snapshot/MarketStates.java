package quantum.runtime.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Keys keys;
  private final List<String> prefixes;
  private final long maxAgeMillis;

  // of the keys asked for last; not a decision, so a batch that is refused does not take it back
  private final Map<String, MarketStateHash> lastGood = new HashMap<>();

  /**
   * @param prefixes of the keys, the preferred one first; the first fresh state counts
   * @param maxAgeMillis event time
   */
  public MarketStates(
      Redis redis, List<String> prefixes, long maxAgeMillis, Unreadable unreadable) {
    this.keys = new Keys(redis, unreadable);
    this.prefixes = List.copyOf(prefixes);
    this.maxAgeMillis = maxAgeMillis;
  }

  /**
   * The states of those symbols that have a fresh one.
   *
   * @param atMillis event time per symbol that the age is measured from: that of its newest price,
   *     so that a replay finds fresh what was fresh
   */
  public Map<Symbol, MarketConditions> fresh(Map<Symbol, Long> atMillis) {
    List<Symbol> symbols = List.copyOf(atMillis.keySet());
    List<String> names = new ArrayList<>();
    for (Symbol symbol : symbols) {
      prefixes.forEach(prefix -> names.add(prefix + symbol));
    }
    List<Found<Map<String, String>>> hashes = keys.hashes(names);
    lastGood.keySet().retainAll(new HashSet<>(names));
    Map<Symbol, MarketConditions> fresh = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Symbol symbol = symbols.get(i / prefixes.size());
      if (!fresh.containsKey(symbol)) {
        state(names.get(i), hashes.get(i))
            .filter(
                state -> Math.abs(atMillis.get(symbol) - state.updatedAtMillis()) <= maxAgeMillis)
            .ifPresent(state -> fresh.put(symbol, state.conditions()));
      }
    }
    return fresh;
  }

  private Optional<MarketStateHash> state(String key, Found<Map<String, String>> hash) {
    return switch (keys.record(key, hash, MarketStateHash::decode)) {
      case Found.Absent<MarketStateHash> none -> {
        lastGood.remove(key);
        yield Optional.empty();
      }
      case Found.Known<MarketStateHash>(MarketStateHash state) -> {
        lastGood.put(key, state);
        yield Optional.of(state);
      }
      case Found.Garbled<MarketStateHash> told -> Optional.ofNullable(lastGood.get(key));
    };
  }
}
