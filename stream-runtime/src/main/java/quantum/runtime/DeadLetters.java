package quantum.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said of entries that could not be handled. */
public final class DeadLetters {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private DeadLetters() {}

  /** Somebody wanted to close or protect a position, and nobody will unless a person looks. */
  public static void alarmExit(StreamEntry entry, String reason) {
    log.error(
        "[ALARM] an exit is not carried out: {} {} is a dead letter: {}",
        entry.stream(),
        entry.id(),
        Commit.oneLine(reason));
  }
}
