package quantum.account.explain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import quantum.contracts.Cooldown;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;

/** Figures as people read them. */
public final class Say {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int DIGITS = 6;

  private Say() {}

  /** At most six significant digits, no exponent. */
  public static String number(double value) {
    return Double.isFinite(value) ? number(Decimals.of(value)) : Double.toString(value);
  }

  /** At most six significant digits, no exponent. */
  public static String number(BigDecimal value) {
    return Decimals.plain(value.round(new MathContext(DIGITS, RoundingMode.HALF_EVEN)));
  }

  /** Two decimals, for amounts of money. */
  public static String cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Two decimals, for R. */
  public static String r(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Three decimals, for K and probabilities. */
  public static String score(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** A fraction as percent. */
  public static String percent(double fraction) {
    return number(Math.round(fraction * 1e6) / 1e4) + " %";
  }

  public static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  /** Two units at most: 45 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
  public static String duration(long millis) {
    long seconds = Math.floorDiv(millis + 500, 1000L);
    if (seconds < 0) {
      return "-" + duration(-millis);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  /** How far {@code to} is from {@code from}: +1.59 %. */
  public static String away(Price from, Price to) {
    return String.format(
        Locale.ROOT, "%+.2f %%", 100 * (to.asDouble() - from.asDouble()) / from.asDouble());
  }

  /** Until when a cooldown lasts. */
  public static String cooldown(Cooldown cooldown, long nowMillis) {
    if (cooldown.sinceMillis() == Long.MAX_VALUE) {
      return "while its cooldown key lives";
    }
    return "for "
        + duration(cooldown.sinceMillis() + Cooldown.SECONDS * 1000 - nowMillis)
        + ": the symbol cools down";
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return big + " " + bigUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /**
   * A halt or pause in one line.
   *
   * @param how halted or paused
   */
  public static String halt(String how, quantum.contracts.Halt halt) {
    return how
        + (halt.sinceMillis() > 0 ? " since " + time(halt.sinceMillis()) : "")
        + (halt.untilMillis().isPresent() ? " until " + time(halt.untilMillis().getAsLong()) : "")
        + (halt.inWords().isEmpty() ? "" : " (" + halt.inWords() + ")");
  }
}
