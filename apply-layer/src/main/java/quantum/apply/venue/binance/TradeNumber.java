package quantum.apply.venue.binance;

import java.util.Optional;
import java.util.regex.Pattern;
import quantum.apply.venue.TradeCursor;

/** The exchange counts the trades of a symbol up: a trade's id is its place. */
record TradeNumber(long number) implements TradeCursor {
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

  static Optional<TradeCursor> of(String text) {
    return DIGITS.matcher(text).matches()
        ? Optional.of(new TradeNumber(Long.parseLong(text)))
        : Optional.empty();
  }

  /** The first id behind a cursor. */
  static long after(TradeCursor booked) {
    return numberOf(booked) + 1;
  }

  private static long numberOf(TradeCursor cursor) {
    if (cursor instanceof TradeNumber(long number)) {
      return number;
    }
    throw new IllegalArgumentException("a trade cursor of another venue: " + cursor);
  }

  @Override
  public String text() {
    return Long.toString(number);
  }

  @Override
  public int compareTo(TradeCursor other) {
    return Long.compare(number, numberOf(other));
  }
}
