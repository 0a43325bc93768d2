package quantum.runtime;

import java.util.List;

/**
 * What a {@link StreamWorker} hands its entries to. All methods are called on the worker's thread.
 */
public interface BatchHandler {
  /**
   * Handles the entries, in order, and acknowledges each by a commit of its own. An entry that is
   * not acknowledged comes again after the next start or outage, with {@code redelivered} set; a
   * handler that acknowledges later, from another thread, must therefore expect an entry that it
   * still works on.
   *
   * <p>A handler that may wait for longer than some seconds beats while it waits, by the heartbeat
   * that has the group's name ({@link Health#loop}); else it is taken for stuck.
   */
  void handle(List<StreamEntry> batch) throws InterruptedException;

  /**
   * Called whenever no entry came for 200 ms, and about once a second under load: timers go here.
   */
  default void idle() throws InterruptedException {}

  /**
   * Called before anything is (re-)read at start, after an outage and after a stream vanished:
   * memory that mirrors Redis may be wrong from here on.
   */
  default void reconnected() {}
}
