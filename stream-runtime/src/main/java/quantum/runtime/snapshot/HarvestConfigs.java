package quantum.runtime.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.Decoded;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** What the operator has set for single symbols. */
public final class HarvestConfigs {
  private final Redis redis;
  private final Names names;
  private final Unreadable unreadable;

  public HarvestConfigs(Redis redis, Names names, Unreadable unreadable) {
    this.redis = redis;
    this.names = names;
    this.unreadable = unreadable;
  }

  /**
   * The overrides of these symbols, empty where there are none. A symbol whose hash is refused is
   * left out: what was valid before stays.
   */
  public Map<Symbol, Optional<HarvestOverrides>> load(Collection<Symbol> symbols) {
    List<Symbol> asked = List.copyOf(symbols);
    List<String> keys = asked.stream().map(names::harvestConfig).toList();
    List<Optional<Map<String, String>>> hashes = Hashes.read(redis, keys);
    Map<Symbol, Optional<HarvestOverrides>> overrides = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (hashes.get(i).isEmpty()) {
        unreadable.found(keys.get(i), "is no hash");
        continue;
      }
      switch (HarvestOverrides.decode(hashes.get(i).get())) {
        case Decoded.Ok<Optional<HarvestOverrides>>(Optional<HarvestOverrides> valid) ->
            overrides.put(asked.get(i), valid);
        case Decoded.Bad<Optional<HarvestOverrides>> bad ->
            unreadable.found(keys.get(i), bad.reason());
      }
    }
    return overrides;
  }
}
