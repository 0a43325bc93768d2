package quantum.runtime;

import io.lettuce.core.RedisException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The request weight that the venue grants an address a minute, shared through Redis by the
 * services of this account and corrected by what the venue says was used, by whomever. What is not
 * urgent gets less of it, so that enough is left for orders.
 *
 * <p>Without Redis each service counts for itself. Thread-safe.
 */
public final class RestWeight {
  /** The venue's usual grant. */
  public static final int USUAL_LIMIT = 2400;

  private static final Logger log = LoggerFactory.getLogger(RestWeight.class);
  private static final Script SCRIPT = Script.named("rest_weight.lua");
  private static final long MINUTE_MILLIS = 60_000;

  /** What a request is for, and up to which share of the minute's weight it may be made. */
  public enum Use {
    /** Prices of open positions: all but what orders may need. */
    POSITIONS(0.85),
    /** Prices of what is only watched. */
    PRICES(0.7),
    /** Candles of the past, entry signals. */
    HISTORY(0.5);

    private final double share;

    Use(double share) {
      this.share = share;
    }
  }

  private final Redis redis;
  private final String[] key;
  private final Clock clock;
  private volatile int limit = USUAL_LIMIT;
  private long minute;
  private int used;

  /**
   * @param venue host of the REST API, and port if it has one
   */
  public RestWeight(Redis redis, String venue, Clock clock) {
    this.redis = redis;
    this.key = new String[] {redis.names().restWeight(venue)};
    this.clock = clock;
  }

  /** What the venue grants a minute, where it says so. */
  public void limit(int perMinute) {
    limit = perMinute;
  }

  /** Takes this much for a request that is about to be made, if it may be made now. */
  public boolean take(int weight, Use use) {
    int ceiling = (int) (limit * use.share);
    try {
      List<Object> answer =
          SCRIPT.call(redis.commands(), key, Integer.toString(weight), Integer.toString(ceiling));
      boolean taken = ((Long) answer.get(0)) == 1;
      remember(((Long) answer.get(1)).intValue());
      return taken;
    } catch (RedisException e) {
      return takeAlone(weight, ceiling);
    }
  }

  /** The venue says that this much was used of the running minute; does not wait for Redis. */
  public void used(int told) {
    remember(told);
    try {
      SCRIPT
          .later(redis.async(), key, "0", "0", Integer.toString(told))
          .exceptionally(
              failure -> {
                log.debug("Request weight not written: {}", failure.getMessage());
                return null;
              });
    } catch (RedisException e) {
      log.debug("Request weight not written: {}", e.getMessage());
    }
  }

  private synchronized void remember(int told) {
    turn();
    used = Math.max(used, told);
  }

  private synchronized boolean takeAlone(int weight, int ceiling) {
    turn();
    if (used + weight > ceiling) {
      return false;
    }
    used += weight;
    return true;
  }

  private void turn() {
    long now = clock.millis() / MINUTE_MILLIS;
    if (now != minute) {
      minute = now;
      used = 0;
    }
  }
}
