package quantum.replay.compare;

/**
 * The same entry under two settings.
 *
 * @param one realized R under the setting in question
 * @param other realized R under the setting that it is compared with
 */
public record Paired(Block block, double one, double other) {
  public Paired {
    if (!Double.isFinite(one) || !Double.isFinite(other)) {
      throw new IllegalArgumentException("R must be finite, was " + one + " and " + other);
    }
  }

  /** one − other, R. */
  public double difference() {
    return one - other;
  }
}
