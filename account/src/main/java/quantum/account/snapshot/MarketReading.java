package quantum.account.snapshot;

import java.util.Optional;
import quantum.contracts.MarketStateHash;
import quantum.runtime.snapshot.Found;

/**
 * One of the keys that may hold a symbol's market state.
 *
 * @param warmUp how far it is from having statistics, if it says so
 */
public record MarketReading(
    String key, Found<MarketStateHash> state, Optional<MarketStateHash.WarmUp> warmUp) {}
