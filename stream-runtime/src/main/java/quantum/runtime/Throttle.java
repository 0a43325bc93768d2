package quantum.runtime;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps a repeated complaint from filling the log: each subject so many times a minute, once if
 * nothing else is said. Thread-safe.
 */
public final class Throttle {
  private static final long EVERY_MILLIS = 60_000;

  /** Subjects may be foreign text: a source that invents them must not fill the memory. */
  private static final int MOST_SUBJECTS = 10_000;

  private static final class Minute {
    private final long beganMillis;
    private int said;

    Minute(long beganMillis) {
      this.beganMillis = beganMillis;
    }
  }

  private final Clock clock;
  private final Map<String, Minute> minutes = new HashMap<>();

  public Throttle(Clock clock) {
    this.clock = clock;
  }

  /** Whether the subject is to be spoken of now; if so, not again for a minute. */
  public boolean allows(String subject) {
    return count(subject) == 1;
  }

  /** How often the subject came within the minute that began with its first time, this included. */
  public synchronized int count(String subject) {
    long now = clock.millis();
    // a clock that was set back must not silence anybody
    minutes.values().removeIf(minute -> Math.abs(now - minute.beganMillis) >= EVERY_MILLIS);
    if (minutes.size() >= MOST_SUBJECTS && !minutes.containsKey(subject)) {
      return Integer.MAX_VALUE;
    }
    return ++minutes.computeIfAbsent(subject, _ -> new Minute(now)).said;
  }
}
