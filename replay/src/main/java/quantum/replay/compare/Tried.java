package quantum.replay.compare;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What one combination made of the entries of a part.
 *
 * @param r realized R of each entry, in their order; empty where it opened nothing
 * @param cutAtSplit positions that were still open where the first part ends: valued there
 * @param cutByData positions that a hole or the end of the prices ended
 */
public record Tried(
    Combination combination, List<OptionalDouble> r, int cutAtSplit, int cutByData) {
  public Tried {
    r = List.copyOf(r);
  }

  /** Entries that opened a position. */
  public int positions() {
    return (int) r.stream().filter(OptionalDouble::isPresent).count();
  }
}
