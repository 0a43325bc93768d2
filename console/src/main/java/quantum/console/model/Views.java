package quantum.console.model;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The newest view: one thread publishes, any number wait for a newer one. */
public final class Views {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition newer = lock.newCondition();
  private volatile View current = View.NOTHING;
  private long count;

  public View current() {
    return current;
  }

  public void publish(View view) {
    lock.lock();
    try {
      current = view;
      count++;
      newer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something was published after {@code seen}.
   *
   * @param seen what this returned before; 0 at first
   * @return how many were published so far; {@code seen} if none came in time
   */
  public long awaitAfter(long seen, long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (count <= seen && left > 0) {
        left = newer.awaitNanos(left);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }
}
