package quantum.apply;

/**
 * The exchange or Redis has not answered what is needed to go on. The task keeps its place at the
 * head of its lane and is begun anew later, from what Redis and the exchange say then: waiting and
 * recovering after a crash are the same way.
 */
final class NotNow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A venue that is only busy says less. */
  private static final long LONG_MILLIS = 1_000;

  /** After this a difference that has no explanation yet is looked at once more. */
  static final long LOOK_AGAIN_MILLIS = 300;

  private final long afterMillis;
  private final boolean everybody;

  /** A wait of one task, which concerns nobody else. */
  NotNow(long afterMillis, String why) {
    this(afterMillis, false, why);
  }

  private NotNow(long afterMillis, boolean everybody, String why) {
    super(why, null, false, false);
    this.afterMillis = afterMillis;
    this.everybody = everybody;
  }

  /** The exchange's own word: a long one is meant for everybody (429, 418, maintenance). */
  static NotNow ofVenue(long afterMillis, String why) {
    return new NotNow(afterMillis, afterMillis > LONG_MILLIS, why);
  }

  /** Whether no other task should call the exchange either until then. */
  boolean concernsEverybody() {
    return everybody;
  }

  long afterMillis() {
    return afterMillis;
  }
}
