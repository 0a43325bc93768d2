package quantum.kernel.harvest;

import quantum.kernel.lock.ProfitLock;
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.Theta;

/**
 * The kernel formula of SPEC §3, exactly: no memory of what was taken, no ticks, no position. The
 * golden vectors certify it, and {@link KernelPolicy}, which adds those, asks it at every price.
 */
public final class HarvestKernel {
  private HarvestKernel() {}

  /** What the formula proposes for {@code in}. */
  public static KernelProposal propose(KernelInput in, Theta theta) {
    NetR profit = NetR.of(in.entryPrice(), in.stopDistPct(), in.unrealizedPnlPerUnit(), theta);
    return new KernelProposal(
        HarvestStep.reached(profit.value(), theta),
        ProfitLock.propose(
            in.side(), in.entryPrice(), profit, in.bestPnlPerUnit(), in.currentStop(), theta),
        profit,
        in.yardstick().score(in.ageSec(), theta));
  }
}
