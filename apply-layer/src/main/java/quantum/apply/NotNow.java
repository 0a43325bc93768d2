package quantum.apply;

/**
 * The exchange or Redis has not answered what is needed to go on. The task keeps its place at the
 * head of its lane and is begun anew later, from what Redis and the exchange say then: waiting and
 * recovering after a crash are the same way.
 */
final class NotNow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long afterMillis;

  NotNow(long afterMillis, String why) {
    super(why, null, false, false);
    this.afterMillis = afterMillis;
  }

  long afterMillis() {
    return afterMillis;
  }
}
