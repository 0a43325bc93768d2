package quantum.runtime;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Oddity;

/**
 * Optional fields that were there and could not be read: each is counted, and named once a minute
 * per field and writer. Thread-safe.
 */
public final class Oddities {
  private static final Logger log = LoggerFactory.getLogger(Oddities.class);

  private final Throttle throttle;
  private final AtomicLong seen = new AtomicLong();

  Oddities(Clock clock) {
    this.throttle = new Throttle(clock);
  }

  /**
   * @param place stream or key where they stood; stands in for a writer that does not name itself
   */
  public void seen(String place, List<Oddity> oddities) {
    for (Oddity odd : oddities) {
      seen.incrementAndGet();
      String writer = odd.writer().isEmpty() ? place : odd.writer();
      if (throttle.allows(odd.field() + ' ' + writer)) {
        log.warn(
            "Taken for missing: {} in {} by {}",
            Commit.oneLine(odd.reason()),
            place,
            Commit.oneLine(writer));
      }
    }
  }

  /** Since the service started. */
  long total() {
    return seen.get();
  }
}
