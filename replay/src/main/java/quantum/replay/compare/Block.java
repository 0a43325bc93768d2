package quantum.replay.compare;

import java.util.Comparator;

/**
 * Entries that went through the same market and say the same thing more than once.
 *
 * @param day UTC days since the epoch
 * @param symbol empty where all symbols of a day count as one market
 */
public record Block(long day, String symbol) implements Comparable<Block> {
  private static final long DAY_MILLIS = 86_400_000;
  private static final Comparator<Block> ORDER =
      Comparator.comparingLong(Block::day).thenComparing(Block::symbol);

  /** What counts as one market. */
  public enum Of {
    /** Each symbol of a day by itself. */
    DAY_AND_SYMBOL("day and symbol"),
    /** All symbols of a day together, as they move together. */
    DAY("day");

    private final String words;

    Of(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }

    /** The block of an entry, by the day on which it was sent. */
    public Block of(String symbol, long atMillis) {
      return new Block(Math.floorDiv(atMillis, DAY_MILLIS), this == DAY ? "" : symbol);
    }
  }

  @Override
  public int compareTo(Block other) {
    return ORDER.compare(this, other);
  }
}
