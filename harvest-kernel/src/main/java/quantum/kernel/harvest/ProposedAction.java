package quantum.kernel.harvest;

import java.util.Optional;
import quantum.kernel.tranche.Tranche;

/** What the formula proposes for the profit reached, whether or not it was taken already. */
public enum ProposedAction {
  NONE(Optional.empty()),
  PARTIAL_25(Optional.of(Tranche.PARTIAL_25)),
  PARTIAL_50(Optional.of(Tranche.PARTIAL_50)),
  PARTIAL_75(Optional.of(Tranche.PARTIAL_75)),
  FULL_CLOSE_PROPOSED(Optional.empty());

  private final Optional<Tranche> tranche;

  ProposedAction(Optional<Tranche> tranche) {
    this.tranche = tranche;
  }

  /** The tranche of a partial; empty for the other two. */
  public Optional<Tranche> tranche() {
    return tranche;
  }

  /** The action of a tranche. */
  public static ProposedAction of(Tranche tranche) {
    return switch (tranche) {
      case PARTIAL_25 -> PARTIAL_25;
      case PARTIAL_50 -> PARTIAL_50;
      case PARTIAL_75 -> PARTIAL_75;
    };
  }
}
