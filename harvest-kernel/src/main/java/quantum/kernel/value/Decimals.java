package quantum.kernel.value;

import java.math.BigDecimal;

/**
 * Decimal text as it crosses a boundary: exact, plain, and bounded before anything computes with
 * it.
 */
public final class Decimals {
  /** Far above any price or quantity of a venue; keeps a hostile exponent out of the arithmetic. */
  private static final int MAX_INTEGER_DIGITS = 18;

  private static final int MAX_SCALE = 30;

  /** Twice what an allowed number needs; parsing a text costs its length squared. */
  private static final int MAX_LENGTH = 100;

  private Decimals() {}

  /**
   * Reads a decimal number. Refuses NaN, infinities, more than 18 integer digits, more than 30
   * fraction digits and more than 100 characters, so {@code 1e400} is an error and not a value, and
   * no text costs more than another to refuse.
   *
   * @throws IllegalArgumentException naming the text and what is wrong with it
   */
  public static BigDecimal parse(String text) {
    String digits = text.strip();
    if (digits.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "number of "
              + digits.length()
              + " characters: '"
              + digits.substring(0, MAX_LENGTH)
              + "…'");
    }
    BigDecimal value;
    try {
      value = new BigDecimal(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a decimal number: '" + text + "'", e);
    }
    return bounded(value, text);
  }

  /** The decimal that {@code Double.toString} shows. */
  public static BigDecimal of(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a finite number: " + value);
    }
    return BigDecimal.valueOf(value);
  }

  /** Without exponent and without trailing zeros: what Redis, logs and the venue show. */
  public static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal bounded(BigDecimal value, String text) {
    // precision and scale first: both are cheap even for 1e999999999
    long integerDigits = (long) value.precision() - value.scale();
    if (value.signum() != 0 && integerDigits > MAX_INTEGER_DIGITS
        || value.scale() > MAX_SCALE + 300) {
      throw new IllegalArgumentException("number out of range: '" + text + "'");
    }
    BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    if (stripped.scale() > MAX_SCALE) {
      throw new IllegalArgumentException("more than 30 decimals: '" + text + "'");
    }
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
