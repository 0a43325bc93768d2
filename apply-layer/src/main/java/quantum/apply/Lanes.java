package quantum.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import quantum.kernel.value.Symbol;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * One queue per symbol, first in first out; a few of them work at once. Among the lanes that are
 * ready the most urgent head goes first, then the oldest. A lane that waits for the exchange holds
 * no place: it leaves with {@link NotNow} and comes back when its time has come.
 */
final class Lanes implements RunningService {
  /** A wait longer than this is the exchange's word to everybody, so nobody is begun. */
  private static final long PAUSE_MILLIS = 1_000;

  /** Far beyond the calls that a task makes, each of which has a time limit of its own. */
  private static final long HANGS_NANOS = TimeUnit.MINUTES.toNanos(10);

  private record Queued(LaneTask task, long sequence) {}

  private static final class Lane {
    private final Deque<Queued> queue = new ArrayDeque<>();
    private boolean working;
    private long sinceNanos;
    private long notBeforeNanos = Long.MIN_VALUE;
  }

  private final int maxWorking;
  private final Heartbeat heartbeat;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Symbol, Lane> lanes = new HashMap<>();
  private final long epochNanos = System.nanoTime();
  private long sequence;
  private int working;
  private long pausedUntilNanos;
  private boolean stopping;
  private Optional<Throwable> failure = Optional.empty();

  /**
   * @param maxWorking lanes that work at the same time
   */
  Lanes(int maxWorking, Heartbeat heartbeat) {
    this.maxWorking = maxWorking;
    this.heartbeat = heartbeat;
  }

  void offer(LaneTask task) {
    locked(
        () ->
            lanes
                .computeIfAbsent(task.symbol(), s -> new Lane())
                .queue
                .addLast(new Queued(task, sequence++)));
  }

  /** Whether anything of the symbol waits or is worked on. */
  boolean isBusy(Symbol symbol) {
    lock.lock();
    try {
      return lanes.containsKey(symbol);
    } finally {
      lock.unlock();
    }
  }

  /** Whether any lane is at work this moment. */
  boolean isWorking() {
    lock.lock();
    try {
      return working > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Begins tasks until stopped; then waits for those at work. */
  @Override
  public void run() throws InterruptedException {
    heartbeat.ready();
    lock.lockInterruptibly();
    try {
      while (!stopping) {
        long now = nanos();
        if (!anyHangs(now)) {
          heartbeat.beat();
        }
        Optional<Map.Entry<Symbol, Lane>> next = next(now);
        if (next.isPresent()) {
          begin(next.get().getKey(), next.get().getValue());
        } else {
          changed.awaitNanos(untilSomethingIsDue(now));
        }
      }
      while (working > 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
    if (failure.isPresent()) {
      throw failure.get() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failure.get());
    }
  }

  @Override
  public void stop() {
    locked(() -> stopping = true);
  }

  private Optional<Map.Entry<Symbol, Lane>> next(long now) {
    if (working >= maxWorking || now < pausedUntilNanos) {
      return Optional.empty();
    }
    Optional<Map.Entry<Symbol, Lane>> best = Optional.empty();
    for (Map.Entry<Symbol, Lane> entry : lanes.entrySet()) {
      Lane lane = entry.getValue();
      boolean ready = !lane.working && !lane.queue.isEmpty() && lane.notBeforeNanos <= now;
      if (ready && (best.isEmpty() || goesBefore(lane, best.get().getValue()))) {
        best = Optional.of(entry);
      }
    }
    return best;
  }

  private static boolean goesBefore(Lane a, Lane b) {
    Queued first = a.queue.getFirst();
    Queued second = b.queue.getFirst();
    int byUrgency = first.task.urgency().compareTo(second.task.urgency());
    return byUrgency != 0 ? byUrgency < 0 : first.sequence < second.sequence;
  }

  /** A task that never comes back keeps its symbol from being closed: only a new start helps. */
  private boolean anyHangs(long now) {
    return working > 0
        && lanes.values().stream()
            .anyMatch(lane -> lane.working && now - lane.sinceNanos > HANGS_NANOS);
  }

  private long untilSomethingIsDue(long now) {
    long due = now + TimeUnit.SECONDS.toNanos(1);
    if (now < pausedUntilNanos) {
      due = Math.min(due, pausedUntilNanos);
    } else if (working < maxWorking) {
      for (Lane lane : lanes.values()) {
        if (!lane.working && lane.notBeforeNanos > now) {
          due = Math.min(due, lane.notBeforeNanos);
        }
      }
    }
    return Math.max(due - now, 1);
  }

  private void begin(Symbol symbol, Lane lane) {
    lane.working = true;
    lane.sinceNanos = nanos();
    working++;
    LaneTask task = lane.queue.getFirst().task;
    Thread.ofVirtual().name("lane-" + symbol).start(() -> work(symbol, lane, task));
  }

  private void work(Symbol symbol, Lane lane, LaneTask task) {
    long waitMillis = -1;
    Optional<Throwable> failed = Optional.empty();
    try {
      task.run();
    } catch (NotNow wait) {
      waitMillis = wait.afterMillis();
    } catch (Throwable e) {
      failed = Optional.of(e);
    }
    long wait = waitMillis;
    Optional<Throwable> thrown = failed;
    locked(() -> ended(symbol, lane, wait, thrown));
  }

  private void ended(Symbol symbol, Lane lane, long waitMillis, Optional<Throwable> thrown) {
    lane.working = false;
    working--;
    if (thrown.isPresent()) {
      // nothing may be begun on an account that we cannot act on: the service ends and says why
      failure = failure.or(() -> thrown);
      stopping = true;
    } else if (waitMillis >= 0) {
      lane.notBeforeNanos = nanos() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
      if (waitMillis > PAUSE_MILLIS) {
        pausedUntilNanos = Math.max(pausedUntilNanos, lane.notBeforeNanos);
      }
    } else {
      lane.queue.removeFirst();
      lane.notBeforeNanos = Long.MIN_VALUE;
      if (lane.queue.isEmpty()) {
        lanes.remove(symbol);
      }
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long nanos() {
    return System.nanoTime() - epochNanos;
  }
}
