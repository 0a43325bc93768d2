package quantum.kernel.harvest;

import java.util.List;
import java.util.OptionalDouble;
import quantum.kernel.kill.KillScore;
import quantum.kernel.rnet.NetR;

/**
 * What the kernel formula proposes.
 *
 * @param reached the step of the profit reached, before the kill score replaces it
 * @param newStop the locked stop, quote currency, if one is proposed
 * @param profit in units of risk, after costs
 * @param kill the kill score and its parts
 */
public record KernelProposal(
    HarvestStep reached, OptionalDouble newStop, NetR profit, KillScore kill) {

  /** The step, or the full close that replaces it as soon as K has reached its threshold. */
  public HarvestStep action() {
    return reached.orClose(kill.triggered());
  }

  /** Why, in SPEC §3's order. */
  public List<ReasonCode> reasons() {
    return ReasonCode.of(reached, newStop.isPresent(), kill.triggered(), kill);
  }
}
