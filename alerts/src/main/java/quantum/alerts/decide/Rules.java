package quantum.alerts.decide;

import java.util.Map;

/**
 * What the trader wants to hear, and how often.
 *
 * @param name what messages are headed by: which account or machine speaks
 * @param kinds by the kind's name; ON where nothing is said
 * @param groupMillis after a message of a kind, others of it wait this long and become one; ≥ 0
 * @param repeatMillis what still stands is told again after this; &gt; 0
 * @param maxPerHour messages within an hour, tests apart; above it they become one digest; &gt; 0
 */
public record Rules(
    String name, Map<String, KindMode> kinds, long groupMillis, long repeatMillis, int maxPerHour) {
  public Rules {
    kinds = Map.copyOf(kinds);
    if (groupMillis < 0 || repeatMillis <= 0 || maxPerHour <= 0) {
      throw new IllegalArgumentException(
          "groupMillis must be >= 0, repeatMillis and maxPerHour > 0, were "
              + groupMillis
              + ", "
              + repeatMillis
              + ", "
              + maxPerHour);
    }
  }

  public KindMode mode(String kind) {
    return kinds.getOrDefault(kind, KindMode.ON);
  }
}
