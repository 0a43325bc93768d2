package quantum.runtime;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Keeps a repeated complaint from filling the log: each subject once a minute. Not thread-safe. */
public final class Throttle {
  private static final long EVERY_MILLIS = 60_000;

  private final Clock clock;
  private final Map<String, Long> saidAtMillis = new HashMap<>();

  public Throttle(Clock clock) {
    this.clock = clock;
  }

  /** Whether the subject is to be spoken of now; if so, not again for a minute. */
  public boolean allows(String subject) {
    long now = clock.millis();
    // a clock that was set back must not silence anybody
    saidAtMillis.values().removeIf(at -> Math.abs(now - at) >= EVERY_MILLIS);
    return saidAtMillis.putIfAbsent(subject, now) == null;
  }
}
