package quantum.apply;

import java.util.List;
import quantum.apply.venue.Failure;
import quantum.apply.venue.OrderReport;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Quantity;

/** What became of orders that were just sent. */
sealed interface Sent {
  /**
   * The orders have ended.
   *
   * @param ordered what they were to execute together
   */
  record Ended(Quantity ordered, List<OrderReport> reports) implements Sent, Recovered {
    public Ended {
      reports = List.copyOf(reports);
    }

    public Quantity executed() {
      return OrderReport.executed(reports);
    }
  }

  /** It did not work, and may work another time. */
  record Failed(String message) implements Sent, Recovered {}

  record Refused(Failure.Reason reason, String message) implements Sent {}

  /** The trader held it back in the moment in which it was to be sent. */
  record Held(SkipReason why) implements Sent {}
}
