package quantum.kernel.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Base units, ≥ 0; the side says the direction. */
public record Quantity(BigDecimal value) implements Comparable<Quantity> {
  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /**
   * @throws IllegalArgumentException naming the value if it is negative
   */
  public Quantity {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("quantity must be >= 0, was " + Decimals.plain(value));
    }
  }

  public static Quantity of(String text) {
    return new Quantity(Decimals.parse(text));
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  public double asDouble() {
    return value.doubleValue();
  }

  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value));
  }

  /**
   * @throws IllegalArgumentException if {@code other} is larger
   */
  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value));
  }

  public Quantity min(Quantity other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** {@code percent} of this quantity, exact: 75 of 1.83 is 1.3725. */
  public Quantity percent(BigDecimal percent) {
    return new Quantity(value.multiply(percent).divide(HUNDRED));
  }

  /** The largest multiple of {@code step} that is not above this quantity; never rounds up. */
  public Quantity floorTo(BigDecimal step) {
    return new Quantity(value.divide(step, 0, RoundingMode.DOWN).multiply(step));
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  /** Numeric: 98 and 98.00 are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity(BigDecimal theirs) && value.compareTo(theirs) == 0;
  }

  @Override
  public int hashCode() {
    return value.stripTrailingZeros().hashCode();
  }

  /** Plain decimal text without trailing zeros. */
  @Override
  public String toString() {
    return Decimals.plain(value);
  }
}
