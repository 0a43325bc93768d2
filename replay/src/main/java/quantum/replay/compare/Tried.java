package quantum.replay.compare;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What one combination made of the entries of a part.
 *
 * @param r realized R of each entry, in their order; empty where it opened nothing
 * @param ends how each of them ended
 */
public record Tried(Combination combination, List<OptionalDouble> r, List<End> ends) {
  /** What ended a position. */
  public enum End {
    /** A decision or the exchange; or there was none to end. */
    ITSELF,
    /** The end of the first part: it is valued there. */
    AT_SPLIT,
    /** A hole or the end of the prices: it is valued there. */
    BY_DATA
  }

  public Tried {
    r = List.copyOf(r);
    ends = List.copyOf(ends);
  }

  /** Entries that opened a position. */
  public int positions() {
    return (int) r.stream().filter(OptionalDouble::isPresent).count();
  }

  int positions(int[] entries) {
    return (int) Arrays.stream(entries).filter(entry -> r.get(entry).isPresent()).count();
  }

  int cut(int[] entries, End how) {
    return (int) Arrays.stream(entries).filter(entry -> ends.get(entry) == how).count();
  }
}
