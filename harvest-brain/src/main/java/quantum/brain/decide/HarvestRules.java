package quantum.brain.decide;

import java.math.BigDecimal;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.OpenPosition;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.harvest.LadderPolicy;
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

  /**
   * These rules with what is set for one symbol laid over them. What the policy in use does not
   * know, such as the ladder of the kernel policy, changes nothing.
   *
   * @throws IllegalArgumentException if the two do not go together, such as a T1_R beyond the T2_R
   *     of the settings
   */
  public HarvestRules with(HarvestOverrides overrides) {
    Theta changed = theta.withAll(overrides.theta());
    HarvestPolicy other =
        switch (policy) {
          case KernelPolicy kernel ->
              new KernelPolicy(
                  changed,
                  kernel.killRule(),
                  minR(overrides, kernel.minR()),
                  kernel.rScaling(),
                  kernel.quantityBasis());
          case LadderPolicy rungs ->
              new LadderPolicy(
                  overrides.ladder().orElse(rungs.ladder()),
                  overrides.setBeAtR().orElse(rungs.setBeAtR()),
                  overrides.trailAtrMult().orElse(rungs.trailAtrMult()),
                  rungs.dynamicLadder(),
                  minR(overrides, rungs.minR()),
                  changed,
                  rungs.killRule(),
                  rungs.quantityBasis());
        };
    return new HarvestRules(mode, other, changed, ladder, maxActionsPerMinute, blockMillis);
  }

  /** For a position that is only watched there are suggestions, whatever the service's mode. */
  boolean onlySuggests(OpenPosition position) {
    return !position.isManaged() || mode == HarvestMode.SHADOW;
  }

  private static double minR(HarvestOverrides overrides, double otherwise) {
    return overrides.minR().map(BigDecimal::doubleValue).orElse(otherwise);
  }
}
