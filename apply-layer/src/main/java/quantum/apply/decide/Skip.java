package quantum.apply.decide;

import quantum.contracts.ApplyPlan;
import quantum.contracts.SkipReason;

/**
 * A plan that is not executed.
 *
 * @param detail for the log line, empty if the code says it all
 */
public record Skip(SkipReason code, String detail)
    implements EntryVerdict, CloseVerdict, StopVerdict {
  public static Skip of(SkipReason code) {
    return new Skip(code, "");
  }

  /** Why a plan that nobody carries out ends without an order. */
  public static Skip of(ApplyPlan.Unknown plan) {
    return plan.withheld()
        .map(why -> new Skip(SkipReason.SKIP_WITHHELD, why))
        .orElseGet(() -> of(SkipReason.SKIP_UNKNOWN_ACTION));
  }
}
