package quantum.kernel.market;

import java.util.Arrays;

/**
 * The slopes around a median, sorted by buckets of equal width and not within them: that one comes
 * or goes costs a step or two, and a median is looked for in the one bucket that holds it. Not
 * thread-safe.
 *
 * <p>A slope is kept as the pair of points that it belongs to. One that goes is only counted out;
 * what is left of it is swept away when its bucket is full or looked into. The bucket in the middle
 * holds one value only, of which a market that stands still has thousands, and the two at the ends
 * what is further away: of these three the slopes are only counted.
 */
final class SlopeBuckets {
  private static final int SLOPES_A_BUCKET = 8;

  /** Beyond so many in one bucket it is worth while to share them out anew. */
  private static final int CROWD = 512;

  /** Sharing out costs as much as many a look into a crowd. */
  private static final int PATIENCE = 64;

  /** A pair is the number of its first point and the distance to the other one, 16 bits each. */
  private static final int GAP_BITS = 16;

  private static final int GAP_MASK = (1 << GAP_BITS) - 1;

  private final double[] inverse;
  private final double share;
  private final int[] entering;
  private double centre;
  private double perWidth;

  /** Index of the bucket in the middle, and of the one at the upper end. */
  private int middle;

  private int last;
  private int[][] pairs = {};

  /** How many pairs stand in a bucket, and how many of its slopes have not gone. */
  private int[] filled = {};

  private int[] live = {};

  /** The bucket where the last look ended, and how many slopes are in those before it. */
  private int at;

  private int before;
  private int age;
  private double[] scratch = {};

  /**
   * @param inverse of the distances of the points
   * @param share of all slopes that are kept
   */
  SlopeBuckets(double[] inverse, double share) {
    this.inverse = inverse;
    this.share = share;
    this.entering = new int[inverse.length];
  }

  /** Takes all slopes of the points that end before {@code end}, in place of what was there. */
  void fill(TheilSen.Bracket around, double[] values, int end, int newest) {
    int points = inverse.length;
    shape(around, TheilSen.pairs(points));
    for (int gap = 1; gap < points; gap++) {
      double perStep = inverse[gap];
      for (int first = end - points; first + gap < end; first++) {
        int bucket = bucket((values[first + gap] - values[first]) * perStep);
        live[bucket]++;
        if (isKept(bucket) == 1) {
          keep(bucket, newest - (end - 1 - first) << GAP_BITS | gap, newest);
        }
      }
    }
  }

  private void shape(TheilSen.Bracket around, int all) {
    int half = Math.max(1, (int) (share * all / SLOPES_A_BUCKET / 2));
    middle = half + 2;
    last = 2 * middle;
    if (live.length <= last) {
      pairs = Arrays.copyOf(pairs, last + 1);
      filled = new int[last + 1];
      live = new int[last + 1];
    }
    Arrays.fill(filled, 0);
    Arrays.fill(live, 0);
    at = 0;
    before = 0;
    age = 0;
    centre = around.centre();
    perWidth = half / Math.max(around.high() - centre, centre - around.low());
    if (!(perWidth < Double.MAX_VALUE)) {
      perWidth = 0; // all equal, or as good as that
    }
  }

  /** Grows with the slope, so slopes of two buckets are in the order of the buckets. */
  private int bucket(double slope) {
    double off = slope - centre;
    int furthest = middle - 1;
    // cut before the sign is added: of a width of some last bits, what is further off than that is
    // the largest int, and one more would be the smallest
    int steps = Math.max(-furthest, Math.min(furthest, (int) (off * perWidth)));
    // the sign by its bits: a branch would be mispredicted every second time
    return steps + Long.signum(Double.doubleToRawLongBits(off)) + middle;
  }

  /** 1 if the slopes of a bucket are kept, 0 if they are only counted. */
  private int isKept(int bucket) {
    return (-bucket & bucket - last & (bucket - middle | middle - bucket)) >>> 31;
  }

  /** The slopes between a point and all after it go. */
  void leave(double[] values, int oldest) {
    double from = values[oldest];
    int less = 0;
    for (int gap = 1; gap < inverse.length; gap++) {
      int bucket = bucket((values[oldest + gap] - from) * inverse[gap]);
      live[bucket]--;
      less += bucket - at >>> 31;
    }
    before -= less;
  }

