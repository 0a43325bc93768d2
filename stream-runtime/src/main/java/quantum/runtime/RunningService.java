package quantum.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Something that runs until it is told to stop. */
public interface RunningService {
  /** Blocks until {@link #stop()} was called and the work at hand is finished. */
  void run() throws InterruptedException;

  /**
   * Asks {@link #run()} to return; does not wait. May be called from any thread, more than once.
   */
  void stop();

  /**
   * Several loops as one, each on its own thread; if one ends or fails all are stopped, and the
   * failure is passed on.
   */
  static RunningService all(RunningService... parts) {
    return new RunningService() {
      @Override
      public void run() throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
          RunningService part = parts[i];
          threads.add(
              Thread.ofPlatform()
                  .name("loop-" + i)
                  .start(
                      () -> {
                        try {
                          part.run();
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        } catch (Throwable e) {
                          failure.compareAndSet(null, e);
                        } finally {
                          stop();
                        }
                      }));
        }
        try {
          for (Thread thread : threads) {
            thread.join();
          }
        } finally {
          stop(); // also when this thread was interrupted: no loop runs on without its owner
        }
        switch (failure.get()) {
          case null -> {}
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          case Throwable e -> throw new IllegalStateException(e);
        }
      }

      @Override
      public void stop() {
        for (RunningService part : parts) {
          part.stop();
        }
      }
    };
  }
}
