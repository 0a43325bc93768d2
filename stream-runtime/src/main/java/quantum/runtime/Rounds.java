package quantum.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.runtime.systemd.Heartbeat;

/**
 * Does the same work again and again at a pace of the wall clock, for services that look at Redis
 * instead of being sent entries.
 *
 * <p>The pace is from start to start; a round that takes longer is followed by the next one at
 * once, and nothing is made up for. While Redis is away the rounds go on and fail: one warning, one
 * line when it is back.
 */
public final class Rounds implements RunningService {
  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Duration pace;
  private final Runnable round;
  private final Health health;
  private final Heartbeat heartbeat;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param pace &gt; 0
   * @param round throws {@link RedisUnavailable} or Lettuce's exception of an outage if it could
   *     not be done; any other exception ends the service
   */
  public Rounds(Duration pace, Runnable round, Health health) {
    if (!pace.isPositive()) {
      throw new IllegalArgumentException("pace must be > 0, was " + pace);
    }
    this.pace = pace;
    this.round = round;
    this.health = health;
    this.heartbeat = health.loop("rounds");
  }

  /** One round instead of many; an outage of Redis is passed on. */
  public static RunningService once(Runnable round) {
    return new RunningService() {
      @Override
      public void run() {
        round.run();
      }

      @Override
      public void stop() {
        // a round is short
      }
    };
  }

  @Override
  public void run() throws InterruptedException {
    boolean away = false;
    long due = System.nanoTime();
    do {
      try {
        round.run();
        heartbeat.ready();
        if (away) {
          log.info("Redis is back");
          health.alarms().end(Alarm.KEY_AWAITED.of(""));
          health.has(Health.REDIS);
          health.state(Health.State.RUNNING);
          away = false;
        }
      } catch (RuntimeException e) {
        boolean key = RedisUnavailable.isAboutAKey(e);
        if (!key && !RedisUnavailable.is(e)) {
          throw e;
        }
        if (!away && key) {
          health.alarms().raise(Alarm.KEY_AWAITED.of(""), e.getMessage());
          health.state(Health.State.DEGRADED, e.getMessage());
        } else if (!away) {
          log.warn("Redis is away or refuses: {}", e.getMessage());
          health.lacks(Health.REDIS, RedisUnavailable.waiting(e));
          health.state(Health.State.DEGRADED);
        }
        away = true;
      }
      due = Math.max(due + pace.toNanos(), System.nanoTime());
    } while (!stoppedBefore(due));
  }

  /** Waits; a pace may be slower than the watchdog, so the wait beats as well. */
  private boolean stoppedBefore(long due) throws InterruptedException {
    long left;
    do {
      heartbeat.beat();
      left = due - System.nanoTime();
      if (stopped.await(Math.min(left, BEAT_NANOS), TimeUnit.NANOSECONDS)) {
        return true;
      }
    } while (left > BEAT_NANOS);
    return false;
  }

  @Override
  public void stop() {
    stopped.countDown();
  }
}
