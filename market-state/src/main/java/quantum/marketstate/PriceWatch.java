package quantum.marketstate;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import quantum.kernel.value.Symbol;

/**
 * How long the price of each symbol has been silent, and how late it comes. Times of arrival are
 * milliseconds of a clock that nobody sets.
 *
 * <p>Two clocks cannot be compared, but their distance does not change: a price is late by what it
 * took longer than the quickest one did.
 */
final class PriceWatch {
  private static final class Heard {
    private long lastAt;
    private long againAt;
    private boolean ever;
    private long lateMillis;

    Heard(long now) {
      lastAt = now;
      againAt = now;
    }
  }

  private final long silenceMillis;
  private final Map<Symbol, Heard> bySymbol = new TreeMap<>();
  private long quickestMillis = Long.MAX_VALUE;

  PriceWatch(long silenceMillis) {
    this.silenceMillis = silenceMillis;
  }

  void watch(Set<Symbol> symbols, long now) {
    bySymbol.keySet().retainAll(symbols);
    symbols.forEach(symbol -> bySymbol.computeIfAbsent(symbol, _ -> new Heard(now)));
  }

  /** A price of this event time was published. */
  void published(Symbol symbol, long eventMillis, long now) {
    Heard heard = bySymbol.get(symbol);
    if (heard != null) {
      heard.lastAt = now;
      heard.againAt = now;
      heard.ever = true;
      quickestMillis = Math.min(quickestMillis, now - eventMillis);
      heard.lateMillis = now - eventMillis - quickestMillis;
    }
  }

  /** The venue began again at another time: nothing before it can be compared with. */
  void beginAgain() {
    quickestMillis = Long.MAX_VALUE;
  }

  /** Those of which no price has come yet. */
  Set<Symbol> awaited() {
    return which(heard -> !heard.ever);
  }

  /** Those of which no price came for the time that is patience enough. */
  Set<Symbol> silent(long now) {
    return which(heard -> now - heard.lastAt >= silenceMillis);
  }

  long silentMillis(Symbol symbol, long now) {
    Heard heard = bySymbol.get(symbol);
    return heard == null ? 0 : now - heard.lastAt;
  }

  /** The silent ones whose stream is to be subscribed once more; each is told once in a while. */
  Set<Symbol> takeDueAgain(long now) {
    Set<Symbol> due = which(heard -> now - heard.againAt >= silenceMillis);
    due.forEach(symbol -> bySymbol.get(symbol).againAt = now + 2 * silenceMillis);
    return due;
  }

  /** How late the last price of each came, of those that were later than this. */
  Map<Symbol, Long> later(long millis) {
    return bySymbol.entrySet().stream()
        .filter(one -> one.getValue().lateMillis > millis)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, one -> one.getValue().lateMillis, Math::max, TreeMap::new));
  }

  private Set<Symbol> which(Predicate<Heard> wanted) {
    Set<Symbol> found = new TreeSet<>();
    bySymbol.forEach(
        (symbol, heard) -> {
          if (wanted.test(heard)) {
            found.add(symbol);
          }
        });
    return found;
  }
}
