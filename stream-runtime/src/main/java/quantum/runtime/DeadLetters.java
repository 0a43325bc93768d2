package quantum.runtime;

import quantum.contracts.Alarm;

/** What is said of entries that could not be handled. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * Somebody wanted to close or protect a position, and nobody will unless a person looks. What
   * comes of one symbol again and again is one cause.
   */
  public static Alarm.Cause exit(StreamEntry entry) {
    return Alarm.EXIT_DEAD_LETTER.of(
        entry.stream() + ' ' + entry.fields().getOrDefault("symbol", ""));
  }
}
