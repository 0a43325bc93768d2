package quantum.apply.venue;

import java.util.List;
import quantum.kernel.value.Symbol;

/**
 * Every open position of the account, as far as the venue's rows can be read.
 *
 * @param unreadable rows of which nobody can say what they hold; none of them is flat
 */
public record VenuePositions(List<VenuePosition> open, List<OddRow> unreadable) {
  public VenuePositions {
    open = List.copyOf(open);
    unreadable = List.copyOf(unreadable);
  }

  /** What is open of a symbol, as far as it can be read. */
  public Legs legs(Symbol symbol) {
    return new Legs(open.stream().filter(position -> position.symbol().equals(symbol)).toList());
  }

  /** Whether the venue has said that the symbol is flat: no row of it, and none without a name. */
  public boolean isFlat(Symbol symbol) {
    return open.stream().noneMatch(position -> position.symbol().equals(symbol))
        && unreadable.stream().noneMatch(row -> row.mayBeOf(symbol));
  }
}
