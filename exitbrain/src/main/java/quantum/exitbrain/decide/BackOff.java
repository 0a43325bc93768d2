package quantum.exitbrain.decide;

/**
 * When a failed ask may be repeated: 1, 2, 5, 10, 20, 30 s after each failure in a row (SPEC §7).
 *
 * @param failures in a row
 * @param untilMillis event time before which nothing is repeated
 */
record BackOff(int failures, long untilMillis) {
  static final BackOff NONE = new BackOff(0, Long.MIN_VALUE);

  private static final long[] SECONDS = {1, 2, 5, 10, 20, 30};

  boolean holds(long nowMillis) {
    return nowMillis < untilMillis;
  }

  BackOff failed(long nowMillis) {
    long pause = SECONDS[Math.min(failures, SECONDS.length - 1)];
    return new BackOff(failures + 1, nowMillis + pause * 1000);
  }
}
