package quantum.kernel.tranche;

import quantum.kernel.theta.Theta;

/**
 * Relative weights of the three tranches, each ≥ 0, together 1: softmax of u1, u2, u3 at
 * softmax_temp (SPEC §3).
 */
public record TrancheWeights(double first, double second, double third) {
  private static final TrancheWeights UNIFORM = new TrancheWeights(1.0 / 3, 1.0 / 3, 1.0 / 3);

  /** The weights of {@code theta}; uniform if the sum degenerates (temperature 0). */
  public static TrancheWeights of(Theta theta) {
    // relative to the largest, so that exp never overflows
    double top = Math.max(theta.u1(), Math.max(theta.u2(), theta.u3()));
    double first = Math.exp((theta.u1() - top) / theta.softmaxTemp());
    double second = Math.exp((theta.u2() - top) / theta.softmaxTemp());
    double third = Math.exp((theta.u3() - top) / theta.softmaxTemp());
    double sum = first + second + third;
    return Double.isFinite(sum) && sum > 0
        ? new TrancheWeights(first / sum, second / sum, third / sum)
        : UNIFORM;
  }
}
