package quantum.account.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quantum.account.snapshot.Snapshot;

/**
 * What a snapshot means.
 *
 * @param terms that the explanation is by
 * @param protection absent without a position
 * @param profit absent without a position or a price; so are {@code kill}, levels and stop
 * @param reasons never empty
 */
public record Explanation(
    Snapshot snapshot,
    HarvestTerms terms,
    Optional<PriceNow> price,
    MarketNow market,
    Optional<ProtectionNow> protection,
    Optional<Profit> profit,
    Optional<KillNow> kill,
    List<Level> levels,
    List<StopStep> stopSteps,
    List<Reason> reasons) {
  public Explanation {
    levels = List.copyOf(levels);
    stopSteps = List.copyOf(stopSteps);
    reasons = List.copyOf(reasons);
  }

  /** With one more reason, in its place. */
  Explanation with(Reason reason) {
    List<Reason> more = new ArrayList<>(reasons);
    more.add(reason);
    more.sort(Comparator.comparing(Reason::code));
    return new Explanation(
        snapshot, terms, price, market, protection, profit, kill, levels, stopSteps, more);
  }
}
