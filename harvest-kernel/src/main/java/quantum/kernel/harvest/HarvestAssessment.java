package quantum.kernel.harvest;

import java.util.List;
import java.util.Optional;
import quantum.kernel.harvest.HarvestDecision.CloseAll;
import quantum.kernel.harvest.HarvestDecision.Hold;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
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
    HarvestStep action,
    List<ReasonCode> reasons,
    List<HarvestDecision> decisions) {

  /**
   * The assessment of a step reached.
   *
   * @param move the stop move, if any
   * @param next the tranche, or why there is none
   */
  static HarvestAssessment of(
      RMultiple r,
      RMultiple rNet,
      KillVerdict kill,
      HarvestStep reached,
      Optional<MoveStop> move,
      HarvestDecision next) {
    boolean closing = kill.closes();
    return new HarvestAssessment(
        r,
        rNet,
        kill,
        reached.orClose(closing),
        ReasonCode.of(reached, move.isPresent(), closing, kill.score()),
        closing ? List.of(new CloseAll(kill.score())) : Decisions.ordered(move, next));
  }

  /** Of a price from before the entry, which says nothing about the position. */
  static HarvestAssessment beforeEntry(RMultiple r, RMultiple rNet, KillVerdict kill) {
    return of(
        r, rNet, kill, HarvestStep.NONE, Optional.empty(), new Hold(HoldReason.PRICE_BEFORE_ENTRY));
  }

  /** The kill score and its parts. */
  public KillScore kill() {
    return killVerdict.score();
  }
}
