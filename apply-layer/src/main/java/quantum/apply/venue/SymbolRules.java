package quantum.apply.venue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * What the venue takes as a MARKET order of a symbol.
 *
 * @param status {@value #TRADING}, or the venue's word for why nothing is traded now
 * @param marketStep base units, &gt; 0: every quantity is a multiple of it
 * @param marketMin least quantity of one order, base units
 * @param marketMax largest quantity of one order, base units
 * @param tick quote currency, &gt; 0: every price is a multiple of it
 * @param minNotional least quantity × price of an order that is not reduce-only, quote currency
 */
public record SymbolRules(
    Symbol symbol,
    String status,
    BigDecimal marketStep,
    Quantity marketMin,
    Quantity marketMax,
    BigDecimal tick,
    BigDecimal minNotional) {
  public static final String TRADING = "TRADING";

  /**
   * @throws IllegalArgumentException naming the symbol if a step is not positive or the largest
   *     order is below the least one or below one step
   */
  public SymbolRules {
    if (marketStep.signum() <= 0 || tick.signum() <= 0) {
      throw new IllegalArgumentException(
          symbol + ": step and tick must be > 0, were " + marketStep + " and " + tick);
    }
    if (marketMax.compareTo(marketMin) < 0 || marketMax.value().compareTo(marketStep) < 0) {
      throw new IllegalArgumentException(
          symbol + ": the largest order " + marketMax + " is below the least one");
    }
  }

  /** Whether the symbol is open for trading. */
  public boolean trading() {
    return status.equals(TRADING);
  }

  /** The largest quantity on the step that is not above {@code quantity}. */
  public Quantity floor(Quantity quantity) {
    return quantity.floorTo(marketStep);
  }

  /**
   * Whether what is left of {@code quantity} on the step could be ordered at all: at least the
   * least quantity and not nothing. Notional value does not count, since an exit is exempt from it.
   */
  public boolean tradable(Quantity quantity) {
    return floor(quantity).compareTo(least()) >= 0;
  }

  /**
   * How much of a position to close for a percentage of it: floored to the step, and the whole if
   * the remainder could not be traded alone. A part below the least order becomes that if at least
   * half of it was wanted: a tranche must never grow to the whole position.
   *
   * @param open base units open now
   * @param percent of it, 0 to 100
   * @return zero if the part is below one step or half of the least order; never above {@code open}
   */
  public Quantity closing(Quantity open, BigDecimal percent) {
    Quantity wanted = open.percent(percent).min(open);
    Quantity part = floor(wanted);
    if (part.compareTo(floor(open)) < 0 && part.compareTo(least()) < 0) {
      boolean nearly = !part.isZero() && wanted.plus(wanted).compareTo(least()) >= 0;
      part = nearly ? least().min(floor(open)) : Quantity.ZERO;
    }
    return part.isZero() || tradable(open.minus(part)) ? part : floor(open);
  }

  /**
   * The orders that trade {@code quantity}: each within the venue's bounds, together its floor. No
   * part at all if it is not {@link #tradable}.
   */
  public List<Quantity> split(Quantity quantity) {
    Quantity rest = floor(quantity);
    Quantity largest = floor(marketMax);
    Quantity least = least();
    List<Quantity> parts = new ArrayList<>();
    while (rest.compareTo(largest) > 0) {
      Quantity after = rest.minus(largest);
      // what would be left must be an order of its own, so this part leaves enough for it
      Quantity part = after.compareTo(least) < 0 ? rest.minus(least) : largest;
      if (part.compareTo(least) < 0) {
        break;
      }
      parts.add(part);
      rest = rest.minus(part);
    }
    if (rest.compareTo(least) >= 0) {
      parts.add(rest.min(largest));
    }
    return List.copyOf(parts);
  }

  /** The least order that lies on the step. */
  public Quantity least() {
    BigDecimal steps =
        marketMin.value().divide(marketStep, 0, RoundingMode.CEILING).max(BigDecimal.ONE);
    return new Quantity(steps.multiply(marketStep));
  }
}
