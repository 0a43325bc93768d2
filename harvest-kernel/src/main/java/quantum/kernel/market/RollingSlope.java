package quantum.kernel.market;

/**
 * The Theil–Sen slope of the latest points of a sequence, point by point. Not thread-safe.
 *
 * <p>With a new point n − 1 of the n(n−1)/2 slopes go and as many come. So those around the median
 * are kept in buckets, with the number of slopes below them; only once the median has wandered out
 * of them are all slopes looked at again. The median is the same as {@link TheilSen}'s to the last
 * bit, whatever the buckets are: a slope is computed alike whenever it is asked for.
 */
final class RollingSlope {
  /** Keeps little, as whoever follows hundreds of symbols from minute to minute has to. */
  static final double SPARING = 0.15;

  /** Fastest for long sequences, with three times the memory. */
  static final double GENEROUS = 0.5;

  private final double[] inverse;
  private final double share;
  private final int lowerRank;
  private final int upperRank;
  private final SlopeBuckets buckets;
  private int newest;
  private boolean known;

  /**
   * @param share of all slopes that are kept: more are more to keep, fewer are wandered out of more
   *     often
   */
  RollingSlope(int points, double share) {
    this.share = share;
    int pairs = TheilSen.pairs(points);
    inverse = TheilSen.inverses(points);
    lowerRank = (pairs - 1) / 2;
    upperRank = pairs / 2;
    buckets = new SlopeBuckets(inverse, share);
  }

  /**
   * The slope of the points that end before {@code end}; to be asked for each of them in turn.
   *
   * @param values from the second call on also holds the point that has just left
   */
  double next(double[] values, int end) {
    newest++;
    if (known) {
      buckets.leave(values, end - 1 - inverse.length);
      buckets.enter(values, end - 1, newest);
    }
    if (!known || !buckets.hold(lowerRank, upperRank) || buckets.areWorn(lowerRank)) {
      lookAtAll(values, end);
    }
    return buckets.between(lowerRank, upperRank, values, end - 1, newest)
        + 0.0; // not −0.0, as TheilSen
  }

  private void lookAtAll(double[] values, int end) {
    known = true;
    for (double part = share; part < 1; part *= 2) {
      buckets.fill(TheilSen.bracket(values, end, inverse, part), values, end, newest);
      if (buckets.hold(lowerRank, upperRank)) {
        return;
      }
    }
    buckets.fill(TheilSen.Bracket.ALL, values, end, newest);
  }
}
