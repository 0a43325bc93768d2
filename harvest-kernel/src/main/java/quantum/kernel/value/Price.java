package quantum.kernel.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Quote currency per base unit, &gt; 0. */
public record Price(BigDecimal value) implements Comparable<Price> {
  /**
   * @throws IllegalArgumentException naming the value if it is not positive
   */
  public Price {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("price must be > 0, was " + Decimals.plain(value));
    }
  }

  public static Price of(String text) {
    return new Price(Decimals.parse(text));
  }

  public static Price of(double value) {
    return new Price(Decimals.of(value));
  }

  public double asDouble() {
    return value.doubleValue();
  }

  /** The nearest multiple of {@code tick} that is not above this price. */
  public Price floorTo(BigDecimal tick) {
    return onTick(tick, RoundingMode.FLOOR);
  }

  /** The nearest multiple of {@code tick} that is not below this price. */
  public Price ceilTo(BigDecimal tick) {
    return onTick(tick, RoundingMode.CEILING);
  }

  private Price onTick(BigDecimal tick, RoundingMode rounding) {
    return new Price(value.divide(tick, 0, rounding).multiply(tick));
  }

  @Override
  public int compareTo(Price other) {
    return value.compareTo(other.value);
  }

  /** Numeric: 98 and 98.00 are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Price(BigDecimal theirs) && value.compareTo(theirs) == 0;
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
