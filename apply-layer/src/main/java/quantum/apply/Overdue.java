package quantum.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What could not be compared with the exchange for too long; told again each minute. */
final class Overdue {
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * @param what a symbol, or all positions
   */
  record Late(String what, long seconds, String why) {}

  private static final class Failing {
    private final long sinceNanos;
    private long toldNanos;
    private String why;

    Failing(long sinceNanos, long toldNanos) {
      this.sinceNanos = sinceNanos;
      this.toldNanos = toldNanos;
    }
  }

  private final long limitNanos;
  private final Map<String, Failing> failing = new TreeMap<>();

  Overdue(long limitSeconds) {
    this.limitNanos = TimeUnit.SECONDS.toNanos(limitSeconds);
  }

  synchronized void failed(String what, String why, long nowNanos) {
    failing.computeIfAbsent(what, w -> new Failing(nowNanos, nowNanos + limitNanos - AGAIN_NANOS))
            .why =
        why;
  }

  synchronized void compared(String what) {
    failing.remove(what);
  }

  /** Forgets what nobody compares any more. */
  synchronized void keep(Set<String> whats) {
    failing.keySet().retainAll(whats);
  }

  /** What is to be told now. */
  synchronized List<Late> late(long nowNanos) {
    List<Late> late = new ArrayList<>();
    failing.forEach(
        (what, one) -> {
          if (nowNanos - one.toldNanos >= AGAIN_NANOS) {
            one.toldNanos = nowNanos;
            long seconds = TimeUnit.NANOSECONDS.toSeconds(nowNanos - one.sinceNanos);
            late.add(new Late(what, seconds, one.why));
          }
        });
    return late;
  }
}
