package quantum.console.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import quantum.account.explain.Explainer;
import quantum.account.explain.Explanation;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.OpenSnapshots;
import quantum.account.snapshot.OpenSnapshots.Terrain;
import quantum.console.model.Outlook;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/**
 * What happens next to each open position. Where its levels are depends on the position and not on
 * the price, so an explanation is kept until the position changes or {@value #FRESH_MILLIS} ms have
 * passed; and a second explains no more than {@value #AT_ONCE} that only have grown old.
 */
final class Outlooks {
  private static final long FRESH_MILLIS = 5_000;
  private static final int AT_ONCE = 60;

  private final Map<Symbol, Kept> kept = new HashMap<>();

  /** What an explanation stands on, besides the price. */
  private record Ground(
      Optional<OpenPosition> position, Set<?> emitted, Set<?> taken, Object blocked) {
    static Ground of(Holding holding) {
      Optional<Evaluation> evaluation = holding.evaluation().value();
      return new Ground(
          holding.position().value(),
          evaluation.<Set<?>>map(Evaluation::levelsEmitted).orElse(Set.of()),
          evaluation.<Set<?>>map(Evaluation::levelsTaken).orElse(Set.of()),
          evaluation.<Object>map(Evaluation::levelsBlockedUntil).orElse(Map.of()));
    }
  }

  private record Kept(Ground ground, long atMillis, Optional<Explanation> explanation) {}

  List<Outlook> of(Account account, Redis redis, HarvestSettings settings) {
    Set<Symbol> open = account.holdings().stream().map(Holding::symbol).collect(Collectors.toSet());
    kept.keySet().retainAll(open);
    List<Holding> due = new ArrayList<>();
    for (Holding holding : account.holdings()) {
      Kept before = kept.get(holding.symbol());
      boolean changed = before == null || !before.ground().equals(Ground.of(holding));
      boolean old = before != null && account.readAtMillis() - before.atMillis() >= FRESH_MILLIS;
      if (changed || old && due.size() < AT_ONCE) {
        due.add(holding);
      }
    }
    explain(due, account, new OpenSnapshots(redis, settings.sources()), settings);
    return account.holdings().stream()
        .map(holding -> new Outlook(holding, kept.get(holding.symbol()).explanation()))
        .toList();
  }

  private void explain(
      List<Holding> due, Account account, OpenSnapshots snapshots, HarvestSettings settings) {
    Map<Symbol, Terrain> terrains = snapshots.terrains(due.stream().map(Holding::symbol).toList());
    for (Holding holding : due) {
      Explanation explanation =
          Explainer.explain(
              snapshots.snapshot(account, holding, terrains.get(holding.symbol())),
              settings.terms());
      kept.put(
          holding.symbol(),
          new Kept(Ground.of(holding), account.readAtMillis(), Optional.of(explanation)));
    }
  }
}
