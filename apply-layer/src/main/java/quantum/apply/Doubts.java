package quantum.apply;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import quantum.kernel.value.Symbol;

/**
 * Where what Redis tells of the past may not be all of it. A Redis that comes back may be seconds
 * younger than what was done, and takes with it that a plan was carried out: it is then asked for
 * again, fresh and under the same id. What such a plan did is missing in the hash, so the doubt
 * ends when a symbol was compared with the exchange, or when a position begins that no such plan
 * can mean; until then an order's id is asked for before it is sent.
 */
final class Doubts {
  private final AtomicLong round = new AtomicLong();
  private final Set<Symbol> settled = ConcurrentHashMap.newKeySet();

  /** Redis may have forgotten something: at the start, and after each outage. */
  void begin() {
    round.incrementAndGet();
    settled.clear();
  }

  /** What is found out from now on is of this round. */
  long round() {
    return round.get();
  }

  /** Nothing of the symbol is missing here, as far as it was found out in this round. */
  void settle(Symbol symbol, long of) {
    settled.add(symbol);
    if (round.get() != of) {
      settled.remove(symbol);
    }
  }

  boolean isDoubtful(Symbol symbol) {
    return !settled.contains(symbol);
  }
}
