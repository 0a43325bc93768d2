package quantum.runtime;

import java.time.Duration;
import java.time.Instant;
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

  /** What {@link Health#lacks} is told about. */
  private static final String LACKING = "lease";

  /** How soon a standby sees that the lease is free; with {@link Lease#LENGTH} below 10 s. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Optional<Lease> lease;
  private final Redis redis;
  private final Runnable endKeeping;
  private final CountDownLatch over = new CountDownLatch(1);

  private Turn(Optional<Lease> lease, Redis redis, Runnable endKeeping) {
    this.lease = lease;
    this.redis = redis;
    this.endKeeping = endKeeping;
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
    do {
      try {
        Optional<LeaseRecord> holder = lease.take();
        health.has(Health.REDIS);
        if (holder.isEmpty()) {
          log.debug("[LEASE] token {}", lease.token());
          if (told.isPresent()) {
            log.info("[LEASE] {} acts from here on", service);
          }
          health.state(Health.State.STARTING);
          return Optional.of(
              new Turn(
                  Optional.of(lease),
                  redis.under(lease),
                  new LeaseKeeper(lease, manager::silentNanos)::close));
        }
        if (!holder.map(LeaseRecord::token).equals(told.map(LeaseRecord::token))) {
          log.info("[LEASE] {} stands by: {}", service, inWords(holder.get()));
        }
        health.state(Health.State.STANDBY, inWords(holder.get()));
        told = holder;
      } catch (RuntimeException e) {
        if (RedisUnavailable.code(e).equals("NOPERM")) {
          return Optional.of(unfenced(redis, lease.key(), health, e));
        }
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
        health.lacks(Health.REDIS, RedisUnavailable.waiting(e));
        health.state(Health.State.DEGRADED);
      }
      manager.standing();
    } while (!stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    return Optional.empty();
  }

  /** Names who acts, and since when. */
  static String inWords(LeaseRecord held) {
    return held.holder() + " acts since " + Instant.ofEpochMilli(held.sinceMillis());
  }

  /**
   * The users of an older quantum.acl: their services go on as they did under it, which is better
   * than not at all, and say what that costs.
   */
  private static Turn unfenced(Redis redis, String key, Health health, RuntimeException refused) {
    String says =
        "nothing keeps a second instance from acting: this Redis user may not use "
            + key
            + ", give Redis the users of this release (configure_redis.sh --acl) and restart";
    log.warn("[LEASE] {} ({})", says, refused.getMessage());
    health.lacks(LACKING, says);
    return new Turn(Optional.empty(), redis, () -> {});
  }

  /** What to act with: writes nothing any more once another instance has taken over. */
  Redis redis() {
    return redis;
  }

  /** Whether nobody else has taken over, as far as is known. */
  boolean isHeld() {
    return lease.isEmpty() || lease.get().isHeld();
  }

  boolean isSuperseded() {
    return lease.filter(Lease::isLost).isPresent();
  }

  /** All that acted has ended: the next instance may act at once. */
  void end() {
    endKeeping.run();
    try {
      lease.ifPresent(Lease::release);
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
