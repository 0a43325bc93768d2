package quantum.account.snapshot;

import java.util.List;
import java.util.Set;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.TradeIntent;

/**
 * The newest entries of the streams, newest first.
 *
 * @param deadPlans stream ids of plans that nobody could use
 * @param deadLetters how many messages nobody could use, in the time looked at
 * @param resultsSinceMillis since when all results are here: there were more than are looked at
 */
public record StreamHistory(
    List<Entry<ApplyPlan>> plans,
    List<Entry<ApplyResult>> results,
    List<Entry<TradeIntent>> intents,
    List<Entry<TradeIntent>> suggestions,
    Set<String> deadPlans,
    int deadLetters,
    long resultsSinceMillis,
    List<String> withheld) {

  /**
   * @param atMillis when it came into the stream, wall clock
   */
  public record Entry<T>(String id, long atMillis, T value) {}

  public StreamHistory {
    plans = List.copyOf(plans);
    results = List.copyOf(results);
    intents = List.copyOf(intents);
    suggestions = List.copyOf(suggestions);
    deadPlans = Set.copyOf(deadPlans);
    withheld = List.copyOf(withheld);
  }
}
