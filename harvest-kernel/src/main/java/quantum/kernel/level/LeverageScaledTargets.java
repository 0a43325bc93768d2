package quantum.kernel.level;

import quantum.kernel.theta.Theta;
import quantum.kernel.value.Leverage;

/** R targets that come nearer as leverage grows (SPEC §3). */
public final class LeverageScaledTargets {
  private LeverageScaledTargets() {}

  /** {@code theta} with T1_R, T2_R, T3_R and lock_R divided by √max(leverage, 1). */
  public static Theta scale(Theta theta, Leverage leverage) {
    double by = RScaling.SQRT_LEVERAGE.divisor(leverage);
    return new Theta(
        theta.fallbackStopPct(),
        theta.costBps(),
        theta.t1R() / by,
        theta.t2R() / by,
        theta.t3R() / by,
        theta.u1(),
        theta.u2(),
        theta.u3(),
        theta.softmaxTemp(),
        theta.lockR() / by,
        theta.bePlusPct(),
        theta.trendMin(),
        theta.sigmaRef(),
        theta.sigmaSpikeCap(),
        theta.tsRef(),
        theta.tsDropCap(),
        theta.maxAgeSec(),
        theta.kRegimeFlip(),
        theta.kSigmaSpike(),
        theta.kTsDrop(),
        theta.kAgePenalty(),
        theta.kBias(),
        theta.killThreshold(),
        theta.lockMode());
  }
}
