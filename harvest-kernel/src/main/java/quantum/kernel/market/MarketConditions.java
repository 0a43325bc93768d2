package quantum.kernel.market;

import java.util.Optional;

/**
 * What the market of a symbol does, and what is usual for it.
 *
 * @param state the statistics of the latest minutes
 * @param usual their recent distribution; absent until enough of them were seen
 */
public record MarketConditions(MarketState state, Optional<MarketReferences> usual) {
  /** What is assumed while nothing fresh is known. */
  public static final MarketConditions NEUTRAL =
      new MarketConditions(MarketState.NEUTRAL, Optional.empty());

  /** A state of which nobody knows whether it is usual. */
  public static MarketConditions of(MarketState state) {
    return new MarketConditions(state, Optional.empty());
  }
}
