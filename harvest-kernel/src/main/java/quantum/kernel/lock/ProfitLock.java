package quantum.kernel.lock;

import java.util.OptionalDouble;
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.LockMode;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Side;

/** The profit lock formula (SPEC §3): from lock_R on, a stop beyond the entry. */
public final class ProfitLock {
  private ProfitLock() {}

  /**
   * The stop to propose, quote currency; + for LONG, − for SHORT:
   *
   * <ul>
   *   <li>{@code be_plus} entry · (1 ± be_plus_pct)
   *   <li>{@code r_lock} entry · (1 ± lock_R · stopDistance)
   *   <li>{@code ratchet} entry ± max(be_plus_pct · entry, (best R − trail_R) · riskUnit), best R =
   *       bestPnlPerUnit / riskUnit
   * </ul>
   *
   * <p>Empty below lock_R and where the present stop is as tight already. Below lock_R is what
   * R_net is now; for {@code ratchet} what it has been at best.
   *
   * @param bestPnlPerUnit the best profit per base unit since entry, before costs
   */
  public static OptionalDouble propose(
      Side side,
      double entry,
      NetR profit,
      double bestPnlPerUnit,
      OptionalDouble currentStop,
      Theta theta) {
    boolean follows = theta.lockMode() == LockMode.RATCHET;
    double reached =
        follows ? (bestPnlPerUnit - profit.costEstimate()) / profit.riskUnit() : profit.value();
    if (reached < theta.lockR()) {
      return OptionalDouble.empty();
    }
    double candidate =
        follows
            ? entry + side.direction() * behindBest(entry, profit, bestPnlPerUnit, theta)
            : entry * (1 + side.direction() * beyondEntry(profit, theta));
    boolean tighter = currentStop.isEmpty() || side.isBetter(candidate, currentStop.getAsDouble());
    // r_lock of a SHORT with lock_R · stopDistance >= 1 has no price to stand at
    return tighter && candidate > 0 && Double.isFinite(candidate)
        ? OptionalDouble.of(candidate)
        : OptionalDouble.empty();
  }

  /** Fraction of the entry. */
  private static double beyondEntry(NetR profit, Theta theta) {
    return theta.lockMode() == LockMode.BE_PLUS
        ? theta.bePlusPct()
        : theta.lockR() * profit.stopDistance();
  }

  /** Quote currency per base unit. */
  private static double behindBest(double entry, NetR profit, double bestPnlPerUnit, Theta theta) {
    double bestR = bestPnlPerUnit / profit.riskUnit();
    return Math.max(theta.bePlusPct() * entry, (bestR - theta.trailR()) * profit.riskUnit());
  }
}
