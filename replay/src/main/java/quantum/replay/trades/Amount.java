package quantum.replay.trades;

import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.kernel.value.Decimals;

/**
 * A number as exports write it: with a sign, thousands separators, and the asset behind it.
 *
 * @param unit in capitals, empty if none is said
 */
record Amount(BigDecimal value, String unit) {
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:\\d{1,3}(?:,\\d{3})+|\\d+)?(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)\\s*(\\p{Alpha}[\\p{Alnum}]*)?");

  private static final Set<String> DOLLARS =
      Set.of("", "USDT", "USDC", "BNFCR", "USD1", "FDUSD", "BUSD", "USD");

  /**
   * @throws IllegalArgumentException naming the text
   */
  static Amount parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches() || form.group(1).isEmpty()) {
      throw new IllegalArgumentException("not a number: '" + text + "'");
    }
    return new Amount(
        Decimals.parse(form.group(1).replace(",", "")),
        form.group(2) == null ? "" : form.group(2).toUpperCase(java.util.Locale.ROOT));
  }

  /** Whether it counts 1:1 as US dollars. */
  boolean isDollars() {
    return DOLLARS.contains(unit);
  }
}
