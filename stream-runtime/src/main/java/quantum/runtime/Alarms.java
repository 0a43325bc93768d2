package quantum.runtime;

import io.lettuce.core.XAddArgs;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.contracts.Alarm.Cause;
import quantum.contracts.Alert;

/**
 * The alarms of a service: each cause is one ERROR line a minute and one entry of the alert stream
 * alike, with what was repeated in between counted; and its end is told.
 *
 * <p>Raising only logs and remembers, from any thread. The entry is written by the thread of {@link
 * Health}, when Redis is there.
 */
public final class Alarms {
  static final int KEPT_UNWRITTEN = 1_000;
  private static final long EVERY_MILLIS = 60_000;

  private static final class Standing {
    private final long sinceMillis;
    private long saidAtMillis;
    private long count;
    private long said;
    private String text = "";

    Standing(long sinceMillis) {
      this.sinceMillis = sinceMillis;
    }
  }

  private final String service;
  private final Clock clock;
  private final Logger log;
  private final Map<Cause, Standing> standing = new LinkedHashMap<>();
  private final ArrayDeque<Alert> unwritten = new ArrayDeque<>();
  private final Object writing = new Object();
  private volatile Runnable whenNews = () -> {};
  private long dropped;
  private boolean refused;

  /**
   * @param service its name, and that of the logger
   */
  public Alarms(String service, Clock clock) {
    this.service = service;
    this.clock = clock;
    this.log = LoggerFactory.getLogger(service);
  }

  /**
   * @param details for the gaps of the kind's line behind the symbol
   */
  public void raise(Cause cause, Object... details) {
    raise(cause, Optional.empty(), details);
  }

  /** As {@link #raise}, with the stack trace in the log. */
  public void failed(Cause cause, Throwable failure, Object... details) {
    raise(cause, Optional.of(failure), details);
  }

  private synchronized void raise(Cause cause, Optional<Throwable> failure, Object... details) {
    Standing alarm = standing.computeIfAbsent(cause, c -> new Standing(clock.millis()));
    alarm.count++;
    alarm.text = Commit.oneLine(cause.text(details));
    if (alarm.said == 0 || isMinuteOver(alarm)) {
      say(cause, alarm, failure);
    }
  }

  /** The cause is gone; without one nothing happens. */
  public synchronized void end(Cause cause) {
    Standing alarm = standing.remove(cause);
    if (alarm != null) {
      log.info("[RESOLVED] {}{}", alarm.text, history(alarm));
      tell(cause, alarm, true);
    }
  }

  /** As {@link #end}, of every alarm whose cause is one of these. */
  public synchronized void endWhere(Predicate<Cause> gone) {
    List.copyOf(standing.keySet()).stream().filter(gone).forEach(this::end);
  }

  private boolean isMinuteOver(Standing alarm) {
    // a clock that was set back must not silence anybody
    return Math.abs(clock.millis() - alarm.saidAtMillis) >= EVERY_MILLIS;
  }

  private void say(Cause cause, Standing alarm, Optional<Throwable> failure) {
    String line = "[ALARM] " + alarm.text + (alarm.count > 1 ? history(alarm) : "");
    log.error(line, failure.orElse(null));
    alarm.saidAtMillis = clock.millis();
    alarm.said = alarm.count;
    tell(cause, alarm, false);
  }

  private static String history(Standing alarm) {
    return " (" + alarm.count + " times since " + Instant.ofEpochMilli(alarm.sinceMillis) + ")";
  }

  private void tell(Cause cause, Standing alarm, boolean resolved) {
    if (unwritten.size() == KEPT_UNWRITTEN) {
      unwritten.remove();
      dropped++;
    }
    unwritten.add(
        new Alert(
            cause, service, alarm.text, alarm.sinceMillis, alarm.count, resolved, clock.millis()));
    whenNews.run();
  }

  /** Called from whatever thread raises or ends an alarm. */
  void whenNews(Runnable told) {
    whenNews = told;
  }

  /** What was counted since it was last said is said once the minute is over. */
  private synchronized void sayWhatWasCounted() {
    for (Iterator<Map.Entry<Cause, Standing>> all = standing.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Cause, Standing> one = all.next();
      Standing alarm = one.getValue();
      if (isMinuteOver(alarm)) {
        if (alarm.count > alarm.said) {
          say(one.getKey(), alarm, Optional.empty());
        } else if (one.getKey().kind().course() == Alarm.Course.HAPPENED) {
          all.remove();
        }
      }
    }
  }

  /** Writes what is not in the stream yet; what cannot be written stays for the next time. */
  void write(Redis redis) {
    sayWhatWasCounted();
    synchronized (writing) {
      XAddArgs kept = XAddArgs.Builder.maxlen(Alert.KEPT).approximateTrimming();
      for (Optional<Alert> next = first(); next.isPresent(); next = first()) {
        try {
          redis.commands().xadd(redis.names().alert(), kept, next.get().encode());
          refused = false;
        } catch (RuntimeException e) {
          if (!refused && !RedisUnavailable.is(e)) {
            refused = true;
            log.warn("Alerts cannot be written to Redis: {}", e.getMessage());
          }
          return;
        }
        written(next.get());
      }
    }
  }

  private synchronized Optional<Alert> first() {
    return Optional.ofNullable(unwritten.peek());
  }

  private synchronized void written(Alert alert) {
    if (unwritten.peek() == alert) { // else it was dropped meanwhile
      unwritten.remove();
    }
    if (dropped > 0) {
      log.warn("{} alerts are missing in Redis: it was away for too long", dropped);
      dropped = 0;
    }
  }
}
