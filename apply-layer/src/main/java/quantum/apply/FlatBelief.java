package quantum.apply;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import quantum.kernel.value.Symbol;

/**
 * Since when the exchange has been saying that nothing of a symbol is open. One such answer may be
 * of the time before a fill that nobody here remembers, and the stop that rests then is what
 * protects it.
 */
final class FlatBelief {
  /** So long an answer may be behind, and more. */
  private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final LongSupplier nanos;
  private final Map<Symbol, Long> since = new ConcurrentHashMap<>();
  private final Set<Symbol> closed = ConcurrentHashMap.newKeySet();

  /**
   * @param nanos as {@link System#nanoTime}
   */
  FlatBelief(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** An order of ours has closed all of it: that needs no other word. */
  void closed(Symbol symbol) {
    closed.add(symbol);
  }

  /** Something is open. */
  void open(Symbol symbol) {
    since.remove(symbol);
    closed.remove(symbol);
  }

  /** The exchange says flat: milliseconds until it is believed, 0 if it is. */
  long leftMillis(Symbol symbol) {
    long now = nanos.getAsLong();
    long first = since.computeIfAbsent(symbol, s -> now);
    long left = BELIEVED_NANOS - (now - first);
    return closed.contains(symbol) || left <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }
}
