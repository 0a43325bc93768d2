package quantum.replay.compare;

/**
 * How much better one setting did than another, on average over the same entries.
 *
 * @param entries that were compared
 * @param blocks that they come from
 * @param mean of one − other, R
 * @param low lower bound of the interval of {@link #LEVEL}, R
 * @param high its upper bound, R
 */
public record Difference(int entries, int blocks, double mean, double low, double high) {
  /** How often such an interval holds the true difference, if there are blocks enough. */
  public static final double LEVEL = 0.9;

  /**
   * Below so many blocks the interval is too narrow. Of 2000 data sets of noise it held the truth
   * in 78 % with 5 blocks, 85 % with 10, 87 % with 20, 89 % with 30 and 90 % with 60.
   */
  public static final int LEAST_BLOCKS = 20;

  /** Whether 0 lies outside the interval. */
  public boolean isShown() {
    return low > 0 || high < 0;
  }

  /** Whether there are blocks enough to believe the interval. */
  public boolean isTrusted() {
    return blocks >= LEAST_BLOCKS;
  }
}
