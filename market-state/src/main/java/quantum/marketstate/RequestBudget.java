package quantum.marketstate;

/**
 * What of the venue's request weight (2400 a minute and address) the history may use. Half of it:
 * others ask from the same address.
 */
final class RequestBudget {
  private static final double FULL = 1000;
  private static final double PER_MILLI = 1200 / 60_000.0;

  private double left = FULL;
  private long countedAtMillis;

  RequestBudget(long nowMillis) {
    countedAtMillis = nowMillis;
  }

  /** Takes the weight of a klines request of this limit, if there is as much left. */
  boolean take(int limit, long nowMillis) {
    left = Math.min(FULL, left + (nowMillis - countedAtMillis) * PER_MILLI);
    countedAtMillis = nowMillis;
    int weight = weight(limit);
    if (left < weight) {
      return false;
    }
    left -= weight;
    return true;
  }

  /** The venue's own table. */
  private static int weight(int limit) {
    if (limit < 100) {
      return 1;
    }
    return limit < 500 ? 2 : limit <= 1000 ? 5 : 10;
  }
}
