package quantum.alerts.decide;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the daily summary counts.
 *
 * @param told alerts by kind that became part of a message
 * @param quieted alerts by kind that did not: their kind is quiet
 */
public record Tally(Map<String, Long> told, Map<String, Long> quieted) {
  private static final int KINDS = 100;
  private static final String OTHERS = "others";

  static final Tally NONE = new Tally(Map.of(), Map.of());

  public Tally {
    told = Map.copyOf(told);
    quieted = Map.copyOf(quieted);
  }

  Tally plusTold(String kind) {
    return new Tally(plus(told, kind), quieted);
  }

  Tally plusQuieted(String kind) {
    return new Tally(told, plus(quieted, kind));
  }

  private static Map<String, Long> plus(Map<String, Long> counts, String kind) {
    Map<String, Long> more = new TreeMap<>(counts);
    more.merge(more.size() < KINDS || more.containsKey(kind) ? kind : OTHERS, 1L, Long::sum);
    return more;
  }
}
