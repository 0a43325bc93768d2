package quantum.kernel.value;

/** Profit in units of the risk taken at entry; negative is a loss. Finite. */
public record RMultiple(double value) implements Comparable<RMultiple> {
  /**
   * @throws IllegalArgumentException naming the value if it is not finite
   */
  public RMultiple {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("R must be finite, was " + value);
    }
  }

  public boolean atLeast(double threshold) {
    return value >= threshold;
  }

  @Override
  public int compareTo(RMultiple other) {
    return Double.compare(value, other.value);
  }
}
