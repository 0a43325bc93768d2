package quantum.apply;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What could not be compared with the exchange, since when and why. */
final class Overdue {
  /**
   * @param what a symbol, or all positions
   */
  record Late(String what, long seconds, String why) {}

  private record Failing(long sinceNanos, String why) {}

  /** Without a comparison for so long, nobody knows what is open. */
  private static final long LATE_SECONDS = 120;

  private final long limitSeconds;
  private final Map<String, Failing> failing = new TreeMap<>();

  Overdue(long limitSeconds) {
    this.limitSeconds = limitSeconds;
  }

  /** For comparisons that come round in so many seconds. */
  static Overdue every(int seconds) {
    return new Overdue(Math.max(LATE_SECONDS, 2L * seconds));
  }

  synchronized void failed(String what, String why, long nowNanos) {
    failing.merge(
        what, new Failing(nowNanos, why), (first, now) -> new Failing(first.sinceNanos, now.why));
  }

  synchronized void compared(String what) {
    failing.remove(what);
  }

  /** Forgets what nobody compares any more. */
  synchronized void keep(Set<String> whats) {
    failing.keySet().retainAll(whats);
  }

  synchronized boolean isFailing(String what) {
    return failing.containsKey(what);
  }

  /** What has failed for longer than the limit. */
  synchronized List<Late> late(long nowNanos) {
    return failing.entrySet().stream()
        .map(
            entry ->
                new Late(
                    entry.getKey(),
                    TimeUnit.NANOSECONDS.toSeconds(nowNanos - entry.getValue().sinceNanos),
                    entry.getValue().why))
        .filter(late -> late.seconds >= limitSeconds)
        .toList();
  }
}
