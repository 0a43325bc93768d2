package quantum.kernel.tranche;

import java.math.BigDecimal;

/** The named steps in which profit is taken. */
public enum Tranche {
  PARTIAL_25(25),
  PARTIAL_50(50),
  PARTIAL_75(75);

  private final BigDecimal percent;

  Tranche(int percent) {
    this.percent = BigDecimal.valueOf(percent);
  }

  /** The tranche's own share, percent. */
  public BigDecimal percent() {
    return percent;
  }

  /**
   * The named step nearest to {@code percent}, the smaller one in the middle: how a rung of free
   * size is called in plans and logs.
   */
  public static Tranche nearest(double percent) {
    if (percent <= 37.5) {
      return PARTIAL_25;
    }
    return percent <= 62.5 ? PARTIAL_50 : PARTIAL_75;
  }
}
