package quantum.kernel.harvest;

import java.util.List;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillVerdict;
import quantum.kernel.value.RMultiple;

/**
 * What a policy makes of a position at one price.
 *
 * @param r the measure it decides on: R_net, for the ladder gross R
 * @param rNet profit in units of risk, after costs
 * @param killVerdict the kill score, and what it is to remember
 * @param action for the profit reached, whether taken or not, or the full close that replaces it
 * @param reasons in SPEC §3's order
 * @param decisions what to do, in order: a stop move, then a tranche; a full close alone; exactly
 *     one Hold when there is nothing to do
 */
public record HarvestAssessment(
    RMultiple r,
    RMultiple rNet,
    KillVerdict killVerdict,
    ProposedAction action,
    List<ReasonCode> reasons,
    List<HarvestDecision> decisions) {

  /** The kill score and its parts. */
  public KillScore kill() {
    return killVerdict.score();
  }
}
