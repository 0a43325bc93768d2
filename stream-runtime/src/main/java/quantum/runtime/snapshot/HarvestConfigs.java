package quantum.runtime.snapshot;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.Names;
import quantum.contracts.Oddity;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** What the operator has set for single symbols. */
public final class HarvestConfigs {
  private final Records<HarvestOverrides> records;

  public HarvestConfigs(Redis redis, Names names, Unreadable unreadable) {
    // whether overrides go with the settings is for their reader to say, so that they are usable is
    Unreadable onlyFound =
        new Unreadable() {
          @Override
          public void found(String key, String why) {
            unreadable.found(key, why);
          }

          @Override
          public void odd(String key, List<Oddity> oddities) {
            unreadable.odd(key, oddities);
          }
        };
    records =
        new Records<>(
            redis,
            names::harvestConfig,
            (symbol, hash) -> HarvestOverrides.decode(hash),
            onlyFound);
  }

  /**
   * The overrides of these symbols, empty where there are none. A symbol whose hash is refused is
   * left out: what was valid before stays.
   */
  public Map<Symbol, Optional<HarvestOverrides>> load(Collection<Symbol> symbols) {
    return records.load(symbols);
  }
}
