package quantum.kernel.exit;

/**
 * When a failed ask may be repeated: 1, 2, 5, 10, 20, 30 s after each failure in a row (SPEC §7);
 * where the answer is that there is nothing to act on, the pauses grow on to 60, 120, 300 s.
 *
 * @param failures in a row
 * @param untilMillis event time before which nothing is repeated
 */
public record Repetition(int failures, long untilMillis) {
  public static final Repetition NONE = new Repetition(0, 0);

  private static final long[] SECONDS = {1, 2, 5, 10, 20, 30, 60, 120, 300};
  private static final int FAILED_PAUSES = 6;

  // twice the longest: results and prices are stamped by different clocks
  private static final long MOST_MILLIS = 2 * 300_000;

  /** What is further away than any pause was counted from a time that never came: void. */
  public boolean holds(long nowMillis) {
    return nowMillis < untilMillis && untilMillis - nowMillis <= MOST_MILLIS;
  }

  /** The ask failed: what failed once may succeed the next time. */
  public Repetition failed(long nowMillis) {
    return after(nowMillis, FAILED_PAUSES);
  }

  /** The ask was answered with a reason why it cannot be carried out. */
  public Repetition declined(long nowMillis) {
    return after(nowMillis, SECONDS.length);
  }

  /** Whether the latest pause is the first one longer than a failure's: worth a word. */
  public boolean turnedPatient() {
    return failures == FAILED_PAUSES + 1;
  }

  private Repetition after(long nowMillis, int pauses) {
    long pause = SECONDS[Math.min(failures, pauses - 1)];
    return new Repetition(failures + 1, nowMillis + pause * 1000);
  }
}
