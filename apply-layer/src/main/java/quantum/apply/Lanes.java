package quantum.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import quantum.apply.venue.Haste;
import quantum.kernel.value.Symbol;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * One queue per symbol. One task of a symbol works at a time: a full close before all others, what
 * only looks after the position after all others, the rest in the order in which it came. A task
 * that waits for the exchange holds no place: it leaves with {@link NotNow} and comes back when its
 * time has come, and meanwhile whatever is more urgent goes on. Exits begin at once; entries, stop
 * moves and upkeep share a few slots, the most urgent and then the oldest first.
 */
final class Lanes implements RunningService {
  /** Far beyond the calls that a task makes, each of which has a time limit of its own. */
  private static final long HANGS_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final int UPKEEP = 2;

  private static final class Queued {
    private final LaneTask task;
    private final long sequence;
    private long notBeforeNanos = Long.MIN_VALUE;
    private boolean hastened;

    Queued(LaneTask task, long sequence) {
      this.task = task;
      this.sequence = sequence;
    }

    /** Among the tasks of one symbol. */
    private int rank() {
      return switch (task.urgency()) {
        case FULL_CLOSE -> 0;
        case STOP_MOVE, PARTIAL, ENTRY -> 1;
        case UPKEEP -> UPKEEP;
      };
    }
  }

  private static final class Lane {
    private final List<Queued> queue = new ArrayList<>();
    private Optional<Queued> working = Optional.empty();
    private long sinceNanos;

    /**
     * What may begin now. Of one rank the first that came goes first, also while it waits: whoever
     * came later must not see the half of it. A close never passes the entry before it, which would
     * open after it.
     */
    private Optional<Queued> ready(long now) {
      if (working.isPresent()) {
        return Optional.empty();
      }
      for (int rank = 0; rank < UPKEEP; rank++) {
        Optional<Queued> head = head(rank);
        if (head.filter(queued -> queued.notBeforeNanos <= now).isPresent()) {
          return head;
        }
      }
      // looking after a position has no order
      return queue.stream()
          .filter(queued -> queued.rank() == UPKEEP && queued.notBeforeNanos <= now)
          .findFirst();
    }

    private Optional<Queued> head(int rank) {
      boolean closeBefore = false;
      for (Queued queued : queue) {
        boolean entry = queued.task.urgency() == LaneTask.Urgency.ENTRY;
        if (queued.rank() == rank) {
          return entry && closeBefore ? Optional.empty() : Optional.of(queued);
        }
        if (rank == 0 && entry) {
          return Optional.empty();
        }
        closeBefore |= queued.rank() == 0;
      }
      return Optional.empty();
    }
  }

  private final int maxWorking;
  private final Heartbeat heartbeat;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Symbol, Lane> lanes = new HashMap<>();
  private final long epochNanos = System.nanoTime();
  private long sequence;
  private int working;
  private int slotsTaken;
  private long pausedUntilNanos;
  private boolean running;
  private boolean stopping;
  private Optional<Throwable> failure = Optional.empty();

  /**
   * @param maxWorking tasks that work at the same time, exits not counted
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
                .add(new Queued(task, sequence++)));
  }

  /** Begins a task that waits as soon as its turn comes: what it waits for may have changed. */
  void hasten(LaneTask task) {
    locked(
        () ->
            Optional.ofNullable(lanes.get(task.symbol())).stream()
                .flatMap(lane -> lane.queue.stream())
                .filter(queued -> queued.task == task)
                .forEach(
                    queued -> {
                      queued.notBeforeNanos = Long.MIN_VALUE;
                      queued.hastened = true; // also one that is at work and about to wait
                    }));
  }

