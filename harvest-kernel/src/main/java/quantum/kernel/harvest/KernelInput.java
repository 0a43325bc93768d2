package quantum.kernel.harvest;

import java.util.OptionalDouble;
import quantum.kernel.kill.KillYardstick;
import quantum.kernel.value.Side;

/**
 * What the kernel formula is a function of, besides theta.
 *
 * @param side of the position
 * @param entryPrice quote currency per base unit, &gt; 0
 * @param currentPrice quote currency per base unit, &gt; 0
 * @param unrealizedPnlPerUnit profit per base unit, quote currency; never of the whole position
 * @param bestPnlPerUnit the best that it has been since entry, ≥ unrealizedPnlPerUnit
 * @param ageSec seconds since the opening
 * @param currentStop the present stop, &gt; 0, if there is one
 * @param stopDistPct frozen risk over entry, a fraction; 0 means unknown
 * @param yardstick what the market does, and what the kill score measures it against
 */
public record KernelInput(
    Side side,
    double entryPrice,
    double currentPrice,
    double unrealizedPnlPerUnit,
    double bestPnlPerUnit,
    double ageSec,
    OptionalDouble currentStop,
    double stopDistPct,
    KillYardstick yardstick) {

  /**
   * @throws IllegalArgumentException naming the field and its value if one is out of range
   */
  public KernelInput {
    requirePrice("entry_price", entryPrice);
    requirePrice("current_price", currentPrice);
    requireFinite("unrealized_pnl", unrealizedPnlPerUnit);
    requireFinite("best_pnl", bestPnlPerUnit);
    if (bestPnlPerUnit < unrealizedPnlPerUnit) {
      throw new IllegalArgumentException(
          "best_pnl must be >= unrealized_pnl, was "
              + bestPnlPerUnit
              + " < "
              + unrealizedPnlPerUnit);
    }
    requireFinite("age_sec", ageSec);
    if (currentStop.isPresent()) {
      requirePrice("current_sl", currentStop.getAsDouble());
    }
    if (!Double.isFinite(stopDistPct) || stopDistPct < 0) {
      throw new IllegalArgumentException(
          "stop_dist_pct must be finite and >= 0, was " + stopDistPct);
    }
  }

  /** Of a position that has never been better than now. */
  public static KernelInput atItsBest(
      Side side,
      double entryPrice,
      double currentPrice,
      double unrealizedPnlPerUnit,
      double ageSec,
      OptionalDouble currentStop,
      double stopDistPct,
      KillYardstick yardstick) {
    return new KernelInput(
        side,
        entryPrice,
        currentPrice,
        unrealizedPnlPerUnit,
        unrealizedPnlPerUnit,
        ageSec,
        currentStop,
        stopDistPct,
        yardstick);
  }

  private static void requirePrice(String field, double value) {
    if (!Double.isFinite(value) || value <= 0) {
      throw new IllegalArgumentException(field + " must be finite and > 0, was " + value);
    }
  }

  private static void requireFinite(String field, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(field + " must be finite, was " + value);
    }
  }
}
