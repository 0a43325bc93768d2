package quantum.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private final Duration pace;
  private final Runnable round;
  private final Health health;
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
        if (away) {
          log.info("Redis is back");
          health.state(Health.State.RUNNING);
          away = false;
        }
      } catch (RuntimeException e) {
        if (!RedisUnavailable.is(e)) {
          throw e;
        }
        if (!away) {
          log.warn("Redis is away: {}", e.getMessage());
          health.state(Health.State.DEGRADED);
          away = true;
        }
      }
      due = Math.max(due + pace.toNanos(), System.nanoTime());
    } while (!stopped.await(due - System.nanoTime(), TimeUnit.NANOSECONDS));
  }

  @Override
  public void stop() {
    stopped.countDown();
  }
}
