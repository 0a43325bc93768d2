package quantum.marketstate;

import java.util.Map;
import java.util.Optional;
import quantum.contracts.MarketStateHash;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.value.Price;

/** What can be said about a symbol's market now. */
sealed interface Reading {
  /**
   * There are statistics.
   *
   * @param usual absent until enough minutes were seen
   * @param price the last close
   * @param updatedAtMillis close time of the newest minute
   */
  record Ready(
      MarketStatistics statistics,
      Optional<MarketReferences> usual,
      Price price,
      long updatedAtMillis)
      implements Reading {}

  /** There are too few closes. */
  record WarmingUp(int closes, int closesNeeded, long updatedAtMillis) implements Reading {}

  /** The whole hash {@code quantum:marketstate:{SYMBOL}}. */
  default Map<String, String> fields() {
    return switch (this) {
      case Ready(var statistics, var usual, var price, long updatedAt) ->
          MarketStateHash.of(statistics, usual, price, updatedAt).encode();
      case WarmingUp(int closes, int needed, long updatedAt) ->
          MarketStateHash.warmingUp(closes, needed, updatedAt);
    };
  }
}
