package quantum.alerts.decide;

import java.util.List;

/**
 * One message, the same for every channel.
 *
 * @param number of the message: they are sent in this order
 * @param id the same whenever this message is sent again
 * @param atMillis when it was decided, wall clock, epoch milliseconds
 * @param loud whether it may wake somebody: there is something critical in it
 * @param lines what it says, the first one being the most important; clean
 * @param testId stream id of the test that it answers, else ""
 */
public record Message(
    long number,
    String id,
    long atMillis,
    Nature nature,
    boolean loud,
    String title,
    List<String> lines,
    String testId) {
  /** What sort of message. */
  public enum Nature {
    ALERT,
    /** What was told before is over. */
    RESOLVED,
    SUMMARY,
    TEST
  }

  public Message {
    lines = List.copyOf(lines);
  }

  /** The lines as one text, without the title. */
  public String body() {
    return String.join("\n", lines);
  }
}
