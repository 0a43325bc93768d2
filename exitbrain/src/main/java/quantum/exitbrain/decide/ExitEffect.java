package quantum.exitbrain.decide;

import quantum.contracts.ApplyPlan;
import quantum.kernel.exit.ExitReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.Symbol;

/** What the shell shall do about a decision; each says all that its log line needs. */
public sealed interface ExitEffect {
  /** Something is to be published: a plan in live mode, a suggestion in shadow mode. */
  sealed interface Ask extends ExitEffect {
    ApplyPlan plan();
  }

  /** Asks for all of the position to be closed. */
  record CloseAll(ApplyPlan.Close plan, ExitReason why, Position position) implements Ask {}

  /** Asks for a target's part to be closed. */
  record TakeTarget(ApplyPlan.Close plan, Position position) implements Ask {}

  /** Asks for a first stop. */
  record SetStop(ApplyPlan.UpdateStop plan) implements Ask {}

  /** Says for the record that the position is watched and nothing is due. */
  record Record(ApplyPlan.Hold plan) implements Ask {}

  /**
   * A position stays without a stop: every try was declined.
   *
   * @param error what the apply layer answered last
   */
  record Unprotected(Symbol symbol, String error) implements ExitEffect {}

  /** A price is too old to act on. */
  record HeldBack(Symbol symbol) implements ExitEffect {}
}
