package quantum.alerts.channel;

import java.time.Duration;
import java.util.Optional;

/** What became of one try to hand a message over. */
public sealed interface Outcome {
  /** The channel has it. */
  record Taken() implements Outcome {}

  /**
   * It may have it or not, or will take it later: the same message is tried again.
   *
   * @param why in words, without an address
   * @param after how long the channel wants to be left alone, if it says so
   */
  record NotYet(String why, Optional<Duration> after) implements Outcome {}

  /**
   * It does not take this message, or nothing from us: wrong token, unknown chat, too long.
   *
   * @param why in words, without an address
   */
  record Refused(String why) implements Outcome {}
}
