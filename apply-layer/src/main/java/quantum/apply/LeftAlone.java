package quantum.apply;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import quantum.apply.venue.VenuePosition;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * Positions that a hand has made and that ADOPT_POSITIONS=off leaves alone, as far as this run has
 * found out. What changed since is looked at anew: an order of ours may be in it.
 */
final class LeftAlone {
  private record Seen(Side side, String quantity, long updatedMillis) {
    static Seen of(VenuePosition held) {
      return new Seen(held.side(), held.quantity().toString(), held.updatedMillis());
    }
  }

  private final Map<Symbol, Seen> left = new ConcurrentHashMap<>();

  /** Whether this is news. */
  boolean leave(VenuePosition held) {
    Seen before = left.put(held.symbol(), Seen.of(held));
    return before == null || before.side() != held.side();
  }

  /** Whether it is the position that was left alone, unchanged. */
  boolean isLeft(VenuePosition held) {
    return Seen.of(held).equals(left.get(held.symbol()));
  }

  void gone(Symbol symbol) {
    left.remove(symbol);
  }
}
