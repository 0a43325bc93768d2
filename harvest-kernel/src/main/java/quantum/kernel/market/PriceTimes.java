package quantum.kernel.market;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import quantum.kernel.value.Symbol;

/**
 * The time of each symbol's newest price: an older one moves nothing that a newer one has decided
 * (SPEC §2). Not thread-safe.
 */
public final class PriceTimes {
  /** No feed is that late; a recording that is played again is. */
  private static final long BEGUN_ANEW_MILLIS = 3_600_000;

  private final Map<Symbol, Long> newest;

  /** None seen yet. */
  public PriceTimes() {
    newest = new HashMap<>();
  }

  public PriceTimes(PriceTimes from) {
    newest = new HashMap<>(from.newest);
  }

  /** Event time of the symbol's newest price, epoch milliseconds. */
  public OptionalLong newest(Symbol symbol) {
    Long known = newest.get(symbol);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** A price of that time was decided on, by whomever. */
  public void note(Symbol symbol, long atMillis) {
    newest.merge(symbol, atMillis, Math::max);
  }

  /**
   * Takes note of a price.
   *
   * @param fresh whether it may be acted on by the wall clock; always so in a replay
   * @return whether it decides: it is no older than the newest, or the recording began anew
   */
  public boolean take(Symbol symbol, long atMillis, boolean fresh) {
    long known = newest.getOrDefault(symbol, Long.MIN_VALUE);
    if (atMillis < known && !(fresh && known - atMillis > BEGUN_ANEW_MILLIS)) {
      return false;
    }
    newest.put(symbol, atMillis);
    return true;
  }
}
