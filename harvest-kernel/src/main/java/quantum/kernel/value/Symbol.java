package quantum.kernel.value;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A perpetual future's name at the venue, for example {@code BTCUSDT}; upper case, 1 to 40 letters,
 * digits, dots, dashes or underscores. Letters of any script count: venues list such names.
 */
public record Symbol(String name) implements Comparable<Symbol> {
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}._-]{1,40}");

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

  public static Symbol of(String name) {
    return new Symbol(name);
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
