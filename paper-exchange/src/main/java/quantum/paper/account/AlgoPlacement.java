package quantum.paper.account;

import quantum.paper.refusal.Refusal;

/** What became of a conditional order at the door. A refusal changed nothing. */
public sealed interface AlgoPlacement {
  record Accepted(AlgoOrder order) implements AlgoPlacement {}

  record Refused(Refusal refusal) implements AlgoPlacement {}
}
