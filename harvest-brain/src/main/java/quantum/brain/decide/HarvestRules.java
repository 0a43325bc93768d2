package quantum.brain.decide;

import quantum.contracts.HarvestOverrides;
import quantum.contracts.OpenPosition;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.PolicyTerms;
import quantum.kernel.theta.Theta;

/**
 * What an operator may set of the harvest decisions.
 *
 * @param terms what the policy is made of
 * @param policy the kernel policy or the ladder, by these terms
 * @param maxActionsPerMinute partials in any 60 s of event time, all symbols together
 * @param blockMillis how long a level rests after its plan failed (the dedup TTL), event time
 */
public record HarvestRules(
    HarvestMode mode,
    PolicyTerms terms,
    HarvestPolicy policy,
    int maxActionsPerMinute,
    long blockMillis) {
  /** Whether decisions are carried out or only suggested. */
  public enum HarvestMode {
    SHADOW,
    LIVE
  }

  /**
   * @throws IllegalArgumentException if the terms make no policy
   */
  public HarvestRules(
      HarvestMode mode, PolicyTerms terms, int maxActionsPerMinute, long blockMillis) {
    this(mode, terms, terms.policy(), maxActionsPerMinute, blockMillis);
  }

  /**
   * These rules with what is set for one symbol laid over them.
   *
   * @throws IllegalArgumentException if the two do not go together
   */
  public HarvestRules with(HarvestOverrides overrides) {
    return with(overrides.over(terms));
  }

  /**
   * These rules by other terms.
   *
   * @throws IllegalArgumentException if they make no policy
   */
  public HarvestRules with(PolicyTerms other) {
    return new HarvestRules(mode, other, maxActionsPerMinute, blockMillis);
  }

  /** The tunables of the kernel. */
  public Theta theta() {
    return terms.theta();
  }

  /** Whether the policy is the ladder: its partials carry their own intent type. */
  public boolean ladder() {
    return terms.kind() == PolicyTerms.Kind.LADDER;
  }

  /** For a position that is only watched there are suggestions, whatever the service's mode. */
  boolean onlySuggests(OpenPosition position) {
    return !position.isManaged() || mode == HarvestMode.SHADOW;
  }
}
