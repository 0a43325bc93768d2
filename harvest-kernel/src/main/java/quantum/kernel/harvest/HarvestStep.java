package quantum.kernel.harvest;

import java.math.BigDecimal;
import quantum.kernel.theta.Theta;

/**
 * The steps in which profit is taken, by the names that streams, hashes and logs show; {@link
 * #NONE} below the first, {@link #FULL_CLOSE_PROPOSED} in place of all (SPEC §3).
 */
public enum HarvestStep {
  NONE(0),
  PARTIAL_25(25),
  PARTIAL_50(50),
  PARTIAL_75(75),
  FULL_CLOSE_PROPOSED(100);

  private static final BigDecimal LARGEST_25 = new BigDecimal("37.5");
  private static final BigDecimal LARGEST_50 = new BigDecimal("62.5");

  private final BigDecimal percent;

  HarvestStep(int percent) {
    this.percent = BigDecimal.valueOf(percent);
  }

  /** The share that the name says, percent. */
  public BigDecimal percent() {
    return percent;
  }

  /** The step of the profit reached: a level is reached at equality. */
  static HarvestStep reached(double rNet, Theta theta) {
    if (rNet >= PARTIAL_75.level(theta)) {
      return PARTIAL_75;
    }
    if (rNet >= PARTIAL_50.level(theta)) {
      return PARTIAL_50;
    }
    return rNet >= PARTIAL_25.level(theta) ? PARTIAL_25 : NONE;
  }

  /** R_net from which this step is due; no profit alone is enough for the full close. */
  double level(Theta theta) {
    return switch (this) {
      case NONE -> Double.NEGATIVE_INFINITY;
      case PARTIAL_25 -> theta.t1R();
      case PARTIAL_50 -> theta.t2R();
      case PARTIAL_75 -> theta.t3R();
      case FULL_CLOSE_PROPOSED -> Double.POSITIVE_INFINITY;
    };
  }

  /**
   * The partial nearest to {@code percent}, the smaller one in the middle: how a rung of free size
   * is called in plans and logs.
   */
  public static HarvestStep nearest(BigDecimal percent) {
    if (percent.compareTo(LARGEST_25) <= 0) {
      return PARTIAL_25;
    }
    return percent.compareTo(LARGEST_50) <= 0 ? PARTIAL_50 : PARTIAL_75;
  }

  /** This step, or the full close that replaces it. */
  HarvestStep orClose(boolean closing) {
    return closing ? FULL_CLOSE_PROPOSED : this;
  }
}
