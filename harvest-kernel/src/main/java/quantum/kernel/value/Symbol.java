package quantum.kernel.value;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A perpetual future's name at the venue, for example {@code BTCUSDT}; upper case, 1 to 40 letters,
 * digits, dots, dashes or underscores. Letters of any script count: venues list such names.
 */
public record Symbol(String name) implements Comparable<Symbol> {
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}._-]{1,40}");

  /** base/quote:settlement, of which the last two are the same. */
  private static final Pattern LINEAR =
      Pattern.compile(
          "([\\p{L}\\p{N}]{1,20})/([\\p{L}\\p{N}]{1,20}):\\2", Pattern.CASE_INSENSITIVE);

  /**
   * @throws IllegalArgumentException naming the text if it is no symbol
   */
  public Symbol {
    if (name == null || !ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "symbol must be 1 to 40 letters, digits, '.', '-' or '_', was '" + name + "'");
    }
    name = name.toUpperCase(Locale.ROOT);
  }

  /**
   * The perpetual future that a text names, as the venue writes it or as ccxt does: {@code
   * BTC/USDT:USDT} is {@code BTCUSDT}. A spot pair ({@code BTC/USDT}), a future with a date and one
   * that is settled in its base ({@code BTC/USD:BTC}) are none.
   *
   * @throws IllegalArgumentException naming the text if it is no symbol
   */
  public static Symbol of(String name) {
    Matcher unified = LINEAR.matcher(name == null ? "" : name);
    return new Symbol(unified.matches() ? unified.group(1) + unified.group(2) : name);
  }

  @Override
  public int compareTo(Symbol other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
