package quantum.report.markup;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import quantum.kernel.value.Decimals;

/**
 * Numbers as people read them: a sign, a real minus, groups of three; a dash where there is none.
 */
public final class Numbers {
  public static final String NONE = "–";

  private static final char MINUS = '\u2212';
  private static final char GROUP = '\u202f'; // narrow, and no line breaks at it
  private static final MathContext SEVEN_DIGITS = new MathContext(7);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** R with its sign and two decimals. */
  public static String r(double value) {
    return signed(value, 2);
  }

  public static String r(Optional<Double> value) {
    return value.map(Numbers::r).orElse(NONE);
  }

  /** With its sign, grouped. */
  public static String signed(double value, int decimals) {
    return signed(BigDecimal.valueOf(value), decimals);
  }

  /** USD with its sign and cents, grouped. */
  public static String usd(BigDecimal value) {
    return signed(value, 2);
  }

  /** Without a plus. */
  public static String plain(double value, int decimals) {
    return grouped(BigDecimal.valueOf(value), decimals, "");
  }

  public static String count(long value) {
    return grouped(BigDecimal.valueOf(value), 0, "");
  }

  public static String percent(Optional<Double> share) {
    return share.map(value -> plain(value * 100, 0) + "\u202f%").orElse(NONE);
  }

  /** A price or quantity as it is. */
  public static String exact(BigDecimal value) {
    return Decimals.plain(value).replace('-', MINUS);
  }

  /** A price that was computed, to seven digits. */
  public static String rounded(BigDecimal value) {
    return exact(value.round(SEVEN_DIGITS));
  }

  /** Minutes of UTC. */
  public static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  public static String date(long millis) {
    return DATE.format(Instant.ofEpochMilli(millis));
  }

  /** A length of time in its two largest units. */
  public static String span(long millis) {
    if (millis < 60_000) {
      return plain(millis / 1000.0, millis % 1000 == 0 ? 0 : 1) + " s";
    }
    long minutes = millis / 60_000;
    if (minutes < 60) {
      return minutes + " min";
    }
    if (minutes < 48 * 60) {
      return two(minutes / 60, "h", minutes % 60, "min");
    }
    return two(minutes / 1440, "d", minutes % 1440 / 60, "h");
  }

  private static String two(long large, String unit, long small, String smaller) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
  }

  private static String signed(BigDecimal value, int decimals) {
    return grouped(value, decimals, "+");
  }

  private static String grouped(BigDecimal value, int decimals, String plus) {
    BigDecimal rounded = value.setScale(decimals, RoundingMode.HALF_EVEN);
    String digits = rounded.abs().toPlainString();
    int point = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
    StringBuilder text = new StringBuilder(digits);
    for (int at = point - 3; at > 0; at -= 3) {
      text.insert(at, GROUP);
    }
    return switch (rounded.signum()) {
      case -1 -> MINUS + text.toString();
      case 1 -> plus + text;
      default -> text.toString();
    };
  }
}
