package quantum.riskproposal.decide;

import quantum.contracts.RiskProposal;
import quantum.kernel.value.Symbol;

/** What becomes of a symbol's proposal. */
public sealed interface RiskDecision {
  /** It is replaced, as long as the position is the same. */
  record Propose(RiskProposal proposal) implements RiskDecision {}

  /** The position is gone, and the proposal with it. */
  record Withdraw(Symbol symbol) implements RiskDecision {}

  /**
   * The last proposal stays.
   *
   * @param why what is missing, for the log
   */
  record Keep(Symbol symbol, String why) implements RiskDecision {}
}
