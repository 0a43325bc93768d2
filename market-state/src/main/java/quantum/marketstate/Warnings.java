package quantum.marketstate;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what was wrong with the venue's messages, one line in ten seconds however many there are.
 */
final class Warnings {
  private static final Logger log = LoggerFactory.getLogger(Warnings.class);
  private static final long EVERY_MILLIS = 10_000;

  private final LongSupplier monotonicMillis;
  private long nextAtMillis;
  private long unsaid;

  Warnings(LongSupplier monotonicMillis) {
    this.monotonicMillis = monotonicMillis;
    this.nextAtMillis = monotonicMillis.getAsLong();
  }

  void bad(String what) {
    long now = monotonicMillis.getAsLong();
    if (now < nextAtMillis) {
      unsaid++;
      return;
    }
    nextAtMillis = now + EVERY_MILLIS;
    if (unsaid == 0) {
      log.warn("[MARKET] not usable: {}", what);
    } else {
      log.warn("[MARKET] not usable: {} (and {} more since the last such line)", what, unsaid);
    }
    unsaid = 0;
  }
}