  /**
   * The slopes between a point and all before it come.
   *
   * @param at where it stands
   * @param newest its number
   */
  void enter(double[] values, int at, int newest) {
    double to = values[at];
    int less = 0;
    int kept = 0;
    for (int gap = 1; gap < inverse.length; gap++) {
      int bucket = bucket((to - values[at - gap]) * inverse[gap]);
      live[bucket]++;
      less += bucket - this.at >>> 31;
      // written always, kept sometimes: no branch to mispredict
      entering[kept] = bucket << GAP_BITS | gap;
      kept += isKept(bucket);
    }
    before += less;
    for (int i = 0; i < kept; i++) {
      int gap = entering[i] & GAP_MASK;
      keep(entering[i] >>> GAP_BITS, newest - gap << GAP_BITS | gap, newest);
    }
  }

  private void keep(int bucket, int pair, int newest) {
    int size = filled[bucket];
    int[] kept = pairs[bucket];
    if (kept == null || size == kept.length) {
      size = sweep(bucket, newest);
      kept = pairs[bucket];
    }
    kept[size] = pair;
    filled[bucket] = size + 1;
  }

  /** Makes room in a bucket. */
  private int sweep(int bucket, int newest) {
    int[] kept = pairs[bucket];
    if (kept == null) {
      pairs[bucket] = new int[2 * SLOPES_A_BUCKET];
      return 0;
    }
    int size = 0;
    for (int pair : kept) {
      kept[size] = pair;
      size += isLive(pair, newest) ? 1 : 0;
    }
    if (2 * size > kept.length) {
      pairs[bucket] = Arrays.copyOf(kept, 2 * kept.length);
    }
    return size;
  }

  private boolean isLive(int pair, int newest) {
    return age(pair, newest) < inverse.length;
  }

  /** Points since the first one of a pair. */
  private static int age(int pair, int newest) {
    return newest - (pair >>> GAP_BITS) & GAP_MASK;
  }

  /** Whether the slopes of both ranks are among those that are kept. */
  boolean hold(int lowerRank, int upperRank) {
    seek(lowerRank);
    return at != 0 && at != last && upperRank < total() - live[last];
  }

  private int total() {
    return TheilSen.pairs(inverse.length);
  }

  /**
   * Whether the slope of a rank is one of so many in its bucket that all had better be taken anew.
   */
  boolean areWorn(int rank) {
    seek(rank);
    return ++age > PATIENCE && at != middle && live[at] > CROWD;
  }

  /**
   * The middle between the slopes of two ranks, counted from 0, which are equal or neighbours.
   *
   * @param end where the newest point stands
   */
  double between(int lowerRank, int upperRank, double[] values, int end, int newest) {
    seek(lowerRank);
    if (upperRank < before + live[at]) {
      return inBucket(lowerRank - before, upperRank - before, values, end, newest);
    }
    double lower = inBucket(lowerRank - before, lowerRank - before, values, end, newest);
    seek(upperRank);
    double upper = inBucket(upperRank - before, upperRank - before, values, end, newest);
    return lower + (upper - lower) / 2;
  }

  private void seek(int rank) {
    while (rank < before) {
      before -= live[--at];
    }
    while (rank >= before + live[at]) {
      before += live[at++];
    }
  }

  private double inBucket(int lowerRank, int upperRank, double[] values, int end, int newest) {
    if (at == middle) {
      return centre;
    }
    int[] kept = pairs[at];
    if (scratch.length < kept.length) {
      scratch = new double[kept.length];
    }
    int count = 0;
    for (int i = 0; i < filled[at]; i++) {
      int pair = kept[i];
      int first = end - age(pair, newest);
      if (isLive(pair, newest)) {
        int gap = pair & GAP_MASK;
        kept[count] = pair;
        scratch[count++] = (values[first + gap] - values[first]) * inverse[gap];
      }
    }
    filled[at] = count;
    return Medians.between(scratch, count, lowerRank, upperRank);
  }
}
