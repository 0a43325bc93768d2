package quantum.runtime.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import quantum.runtime.RunningService;

/**
 * Runs a service on a thread of its own for the length of a test, and fails the test if it failed.
 */
public final class Loop implements AutoCloseable {
  private final RunningService service;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread;

  public Loop(RunningService service) {
    this.service = service;
    this.thread =
        Thread.ofPlatform()
            .name("loop-under-test")
            .start(
                () -> {
                  try {
                    service.run();
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
  }

  @Override
  public void close() {
    service.stop();
    try {
      if (!thread.join(Duration.ofSeconds(10))) {
        throw new AssertionError("the loop did not stop");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (failure.get() != null) {
      throw new AssertionError("the loop failed", failure.get());
    }
  }
}
