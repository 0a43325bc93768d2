package quantum.account.explain;

import quantum.contracts.HarvestOverrides;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.PolicyTerms;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;

/**
 * What harvest-brain decides by: the settings that an explanation depends on.
 *
 * @param made what its policy is made of
 * @param live whether decisions are carried out, not only suggested
 * @param freshMillis a price older than this by the wall clock decides nothing; 0 = off
 * @param marketMaxAgeMillis event time; an older market state counts as none
 */
public record HarvestTerms(
    PolicyTerms made, boolean live, long freshMillis, long marketMaxAgeMillis) {

  /**
   * These terms with what is set for one symbol laid over them, as harvest-brain does it.
   *
   * @throws IllegalArgumentException if the two do not go together
   */
  public HarvestTerms with(HarvestOverrides overrides) {
    return new HarvestTerms(overrides.over(made), live, freshMillis, marketMaxAgeMillis);
  }

  /** These terms in another mode. */
  HarvestTerms in(boolean liveMode) {
    return new HarvestTerms(made, liveMode, freshMillis, marketMaxAgeMillis);
  }

  public PolicyTerms.Kind kind() {
    return made.kind();
  }

  public Theta theta() {
    return made.theta();
  }

  public KillRule kill() {
    return made.killRule();
  }

  public Ladder ladder() {
    return made.ladder();
  }

  /** R below which no partial is taken. */
  public double minR() {
    return made.minR();
  }

  /** The policy as harvest-brain runs it. */
  public HarvestPolicy policy() {
    return made.policy();
  }

  /** The same with another kill rule: what it would do if nothing killed. */
  HarvestPolicy policy(KillRule rule) {
    return made.killedBy(rule).policy();
  }
}
