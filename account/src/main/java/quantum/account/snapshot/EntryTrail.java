package quantum.account.snapshot;

import java.util.List;
import java.util.Optional;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.TradeIntent;

/**
 * What became of the newest entries that were asked for of a symbol.
 *
 * @param intent the newest intent to enter
 * @param plan the newest plan to enter
 * @param refusals results of entries that were not executed, newest first
 */
public record EntryTrail(
    Optional<TradeIntent.Entry> intent,
    Optional<ApplyPlan.Entry> plan,
    List<ApplyResult> refusals) {
  public static final EntryTrail NONE =
      new EntryTrail(Optional.empty(), Optional.empty(), List.of());

  public EntryTrail {
    refusals = List.copyOf(refusals);
  }
}
