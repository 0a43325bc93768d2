package quantum.replay.market;

import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.RollingMarket;
import quantum.kernel.market.StatisticsParameters;

/**
 * By what the market is judged.
 *
 * @param maxAgeMillis event time; an older judgement counts as none
 */
public record MarketRules(
    StatisticsParameters statistics, ReferenceParameters references, long maxAgeMillis) {
  /** As the services have them. */
  public static final MarketRules DEFAULTS =
      new MarketRules(StatisticsParameters.DEFAULTS, ReferenceParameters.DEFAULTS, 300_000);

  /** Minutes that the market state of the services remembers. */
  public int historyBars() {
    return RollingMarket.memory(statistics, references);
  }
}
