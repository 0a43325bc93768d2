package quantum.kernel.value;

import java.math.BigDecimal;
import java.util.Locale;

/** Side of a position. A {@link #SHORT} earns when the price falls. */
public enum Side {
  LONG(1, OrderSide.BUY),
  SHORT(-1, OrderSide.SELL);

  private final int direction;
  private final OrderSide opening;

  Side(int direction, OrderSide opening) {
    this.direction = direction;
    this.opening = opening;
  }

  /** +1 for LONG, −1 for SHORT: profit per base unit is (price − entry) · direction. */
  public int direction() {
    return direction;
  }

  /** The order side that opens or adds to this position. */
  public OrderSide opening() {
    return opening;
  }

  /** The order side that reduces this position. */
  public OrderSide closing() {
    return opening.opposite();
  }

  public Side opposite() {
    return this == LONG ? SHORT : LONG;
  }

  /** Whether {@code a} is strictly better than {@code b} for this side: higher when LONG. */
  public boolean isBetter(double a, double b) {
    return direction * (a - b) > 0;
  }

  /** Whether {@code a} is strictly better than {@code b} for this side: higher when LONG. */
  public boolean isBetter(BigDecimal a, BigDecimal b) {
    int order = a.compareTo(b);
    return this == LONG ? order > 0 : order < 0;
  }

  /**
   * Reads both spellings in any case: LONG or BUY, SHORT or SELL.
   *
   * @throws IllegalArgumentException naming the text if it is neither
   */
  public static Side parse(String text) {
    return switch (text == null ? "" : text.strip().toUpperCase(Locale.ROOT)) {
      case "LONG", "BUY" -> LONG;
      case "SHORT", "SELL" -> SHORT;
      default ->
          throw new IllegalArgumentException(
              "side must be LONG, SHORT, BUY or SELL, was '" + text + "'");
    };
  }
}
