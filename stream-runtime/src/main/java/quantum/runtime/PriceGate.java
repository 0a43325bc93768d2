package quantum.runtime;

import java.time.Clock;
import quantum.contracts.EventTime;
import quantum.contracts.PriceUpdate;

/**
 * What the wall clock says about a price (SPEC §2, §7): an old one decides nothing, one that cannot
 * be yet is refused. Replays, whose events are of any time, have neither gate.
 *
 * @param freshSeconds 0 = a replay
 */
public record PriceGate(Clock clock, int freshSeconds, boolean lockstep) {
  /** Clocks differ; what is further ahead is no time. */
  public static final long AHEAD_MILLIS = 5_000;

  /** Whether the price is young enough to act on. */
  public boolean isFresh(PriceUpdate price) {
    return freshSeconds == 0
        || clock.millis() - price.timestampMillis() <= freshSeconds * 1000L;
  }

  /** The latest event time that can be; what lies beyond is no time. */
  public long latestMillis() {
    return freshSeconds == 0 || lockstep ? Long.MAX_VALUE : clock.millis() + AHEAD_MILLIS;
  }

  public boolean isAhead(PriceUpdate price) {
    return price.timestampMillis() > latestMillis();
  }

  /**
   * @throws IllegalArgumentException naming the time if it is ahead of the wall clock
   */
  public PriceUpdate require(PriceUpdate price) {
    if (isAhead(price)) {
      throw new IllegalArgumentException(
          "timestamp='"
              + EventTime.format(price.timestampMillis())
              + "': is more than "
              + AHEAD_MILLIS / 1000
              + " s ahead of the clock, in a price of "
              + price.symbol());
    }
    return price;
  }
}
