package quantum.kernel.harvest;

import quantum.kernel.kill.KillMemory;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;

/** When to take how much profit, and where to move the stop. A pure function. */
public sealed interface HarvestPolicy permits KernelPolicy, LadderPolicy {

  /**
   * Assesses a position at its current price.
   *
   * @param position what is open
   * @param excursion where its price is and has been since entry
   * @param market what the market does, and what is usual
   * @param progress what was asked for and done already
   * @param memory what the price before left of the kill score
   * @param nowMillis event time of the price, epoch milliseconds
   */
  HarvestAssessment assess(
      Position position,
      Excursion excursion,
      MarketConditions market,
      HarvestProgress progress,
      KillMemory memory,
      long nowMillis);
}
