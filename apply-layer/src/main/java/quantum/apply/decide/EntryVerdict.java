package quantum.apply.decide;

import quantum.kernel.value.Quantity;

/** What the gates say of an entry. */
public sealed interface EntryVerdict permits EntryVerdict.Go, Skip {
  /**
   * @param qty base units to order, on the venue's step
   */
  record Go(Quantity qty) implements EntryVerdict {}
}
