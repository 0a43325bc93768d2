package quantum.kernel.tranche;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import quantum.kernel.value.Quantity;

/** What the percent of a tranche is a percent of (SPEC §7, HARVEST_QTY_BASIS). */
public enum QuantityBasis {
  /** What is open now. */
  CURRENT,
  /** What the position had when it was whole. */
  INITIAL;

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int PERCENT_SCALE = 12;

  /**
   * Reads {@code current} or {@code initial} in any case.
   *
   * @throws IllegalArgumentException naming the text if it is neither
   */
  public static QuantityBasis parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "current" -> CURRENT;
      case "initial" -> INITIAL;
      default ->
          throw new IllegalArgumentException(
              "quantity basis must be current or initial, was '" + text + "'");
    };
  }

  /**
   * {@code percent} of this basis as a percent of what is open now, at most 100.
   *
   * @param percent 0 to 100
   * @param open &gt; 0
   */
  public BigDecimal percentOfOpen(BigDecimal percent, Quantity initial, Quantity open) {
    return switch (this) {
      case CURRENT -> percent.min(HUNDRED);
      // up, by 1e-12 %: 30 % of 10 out of 7 must floor to 3 and not to 2.9999…
      case INITIAL ->
          initial
              .value()
              .multiply(percent)
              .divide(open.value(), PERCENT_SCALE, RoundingMode.CEILING)
              .min(HUNDRED);
    };
  }
}
