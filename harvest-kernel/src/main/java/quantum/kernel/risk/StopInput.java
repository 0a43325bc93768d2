package quantum.kernel.risk;

import java.util.OptionalDouble;
import quantum.kernel.value.Side;

/**
 * The position side of a stop proposal.
 *
 * @param side of the position
 * @param currentPrice quote currency per base unit, &gt; 0
 * @param bestPrice best price for the side since entry: the highest for LONG, the lowest for SHORT
 * @param currentStop the present stop, &gt; 0, if there is one
 */
public record StopInput(
    Side side, double currentPrice, double bestPrice, OptionalDouble currentStop) {
  /**
   * @throws IllegalArgumentException naming the field and its value if one is out of range
   */
  public StopInput {
    requirePrice("current_price", currentPrice);
    requirePrice("best_price", bestPrice);
    if (currentStop.isPresent()) {
      requirePrice("current_sl", currentStop.getAsDouble());
    }
  }

  private static void requirePrice(String field, double value) {
    if (!Double.isFinite(value) || value <= 0) {
      throw new IllegalArgumentException(field + " must be finite and > 0, was " + value);
    }
  }
}
