package quantum.alerts;

import quantum.contracts.ApplyResult;
import quantum.contracts.HeardAlert;

/** What an entry of the streams means here. */
sealed interface Heard {
  /** Somebody raised or ended an alarm. */
  record Said(HeardAlert alert) implements Heard {}

  /** The comparison with the exchange found something that nobody had booked. */
  record Corrected(ApplyResult result) implements Heard {}

  /** Nothing. */
  record Other() implements Heard {}
}
