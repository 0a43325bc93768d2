package quantum.kernel.harvest;

import java.util.OptionalDouble;
import quantum.kernel.kill.KillScore;
import quantum.kernel.lock.ProfitLock;
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.TrancheWeights;
import quantum.kernel.value.RMultiple;

/**
 * The kernel formula of SPEC §3, exactly: no memory of what was taken, no ticks, no position. The
 * policies around it add those.
 */
public final class HarvestKernel {
  private HarvestKernel() {}

  /** What the formula proposes for {@code in}. */
  public static KernelProposal propose(KernelInput in, Theta theta) {
    double stopDistance = NetR.stopDistance(in.stopDistPct(), theta);
    double riskUnit = NetR.riskUnit(in.entryPrice(), stopDistance);
    double cost = NetR.costEstimate(in.entryPrice(), theta);
    double rNet = NetR.of(in.unrealizedPnlPerUnit(), cost, riskUnit);
    KillScore kill = KillScore.of(in.market(), in.ageSec(), theta);
    ProposedAction partial = action(rNet, theta.t1R(), theta.t2R(), theta.t3R());
    OptionalDouble newStop =
        ProfitLock.propose(in.side(), in.entryPrice(), rNet, stopDistance, in.currentStop(), theta);
    return new KernelProposal(
        kill.triggered() ? ProposedAction.FULL_CLOSE_PROPOSED : partial,
        newStop,
        new RMultiple(rNet),
        riskUnit,
        cost,
        kill,
        ReasonCode.of(partial, newStop.isPresent(), kill.triggered(), kill),
        TrancheWeights.of(theta));
  }

  /** The action of the profit reached: a level is reached at equality. */
  static ProposedAction action(double rNet, double t1, double t2, double t3) {
    if (rNet >= t3) {
      return ProposedAction.PARTIAL_75;
    }
    if (rNet >= t2) {
      return ProposedAction.PARTIAL_50;
    }
    return rNet >= t1 ? ProposedAction.PARTIAL_25 : ProposedAction.NONE;
  }
}
