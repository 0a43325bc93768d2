package quantum.apply.venue.binance;

import java.net.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pause that the exchange imposed on this address, and a warning before it comes to that. One
 * pause holds for every call: whoever goes on asking while told to back off is banned, first for
 * two minutes, then for up to three days.
 */
final class RateLimits {
  private static final Logger log = LoggerFactory.getLogger(RateLimits.class);
  private static final long WARN_EVERY_MILLIS = 60_000;
  private static final double WARN_ABOVE = 0.8;

  private final LongSupplier monotonicMillis;
  private final AtomicLong pausedUntil;
  private final AtomicLong nextWarning;
  private volatile long weightPerMinute = 2400;
  private volatile long ordersPerTenSeconds = 300;
  private volatile long ordersPerMinute = 1200;

  RateLimits(LongSupplier monotonicMillis) {
    this.monotonicMillis = monotonicMillis;
    long now = monotonicMillis.getAsLong();
    this.pausedUntil = new AtomicLong(now);
    this.nextWarning = new AtomicLong(now);
  }

  /** Milliseconds until calls may be made again, 0 if they may now. */
  long pausedMillis() {
    return Math.max(0, pausedUntil.get() - monotonicMillis.getAsLong());
  }

  /** Nobody calls for this long; a longer pause already running stays. */
  void pause(long millis, String why) {
    long until = monotonicMillis.getAsLong() + millis;
    long before = pausedUntil.getAndAccumulate(until, Math::max);
    if (before < until) {
      log.warn("[VENUE] no calls for {} ms: {}", millis, why);
    }
  }

  /** Takes over a limit as exchangeInfo states it. */
  void limit(String type, String interval, long intervalCount, long limit) {
    if (limit <= 0) {
      return;
    }
    if (type.equals("REQUEST_WEIGHT") && interval.equals("MINUTE") && intervalCount == 1) {
      weightPerMinute = limit;
    } else if (type.equals("ORDERS") && interval.equals("SECOND") && intervalCount == 10) {
      ordersPerTenSeconds = limit;
    } else if (type.equals("ORDERS") && interval.equals("MINUTE") && intervalCount == 1) {
      ordersPerMinute = limit;
    }
  }

  /** Reads what was used up so far; says so above 80 %, once a minute. */
  void observe(HttpHeaders headers) {
    warnAbove("weight per minute", headers, "X-MBX-USED-WEIGHT-1M", weightPerMinute);
    warnAbove("orders per 10 s", headers, "X-MBX-ORDER-COUNT-10S", ordersPerTenSeconds);
    warnAbove("orders per minute", headers, "X-MBX-ORDER-COUNT-1M", ordersPerMinute);
  }

  private void warnAbove(String what, HttpHeaders headers, String header, long limit) {
    OptionalLong used = Answers.number(headers, header);
    if (used.isEmpty() || used.getAsLong() <= limit * WARN_ABOVE) {
      return;
    }
    long now = monotonicMillis.getAsLong();
    long due = nextWarning.get();
    if (now >= due && nextWarning.compareAndSet(due, now + WARN_EVERY_MILLIS)) {
      log.warn("[VENUE] {} of {} {} used up", used.getAsLong(), limit, what);
    }
  }
}
