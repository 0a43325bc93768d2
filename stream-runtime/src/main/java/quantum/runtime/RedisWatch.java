package quantum.runtime;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;

/**
 * What a service knows of its Redis beside its work: whether it is kept as it should be, and
 * whether it has been away for so long that somebody must act.
 *
 * <p>The sign of life is the measure: it is a write, so a server that is full, read-only or refuses
 * our password counts as away, as one that does not answer.
 */
final class RedisWatch {
  private static final Logger log = LoggerFactory.getLogger(RedisWatch.class);
  private static final long ALARM_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Somebody who mends what is wrong wants to see that it is. */
  private static final long FLAWED_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Alarm.Cause AWAY = Alarm.REDIS_AWAY.of("");

  private final LongSupplier nanos;
  private final Alarms alarms;
  private Map<RedisFlaw, String> flaws = Map.of();
  private long lookNanos;
  private long answeredNanos;
  private int positions;

  /**
   * @param monotonicNanos as {@link System#nanoTime()}
   */
  RedisWatch(LongSupplier monotonicNanos, Alarms alarms) {
    this.nanos = monotonicNanos;
    this.alarms = alarms;
    this.answeredNanos = monotonicNanos.getAsLong();
    this.lookNanos = answeredNanos;
  }

  /** Looks at the server where that is due, counts the open positions; beside the sign of life. */
  void look(Redis redis) {
    if (isLookDue()) {
      try {
        found(RedisFlaw.in(redis.commands().info()));
      } catch (RedisCommandExecutionException e) {
        if (RedisUnavailable.is(e)) {
          throw e;
        }
        found(Map.of()); // this user may not ask: no reason to fail
      }
    }
    open(openPositions(redis));
  }

  /**
   * @param count of open positions; what was last seen counts where it cannot be told
   */
  synchronized void open(OptionalInt count) {
    positions = count.orElse(positions);
  }

  /** Empty if this user may not ask, or if the key is no set. */
  private static OptionalInt openPositions(Redis redis) {
    try {
      return OptionalInt.of(redis.commands().smembers(redis.names().positionsOpen()).size());
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      return OptionalInt.empty();
    }
  }

  synchronized boolean isLookDue() {
    return nanos.getAsLong() - lookNanos >= 0;
  }

  synchronized void found(Map<RedisFlaw, String> now) {
    now.forEach(
        (flaw, sentence) -> {
          if (!flaws.containsKey(flaw)) {
            log.warn("Redis {}", sentence);
          }
        });
    flaws.forEach(
        (flaw, sentence) -> {
          if (!now.containsKey(flaw)) {
            log.info("Redis is mended, no longer true: {}", sentence);
          }
        });
    flaws = now;
    lookNanos = nanos.getAsLong() + (now.isEmpty() ? LOOK_NANOS : FLAWED_LOOK_NANOS);
  }

  /** Redis took the sign of life. */
  synchronized void answered() {
    answeredNanos = nanos.getAsLong();
    alarms.end(AWAY);
  }

  /** Redis did not take the sign of life. */
  synchronized void failed(String why) {
    long now = nanos.getAsLong();
    lookNanos = now; // what comes back may be another server, or the same without its data
    if (positions > 0 && now - answeredNanos >= ALARM_NANOS) {
      alarms.raise(AWAY, TimeUnit.NANOSECONDS.toSeconds(now - answeredNanos), positions, why);
    }
  }

  synchronized boolean isFlawed() {
    return !flaws.isEmpty();
  }

  /** What is wrong with the way Redis is kept, each as a sentence. */
  synchronized List<String> flaws() {
    return flaws.values().stream().map("Redis "::concat).toList();
  }
}
