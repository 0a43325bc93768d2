package quantum.kernel.level;

import quantum.kernel.value.Leverage;

/** The Leverage Sensitivity Factor (SPEC §3). */
public final class LeverageSensitivity {
  private LeverageSensitivity() {}

  /** LSF = 1 / (1 + ln(max(leverage, 1) + 1)); 0.59 at leverage 1, falling towards 0. */
  public static double factor(Leverage leverage) {
    return 1 / (1 + Math.log(leverage.atLeastOne() + 1));
  }
}
