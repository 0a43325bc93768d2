package quantum.runtime;

import java.time.Duration;

/** How long to wait before the next try: twice as long each time, up to a longest pause. */
public final class BackOff {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  public BackOff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** For Redis: 0.1 s up to 2 s. */
  public static BackOff ofRedis() {
    return new BackOff(Duration.ofMillis(100), Duration.ofSeconds(2));
  }

  /** The pause to make now, in milliseconds; the next one is longer. */
  public long nextMillis() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(longest) < 0 ? twice : longest;
    return now.toMillis();
  }

  /** The pause that the next failure costs, in milliseconds. */
  public long millis() {
    return next.toMillis();
  }

  /** It worked: the next pause is the first again. */
  public void reset() {
    next = first;
  }
}
