package quantum.paper.control;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import quantum.paper.exchange.Exchange;
import quantum.runtime.systemd.Heartbeat;

/**
 * Lets replay time run {@code speed} times as fast as the wall clock; 0 stands still. While it
 * runs, every symbol's price is repeated at least once a second of the wall clock, as the venue
 * does in quiet markets.
 */
public final class ReplayPace implements AutoCloseable {
  public static final BigDecimal FASTEST = BigDecimal.valueOf(1_000_000);

  /** A longer silence, in bars, is a hole between recordings: nobody waits for its end. */
  private static final int HOLE_BARS = 3;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Exchange exchange;
  private final Runnable everySecond;
  private final Heartbeat heartbeat;
  private final long holeMillis;
  private final ReentrantLock lock = new ReentrantLock(true); // fair: speed changes get in
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private BigDecimal speed = BigDecimal.ZERO;
  private long anchorNanos;
  private long anchorMillis;
  private boolean stopping;

  /**
   * @param everySecond housekeeping, called about once a second of the wall clock
   * @param heartbeat of the thread that moves the prices
   */
  public ReplayPace(Exchange exchange, Runnable everySecond, Heartbeat heartbeat) {
    this.exchange = exchange;
    this.everySecond = everySecond;
    this.heartbeat = heartbeat;
    this.holeMillis = HOLE_BARS * exchange.longestIntervalMillis();
    this.thread = Thread.ofPlatform().name("paper-replay").daemon(true).unstarted(this::run);
  }

  /** Begins at this speed; see {@link #speed(BigDecimal)}. */
  public void start(BigDecimal times) {
    speed(times);
    thread.start();
  }

  public BigDecimal speed() {
    lock.lock();
    try {
      return speed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets the speed from now on.
   *
   * @throws IllegalArgumentException if it is negative or above {@link #FASTEST}
   */
  public void speed(BigDecimal times) {
    if (times.signum() < 0 || times.compareTo(FASTEST) > 0) {
      throw new IllegalArgumentException(
          "speed must be 0 to " + FASTEST + ", was " + times.toPlainString());
    }
    lock.lock();
    try {
      speed = times;
      anchorNanos = System.nanoTime();
      anchorMillis = exchange.nowMillis();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    long lastSecond = System.nanoTime();
    heartbeat.ready();
    lock.lock();
    try {
      while (!stopping) {
        heartbeat.beat();
        if (speed.signum() > 0) {
          // released between prices, so that a change of speed takes effect at once
          OptionalLong next = exchange.nextMillis();
          long due = anchorMillis + (long) (elapsedMillis() * speed.doubleValue());
          if (next.isPresent() && next.getAsLong() - due > holeMillis) {
            anchorMillis += next.getAsLong() - due;
          } else if (next.isPresent() && next.getAsLong() <= due) {
            exchange.advanceBefore(due + 1);
            yieldLock();
          } else {
            awaitNanos(untilDue(next));
          }
        } else {
          awaitNanos(SECOND_NANOS);
        }
        if (System.nanoTime() - lastSecond >= SECOND_NANOS) {
          lastSecond = System.nanoTime();
          everySecond.run();
          if (speed.signum() > 0) {
            exchange.repeatPrices();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private double elapsedMillis() {
    return (System.nanoTime() - anchorNanos) / 1e6;
  }

  private long untilDue(OptionalLong next) {
    if (next.isEmpty()) {
      return SECOND_NANOS;
    }
    double wallMillis = (next.getAsLong() - anchorMillis) / speed.doubleValue() - elapsedMillis();
    return (long) Math.clamp(wallMillis * 1e6, 50_000, (double) SECOND_NANOS);
  }

  private void awaitNanos(long nanos) throws InterruptedException {
    changed.awaitNanos(nanos);
  }

  private void yieldLock() {
    if (lock.hasQueuedThreads()) {
      lock.unlock();
      Thread.yield();
      lock.lock();
    }
  }
}
