package quantum.bridge.decide;

import quantum.contracts.ApplyPlan;
import quantum.contracts.SkipReason;

/** What becomes of an intent. */
public sealed interface BridgeDecision {
  /** It becomes this plan. */
  record Plan(ApplyPlan plan) implements BridgeDecision {}

  /** It is well-formed and becomes nothing. */
  record Skip(SkipReason code, String detail) implements BridgeDecision {}

  /**
   * It contradicts itself or lacks what it needs, so it goes to the dead letters.
   *
   * @param found the text that stood in the field, empty if the field is missing
   * @param why what is allowed
   */
  record Refuse(String field, String found, String why) implements BridgeDecision {
    /** One sentence for the dead letter. */
    public String reason() {
      return field + "='" + found + "': " + why;
    }
  }
}
