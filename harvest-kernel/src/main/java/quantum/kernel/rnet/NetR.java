package quantum.kernel.rnet;

import quantum.kernel.theta.Theta;
import quantum.kernel.value.Side;

/**
 * Net profit in units of initial risk, after estimated costs (SPEC §3). The order of the operations
 * is part of the contract: a level is reached at equality, so a result one bit off decides
 * differently.
 */
public final class NetR {
  /** Keeps R finite for a stop distance that is nearly nothing. */
  private static final double SMALLEST_RISK_UNIT = 1e-9;

  private static final double BPS = 10_000;

  private NetR() {}

  /**
   * The stop distance the formulas use: the given one, or the fallback where it is 0 (unknown).
   *
   * @param stopDistPct fraction of the entry, ≥ 0
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public static double stopDistance(double stopDistPct, Theta theta) {
    if (!Double.isFinite(stopDistPct) || stopDistPct < 0) {
      throw new IllegalArgumentException(
          "stop_dist_pct must be finite and >= 0, was " + stopDistPct);
    }
    return stopDistPct == 0 ? theta.fallbackStopPct() : stopDistPct;
  }

  /**
   * Quote currency risked per base unit: entry · stop distance, at least 1e-9.
   *
   * @param stopDistance as {@link #stopDistance} gives it
   */
  public static double riskUnit(double entry, double stopDistance) {
    return Math.max(entry * stopDistance, SMALLEST_RISK_UNIT);
  }

  /** Estimated cost of the round trip per base unit, quote currency: entry · cost_bps / 10⁴. */
  public static double costEstimate(double entry, Theta theta) {
    return entry * (theta.costBps() / BPS);
  }

  /** R_net = (pnlPerUnit − costEstimate) / riskUnit; negative is a loss. */
  public static double of(double pnlPerUnit, double costEstimate, double riskUnit) {
    return (pnlPerUnit - costEstimate) / riskUnit;
  }

  /**
   * The price at which {@link #of} gives {@code rNet}, up to rounding: entry ± (rNet · riskUnit +
   * costEstimate), + for LONG, − for SHORT. Not above 0 where a SHORT could never earn that much.
   */
  public static double priceAt(
      Side side, double entry, double rNet, double costEstimate, double riskUnit) {
    return entry + side.direction() * (rNet * riskUnit + costEstimate);
  }
}
