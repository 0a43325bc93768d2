package quantum.marketstate;

import java.util.Set;
import quantum.kernel.value.Symbol;

/**
 * What to watch.
 *
 * @param symbols all of them
 * @param open those of them with an open position, which come first in everything
 */
record Watchlist(Set<Symbol> symbols, Set<Symbol> open) {
  static final Watchlist EMPTY = new Watchlist(Set.of(), Set.of());

  Watchlist {
    symbols = Set.copyOf(symbols);
    open = Set.copyOf(open);
  }
}
