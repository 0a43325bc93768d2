package quantum.brain;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import quantum.brain.decide.BrainState;
import quantum.brain.decide.HarvestRules;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.HarvestConfigs;
import quantum.runtime.snapshot.Unreadable;

/**
 * The rules of symbols for which the operator has set some, {@code quantum:config:harvest:{SYMBOL}}
 * laid over the settings. What is refused is named, and what was valid before stays; that is why
 * the last valid ones are remembered here, across an outage of Redis too.
 */
final class SymbolRules {
  private final HarvestRules settings;
  private final Names names;
  private final HarvestConfigs configs;
  private final Unreadable unusable;
  private final Map<Symbol, Own> valid = new HashMap<>();

  private record Own(HarvestOverrides overrides, HarvestRules rules) {}

  SymbolRules(HarvestRules settings, Names names, Redis redis, Unreadable unusable) {
    this.settings = settings;
    this.names = names;
    this.configs = new HarvestConfigs(redis, names, unusable);
    this.unusable = unusable;
  }

  /** Looks at what is set now and tells {@code state}. */
  void load(BrainState state, Collection<Symbol> symbols) {
    if (symbols.isEmpty()) {
      return;
    }
    configs.load(symbols).forEach(this::take);
    symbols.forEach(
        symbol -> state.load(symbol, Optional.ofNullable(valid.get(symbol)).map(Own::rules)));
  }

  private void take(Symbol symbol, Optional<HarvestOverrides> found) {
    String key = names.harvestConfig(symbol);
    if (found.isEmpty()) {
      unusable.readable(key);
      if (valid.remove(symbol) != null) {
        HarvestLog.overrideGone(symbol);
      }
      return;
    }
    HarvestOverrides overrides = found.get();
    Own known = valid.get(symbol);
    if (known != null && known.overrides().equals(overrides)) {
      unusable.readable(key);
      return;
    }
    try {
      valid.put(symbol, new Own(overrides, settings.with(overrides)));
      unusable.readable(key);
      HarvestLog.override(symbol, overrides);
    } catch (IllegalArgumentException e) {
      unusable.found(key, e.getMessage());
    }
  }
}
