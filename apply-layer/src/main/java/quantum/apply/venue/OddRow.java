package quantum.apply.venue;

import java.util.Optional;
import quantum.kernel.value.Symbol;

/**
 * A row of a venue's answer that cannot be read. It is left out and named; the others are used.
 *
 * @param symbol absent if not even that can be read
 */
public record OddRow(Optional<Symbol> symbol, String why) {
  /** Whether it may tell of this symbol. */
  public boolean mayBeOf(Symbol other) {
    return symbol.map(other::equals).orElse(true);
  }

  @Override
  public String toString() {
    return symbol.map(Symbol::name).orElse("a row without a symbol") + ": " + why;
  }
}
