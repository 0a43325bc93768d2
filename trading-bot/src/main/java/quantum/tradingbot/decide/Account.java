package quantum.tradingbot.decide;

import java.util.Map;
import java.util.Set;
import quantum.kernel.value.Symbol;

/**
 * What holds entries back.
 *
 * @param open symbols with an open position, whoever opened it
 * @param enteredMillis close time of the candle of each symbol's newest entry
 */
public record Account(Set<Symbol> open, Map<Symbol, Long> enteredMillis) {
  /** What was sent needs so long at most until it is a position or refused as stale (SPEC §7). */
  private static final long UNDERWAY_MILLIS = 60_000;

  public Account {
    open = Set.copyOf(open);
    enteredMillis = Map.copyOf(enteredMillis);
  }

  /** Entries that may yet become positions. */
  long underway(long nowMillis) {
    return enteredMillis.entrySet().stream()
        .filter(entry -> !open.contains(entry.getKey()))
        .filter(entry -> Math.abs(nowMillis - entry.getValue()) <= UNDERWAY_MILLIS)
        .count();
  }
}
