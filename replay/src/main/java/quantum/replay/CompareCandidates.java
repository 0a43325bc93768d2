package quantum.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import quantum.apply.decide.EntryRules;
import quantum.brain.decide.HarvestRules;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.bridge.decide.BridgeRules;
import quantum.exitbrain.decide.ExitRules;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.replay.compare.Combination;
import quantum.replay.market.MarketRules;
import quantum.replay.run.Backtest;

/**
 * The combinations that are worth a run: those that decide alike are run once.
 *
 * @param byCombination the default first, each with its rules
 * @param notes which were left out
 */
record CompareCandidates(Map<Combination, Backtest.Rules> byCombination, List<String> notes) {

  /**
   * @param dflt what is set where no combination sets anything
   * @throws IllegalArgumentException if nothing is left to compare
   */
  static CompareCandidates of(
      Backtest.Rules dflt,
      List<Combination> combinations,
      Function<Combination, Backtest.Rules> rules) {
    Map<Deciding, Combination> seen = new LinkedHashMap<>();
    Map<Combination, Backtest.Rules> kept = new LinkedHashMap<>();
    // the combination that says what is the default anyway gives it its name
    List<Backtest.Rules> decided = combinations.stream().map(rules).toList();
    int named = decided.stream().map(Deciding::of).toList().indexOf(Deciding.of(dflt));
    Combination first = named < 0 ? Combination.DEFAULT : combinations.get(named);
    kept.put(first, dflt);
    seen.put(Deciding.of(dflt), first);
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < combinations.size(); i++) {
      Combination each = combinations.get(i);
      Backtest.Rules its = decided.get(i);
      Combination same = seen.putIfAbsent(Deciding.of(its), each);
      if (same == null) {
        kept.put(each, its);
      } else if (!same.equals(each)) {
        notes.add(each + " decides the same as " + same + " and is not run again");
      }
    }
    if (kept.size() == 1) {
      throw new IllegalArgumentException(
          "--set: every combination decides as the default does, so there is nothing to compare");
    }
    return new CompareCandidates(kept, notes);
  }

  /** What of the rules decides: the terms of the policy that was not chosen do nothing. */
  private record Deciding(
      HarvestMode mode,
      HarvestPolicy policy,
      int maxActionsPerMinute,
      long blockMillis,
      BridgeRules bridge,
      EntryRules entries,
      boolean exchangeStops,
      ExitRules exits,
      MarketRules market) {
    static Deciding of(Backtest.Rules rules) {
      HarvestRules harvest = rules.harvest();
      return new Deciding(
          harvest.mode(),
          harvest.policy(),
          harvest.maxActionsPerMinute(),
          harvest.blockMillis(),
          rules.bridge(),
          rules.entries(),
          rules.exchangeStops(),
          rules.exits(),
          rules.market());
    }
  }

  List<Combination> inOrder() {
    return List.copyOf(byCombination.keySet());
  }

  Backtest.Rules rules(Combination combination) {
    return byCombination.get(combination);
  }

  boolean mayKill() {
    return byCombination.values().stream().anyMatch(LabRules::mayKill);
  }
}
