package quantum.kernel.value;

/** Leverage of a position, finite and ≥ 0; formulas use {@link #atLeastOne()}. */
public record Leverage(double value) {
  public static final Leverage NONE = new Leverage(1);

  /**
   * @throws IllegalArgumentException naming the value if it is negative or not finite
   */
  public Leverage {
    if (!Double.isFinite(value) || value < 0) {
      throw new IllegalArgumentException("leverage must be >= 0, was " + value);
    }
  }

  public double atLeastOne() {
    return Math.max(value, 1);
  }
}
