package quantum.apply.venue;

/**
 * A place in the order in which a venue tells the trades of a symbol: each trade has one of its
 * own, and how far the trades are booked is one too. What it is made of, a number, a time, a page,
 * is the venue's business; {@link VenueTerms#cursor} reads back what {@link #text} wrote.
 *
 * <p>Cursors of one symbol at one venue can be compared. Equal ones are of the same trade.
 */
public interface TradeCursor extends Comparable<TradeCursor> {

  /** As it is kept, 1 to 64 visible characters. */
  String text();

  default boolean isAfter(TradeCursor other) {
    return compareTo(other) > 0;
  }

  /** Whether who has booked up to here has booked that trade. */
  default boolean covers(TradeCursor trade) {
    return compareTo(trade) >= 0;
  }

  static TradeCursor later(TradeCursor one, TradeCursor other) {
    return one.isAfter(other) ? one : other;
  }
}
