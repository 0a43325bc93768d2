package quantum.paper.account;

/** Hears what conditional orders go through, step by step, while the account stands still. */
public interface AlgoSteps {
  /** An order has this state now. */
  void changed(AlgoOrder order);

  /** The child of one was accepted and traded; the account is as it is after it. */
  void traded(Placement.Accepted child);
}