  /** Whether a plan of the symbol waits or is worked on. */
  boolean isBusy(Symbol symbol) {
    lock.lock();
    try {
      Lane lane = lanes.get(symbol);
      return lane != null && lane.queue.stream().anyMatch(queued -> queued.rank() != UPKEEP);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a plan of any symbol waits or is worked on. */
  boolean isAnyBusy() {
    lock.lock();
    try {
      return lanes.values().stream()
          .anyMatch(lane -> lane.queue.stream().anyMatch(queued -> queued.rank() != UPKEEP));
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
      running = true;
      while (!stopping) {
        long now = nanos();
        if (!anyHangs(now)) {
          heartbeat.beat();
        }
        beginReady();
        changed.awaitNanos(untilSomethingIsDue(now));
      }
      running = false;
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

  /** By whoever changed something, so that no exit waits for another thread to wake up. */
  private void beginReady() {
    Optional<Map.Entry<Symbol, Queued>> next;
    while (running && !stopping && (next = next(nanos())).isPresent()) {
      begin(next.get().getKey(), next.get().getValue());
    }
  }

  private Optional<Map.Entry<Symbol, Queued>> next(long now) {
    if (now < pausedUntilNanos) {
      return Optional.empty();
    }
    Optional<Map.Entry<Symbol, Queued>> best = Optional.empty();
    for (Map.Entry<Symbol, Lane> entry : lanes.entrySet()) {
      Optional<Queued> ready = entry.getValue().ready(now).filter(this::hasSlot);
      if (ready.isPresent() && (best.isEmpty() || goesBefore(ready.get(), best.get().getValue()))) {
        best = Optional.of(Map.entry(entry.getKey(), ready.get()));
      }
    }
    return best;
  }

  private boolean hasSlot(Queued queued) {
    return queued.task.urgency().isExit() || slotsTaken < maxWorking;
  }

  private static boolean goesBefore(Queued a, Queued b) {
    int byUrgency = a.task.urgency().compareTo(b.task.urgency());
    return byUrgency != 0 ? byUrgency < 0 : a.sequence < b.sequence;
  }

  /** A task that never comes back keeps its symbol from being closed: only a new start helps. */
  private boolean anyHangs(long now) {
    return working > 0
        && lanes.values().stream()
            .anyMatch(lane -> lane.working.isPresent() && now - lane.sinceNanos > HANGS_NANOS);
  }

  private long untilSomethingIsDue(long now) {
    long due = now + TimeUnit.SECONDS.toNanos(1);
    if (now < pausedUntilNanos) {
      return Math.max(Math.min(due, pausedUntilNanos) - now, 1);
    }
    for (Lane lane : lanes.values()) {
      if (lane.working.isEmpty()) {
        for (Queued queued : lane.queue) {
          if (queued.notBeforeNanos > now && hasSlot(queued)) {
            due = Math.min(due, queued.notBeforeNanos);
          }
        }
      }
    }
    return Math.max(due - now, 1);
  }

  private void begin(Symbol symbol, Queued queued) {
    Lane lane = lanes.get(symbol);
    lane.working = Optional.of(queued);
    lane.sinceNanos = nanos();
    queued.hastened = false;
    working++;
    if (!queued.task.urgency().isExit()) {
      slotsTaken++;
    }
    Thread.ofVirtual().name("lane-" + symbol).start(() -> work(symbol, lane, queued));
  }

  private void work(Symbol symbol, Lane lane, Queued queued) {
    Optional<NotNow> wait = Optional.empty();
    Optional<Throwable> failed = Optional.empty();
    try {
      Haste.where(() -> isCloseWaitingBehind(lane, queued), queued.task::run);
    } catch (NotNow notNow) {
      wait = Optional.of(notNow);
    } catch (Throwable e) {
      failed = Optional.of(e);
    }
    Optional<NotNow> waits = wait;
    Optional<Throwable> thrown = failed;
    locked(() -> ended(symbol, lane, queued, waits, thrown));
  }

  /** Whether a full close waits for a task that it may overtake. */
  private boolean isCloseWaitingBehind(Lane lane, Queued working) {
    LaneTask.Urgency urgency = working.task.urgency();
    if (urgency == LaneTask.Urgency.ENTRY || urgency == LaneTask.Urgency.FULL_CLOSE) {
      return false;
    }
    lock.lock();
    try {
      return lane.head(0).isPresent();
    } finally {
      lock.unlock();
    }
  }

  private void ended(
      Symbol symbol, Lane lane, Queued queued, Optional<NotNow> wait, Optional<Throwable> thrown) {
    lane.working = Optional.empty();
    working--;
    if (!queued.task.urgency().isExit()) {
      slotsTaken--;
    }
    if (thrown.isPresent()) {
      // nothing may be begun on an account that we cannot act on: the service ends and says why
      failure = failure.or(() -> thrown);
      stopping = true;
    } else if (wait.isPresent()) {
      long due = nanos() + TimeUnit.MILLISECONDS.toNanos(wait.get().afterMillis());
      queued.notBeforeNanos = queued.hastened ? Long.MIN_VALUE : due;
      if (wait.get().concernsEverybody()) {
        pausedUntilNanos = Math.max(pausedUntilNanos, due);
      }
    } else {
      lane.queue.remove(queued);
      if (lane.queue.isEmpty()) {
        lanes.remove(symbol);
      }
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      beginReady();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long nanos() {
    return System.nanoTime() - epochNanos;
  }
}
