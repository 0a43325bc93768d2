package quantum.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a lease while the loops of the service go round.
 *
 * <p>The loops themselves do not: one of them may stand in a call to the exchange for longer than
 * the lease lasts, and is in good order. But no thread of its own keeps the lease for a loop that
 * hangs: one that has not come round for {@value #PATIENCE_SECONDS} s, which is when systemd ends
 * the process too, and the lease runs out.
 */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final Duration PACE = Duration.ofSeconds(2);
  private static final Duration PACE_FAILED = Duration.ofMillis(500);
  private static final long PATIENCE_SECONDS = 30;

  private final Lease lease;
  private final LongSupplier silentNanos;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean hanging;

  /**
   * @param silentNanos for how long the most silent loop has not come round
   */
  LeaseKeeper(Lease lease, LongSupplier silentNanos) {
    this.lease = lease;
    this.silentNanos = silentNanos;
    Thread.ofPlatform().daemon().name("lease").start(this::keep);
  }

  private void keep() {
    Duration pause = PACE;
    try {
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = mayRenew() ? renewed() : PACE_FAILED;
        if (lease.isLost()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean mayRenew() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(silentNanos.getAsLong());
    boolean hangs = seconds >= PATIENCE_SECONDS;
    if (hangs && !hanging) {
      log.error("[LEASE] not renewed: a loop has not come round for {} s", seconds);
    }
    hanging = hangs;
    return !hangs;
  }

  private Duration renewed() {
    try {
      lease.renew();
      return PACE;
    } catch (RuntimeException e) {
      log.debug("Lease not renewed: {}", e.getMessage()); // the loops report the outage
      return PACE_FAILED;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
