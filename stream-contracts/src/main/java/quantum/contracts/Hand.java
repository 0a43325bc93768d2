package quantum.contracts;

import java.util.Set;
import quantum.kernel.value.Symbol;

/**
 * What the trader holds back just now (SPEC §12). Asking is not free: what was asked for must still
 * be so when the effects of the decision happen.
 */
public interface Hand {
  /** Nothing is held back. */
  Hand FREE = new Told(false, false, Set.of());

  /** {@code quantum:kill}: neither entries nor harvests. */
  boolean killed();

  /** {@code quantum:halt}: no entries. */
  boolean halted();

  /** {@code quantum:pause:{SYMBOL}}: neither entries nor harvests of this symbol. */
  boolean paused(Symbol symbol);

  /** Known beforehand. */
  record Told(boolean killed, boolean halted, Set<Symbol> pausedSymbols) implements Hand {
    public Told {
      pausedSymbols = Set.copyOf(pausedSymbols);
    }

    @Override
    public boolean paused(Symbol symbol) {
      return pausedSymbols.contains(symbol);
    }
  }
}
