package quantum.kernel.harvest;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.kill.KillScore;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;

/** One thing a harvest policy wants done, or the reason why nothing is. */
public sealed interface HarvestDecision {

  /** Nothing is to be done. */
  record Hold(HoldReason why) implements HarvestDecision {}

  /**
   * The stop is to be moved.
   *
   * @param from the stop in force or already asked for, if any
   * @param stop tighter than {@code from}, on a tick and behind the price
   */
  record MoveStop(StopReason why, Optional<Price> from, Price stop) implements HarvestDecision {}

  /**
   * Part of the position is to be closed.
   *
   * @param level the level reached, in R; it takes all lower ones with it
   * @param percentOfOpen percent of what is open now, above 0, at most 100
   * @param step how it is called: a partial
   */
  record Harvest(BigDecimal level, BigDecimal percentOfOpen, HarvestStep step)
      implements HarvestDecision {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * @throws IllegalArgumentException if the percent is not above 0 and at most 100
     */
    public Harvest {
      if (percentOfOpen.signum() <= 0 || percentOfOpen.compareTo(HUNDRED) > 0) {
        throw new IllegalArgumentException(
            "percent must be above 0 and at most 100, was " + Decimals.plain(percentOfOpen));
      }
    }
  }

  /** All of the position is to be closed, because its edge has gone. */
  record CloseAll(KillScore score) implements HarvestDecision {}
}
