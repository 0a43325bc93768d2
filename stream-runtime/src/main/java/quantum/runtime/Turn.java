package quantum.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.LeaseRecord;
import quantum.runtime.systemd.ServiceManager;

/**
 * One turn of an instance to act for its service: from the taking of the lease until it is given
 * back, or taken over by another one. Everything that acts is built for one turn, with its {@link
 * #redis()}, and goes with it: nothing that it believed is true after another instance has acted.
 */
final class Turn {
  private static final Logger log = LoggerFactory.getLogger(Turn.class);

  /** How soon a standby sees that the lease is free; with {@link Lease#LENGTH} below 10 s. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Lease lease;
  private final Redis redis;
  private final LeaseKeeper keeper;
  private final CountDownLatch over = new CountDownLatch(1);

  private Turn(Lease lease, Redis redis, LeaseKeeper keeper) {
    this.lease = lease;
    this.redis = redis;
    this.keeper = keeper;
  }

  /**
   * Waits for the turn, as a standby where another instance acts.
   *
   * @param stopping ends the wait
   * @param whenSuperseded called once, by the thread that finds out
   * @return empty if told to stop before it came
   */
  static Optional<Turn> await(
      Redis redis,
      String service,
      Health health,
      ServiceManager manager,
      CountDownLatch stopping,
      Runnable whenSuperseded)
      throws InterruptedException {
    Lease lease = new Lease(redis, service, whenSuperseded);
    Optional<LeaseRecord> told = Optional.empty();
    boolean stoodBy = false;
    do {
      try {
        Optional<LeaseRecord> holder = lease.take();
        health.has(Health.REDIS);
        if (holder.isEmpty()) {
          log.debug("[LEASE] token {}", lease.token());
          if (stoodBy) {
            log.info("[LEASE] {} acts from here on", service);
            health.endStandby(redis);
          }
          health.state(Health.State.STARTING);
          return Optional.of(
              new Turn(lease, redis.under(lease), new LeaseKeeper(lease, manager::silentNanos)));
        }
        if (!holder.map(LeaseRecord::token).equals(told.map(LeaseRecord::token))) {
          log.info("[LEASE] {} stands by: {}", service, inWords(holder.get()));
          health.state(Health.State.STANDBY, inWords(holder.get()));
        }
        told = holder;
        stoodBy = true;
      } catch (RuntimeException e) {
        if (!RedisUnavailable.is(e)) {
          throw refused(e, lease.key());
        }
        health.lacks(Health.REDIS, RedisUnavailable.waiting(e));
      }
      manager.standing();
    } while (!stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    if (stoodBy) {
      health.endStandby(redis);
    }
    return Optional.empty();
  }

  /** Names who acts, and since when. */
  static String inWords(LeaseRecord held) {
    return held.holder() + " acts since " + Instant.ofEpochMilli(held.sinceMillis());
  }

  private static RuntimeException refused(RuntimeException e, String key) {
    return RedisUnavailable.code(e).equals("NOPERM")
        ? new BadSettings(
            List.of(
                "REDIS_URL names a user who may not use "
                    + key
                    + ": give Redis the quantum.acl of this release ("
                    + e.getMessage()
                    + ")"))
        : e;
  }

  /** What to act with: writes nothing any more once another instance has taken over. */
  Redis redis() {
    return redis;
  }

  /** Whether nobody else has taken over, as far as is known. */
  boolean isHeld() {
    return lease.isHeld();
  }

  boolean isSuperseded() {
    return lease.isLost();
  }

  /** All that acted has ended: the next instance may act at once. */
  void end() {
    keeper.close();
    try {
      lease.release();
    } catch (RuntimeException e) {
      log.debug("Lease not given back: {}", e.getMessage()); // then it runs out
    }
    over.countDown();
  }

  /** Whether it has ended within that time. */
  boolean awaitEnd(long millis) throws InterruptedException {
    return over.await(millis, TimeUnit.MILLISECONDS);
  }
}
