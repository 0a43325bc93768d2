package quantum.apply;

import java.util.List;
import quantum.apply.venue.OrderReport;
import quantum.contracts.Inflight;

/** What is known of the orders of a plan from before this look at it. */
sealed interface Recovered
    permits Recovered.Unsent, Recovered.NotSent, Recovered.Unfinished, Sent.Ended, Sent.Failed {
  /** It is new, so nothing was sent, and nothing was asked. */
  record Unsent() implements Recovered {}

  /** Nothing was ever sent, or it is certain that it was not executed and never will be. */
  record NotSent() implements Recovered {}

  /** Some parts were executed completely, the rest was not sent. */
  record Unfinished(Inflight record, List<OrderReport> reports) implements Recovered {
    public Unfinished {
      reports = List.copyOf(reports);
    }
  }
}
