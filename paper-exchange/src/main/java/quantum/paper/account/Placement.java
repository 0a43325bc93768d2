package quantum.paper.account;

import java.util.List;
import quantum.paper.refusal.Refusal;

/** What became of an order. A refusal changed nothing. */
public sealed interface Placement {
  record Accepted(PaperOrder order, List<PaperTrade> trades) implements Placement {
    public Accepted {
      trades = List.copyOf(trades);
    }
  }

  record Refused(Refusal refusal) implements Placement {}
}
