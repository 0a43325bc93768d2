package quantum.brain.decide;

import java.math.BigDecimal;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.theta.Theta;

/**
 * What an operator may set of the harvest decisions.
 *
 * @param policy the kernel policy or the ladder
 * @param theta tunables of the kernel
 * @param ladder whether the policy is the ladder: its partials carry their own intent type
 * @param maxActionsPerMinute partials in any 60 s of event time, all symbols together
 * @param blockMillis how long a level rests after its plan failed (the dedup TTL), event time
 */
public record HarvestRules(
    HarvestMode mode,
    HarvestPolicy policy,
    Theta theta,
    boolean ladder,
    int maxActionsPerMinute,
    long blockMillis) {

  /** Whether decisions are carried out or only suggested. */
  public enum HarvestMode {
    SHADOW,
    LIVE
  }

  static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
}
