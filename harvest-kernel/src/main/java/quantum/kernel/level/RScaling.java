package quantum.kernel.level;

import java.util.Locale;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Leverage;

/** Whether the R targets shrink with leverage (SPEC §3, HARVEST_R_SCALING). */
public enum RScaling {
  NONE,
  /** T1_R, T2_R, T3_R and lock_R are divided by √max(leverage, 1). */
  SQRT_LEVERAGE;

  /**
   * Reads {@code none} or {@code sqrt_leverage} in any case.
   *
   * @throws IllegalArgumentException naming the text if it is neither
   */
  public static RScaling parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "none" -> NONE;
      case "sqrt_leverage" -> SQRT_LEVERAGE;
      default ->
          throw new IllegalArgumentException(
              "R scaling must be none or sqrt_leverage, was '" + text + "'");
    };
  }

  /** {@code theta} with its R targets scaled. */
  public Theta scale(Theta theta, Leverage leverage) {
    return switch (this) {
      case NONE -> theta;
      case SQRT_LEVERAGE -> theta.withRTargetsDividedBy(Math.sqrt(leverage.atLeastOne()));
    };
  }
}
