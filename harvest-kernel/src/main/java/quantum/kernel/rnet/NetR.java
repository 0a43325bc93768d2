package quantum.kernel.rnet;

import quantum.kernel.theta.Theta;
import quantum.kernel.value.RMultiple;
import quantum.kernel.value.Side;

/**
 * Net profit in units of initial risk, after estimated costs, and what it is measured in (SPEC §3):
 *
 * <pre>
 * riskUnit     = entry · stopDistance, at least 1e-9
 * costEstimate = entry · cost_bps / 10⁴
 * value        = (pnlPerUnit − costEstimate) / riskUnit
 * </pre>
 *
 * The order of the operations is part of the contract: a level is reached at equality, so a result
 * one bit off decides differently.
 *
 * @param value R_net; negative is a loss
 * @param stopDistance fraction of the entry, &gt; 0
 * @param riskUnit quote currency risked per base unit
 * @param costEstimate estimated cost of the round trip per base unit, quote currency
 */
public record NetR(double value, double stopDistance, double riskUnit, double costEstimate) {
  /** Keeps R finite for a stop distance that is nearly nothing. */
  private static final double SMALLEST_RISK_UNIT = 1e-9;

  private static final double BPS = 10_000;

  /**
   * Measures a profit.
   *
   * @param entry quote currency per base unit, &gt; 0
   * @param stopDistPct fraction of the entry, ≥ 0; 0 is unknown and takes theta's fallback
   * @param pnlPerUnit profit per base unit, quote currency
   * @throws IllegalArgumentException if the distance is negative or not finite
   */
  public static NetR of(double entry, double stopDistPct, double pnlPerUnit, Theta theta) {
    if (!Double.isFinite(stopDistPct) || stopDistPct < 0) {
      throw new IllegalArgumentException(
          "stop_dist_pct must be finite and >= 0, was " + stopDistPct);
    }
    double stopDistance = stopDistPct == 0 ? theta.fallbackStopPct() : stopDistPct;
    double riskUnit = Math.max(entry * stopDistance, SMALLEST_RISK_UNIT);
    double cost = entry * (theta.costBps() / BPS);
    return new NetR((pnlPerUnit - cost) / riskUnit, stopDistance, riskUnit, cost);
  }

  /**
   * R_net by itself.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public RMultiple multiple() {
    return new RMultiple(value);
  }

  /**
   * The price at which {@link #value} is {@code rNet}, up to rounding: entry ± (rNet · riskUnit +
   * costEstimate), + for LONG, − for SHORT. Not above 0 where a SHORT could never earn that much.
   */
  public double priceAt(Side side, double entry, double rNet) {
    return entry + side.direction() * (rNet * riskUnit + costEstimate);
  }
}
