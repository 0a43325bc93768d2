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
   * The stop to propose, quote currency: {@code be_plus} entry · (1 ± be_plus_pct), {@code r_lock}
   * entry · (1 ± lock_R · stopDistance); + for LONG, − for SHORT. Empty below lock_R and where the
   * present stop is as tight already.
   */
  public static OptionalDouble propose(
      Side side, double entry, NetR profit, OptionalDouble currentStop, Theta theta) {
    if (profit.value() < theta.lockR()) {
      return OptionalDouble.empty();
    }
    double candidate = entry * (1 + side.direction() * distance(profit.stopDistance(), theta));
    boolean tighter = currentStop.isEmpty() || side.isBetter(candidate, currentStop.getAsDouble());
    // r_lock of a SHORT with lock_R · stopDistance >= 1 has no price to stand at
    return tighter && candidate > 0 && Double.isFinite(candidate)
        ? OptionalDouble.of(candidate)
        : OptionalDouble.empty();
  }

  private static double distance(double stopDistance, Theta theta) {
    return theta.lockMode() == LockMode.BE_PLUS ? theta.bePlusPct() : theta.lockR() * stopDistance;
  }
}
