package quantum.paper.prices;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as price files write it. */
public final class TimeText {
  /** Epoch seconds of the year 5138; above it a number counts milliseconds, and so on. */
  private static final long LATEST_SECONDS = 100_000_000_000L;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:[T ]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?"
              + " ?(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?");

  private TimeText() {}

  /**
   * Epoch milliseconds of either.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long parse(String text) {
    return text.matches("\\d{1,18}") ? millis(Long.parseLong(text)) : millis(text);
  }

  /** Epoch milliseconds of a count of seconds, milliseconds, micro- or nanoseconds, by its size. */
  public static long millis(long count) {
    if (count < LATEST_SECONDS) {
      return count * 1000;
    }
    if (count < LATEST_SECONDS * 1000) {
      return count;
    }
    return count < LATEST_SECONDS * 1_000_000 ? count / 1000 : count / 1_000_000;
  }

  /**
   * Epoch milliseconds of what is no whole number: a date, a date and time (UTC if it names no
   * zone), or seconds with a fraction.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static long millis(String text) {
    Matcher iso = ISO.matcher(text.strip());
    try {
      if (iso.matches()) {
        return millis(iso);
      }
      BigDecimal number = new BigDecimal(text.strip());
      if (number.signum() >= 0 && number.precision() - number.scale() <= 19) {
        BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
        return whole.longValueExact() < LATEST_SECONDS
            ? number.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact()
            : millis(whole.longValueExact());
      }
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(e);
    }
    throw new IllegalArgumentException();
  }

  private static long millis(Matcher iso) {
    LocalDate date = LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3));
    int nanos =
        iso.group(7) == null ? 0 : Integer.parseInt((iso.group(7) + "00000000").substring(0, 9));
    LocalTime time =
        iso.group(4) == null
            ? LocalTime.MIDNIGHT
            : LocalTime.of(
                number(iso, 4), number(iso, 5), iso.group(6) == null ? 0 : number(iso, 6), nanos);
    String zone = iso.group(8);
    ZoneOffset offset =
        zone == null || Character.isLetter(zone.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(zone);
    return OffsetDateTime.of(LocalDateTime.of(date, time), offset).toInstant().toEpochMilli();
  }

  private static int number(Matcher iso, int group) {
    return Integer.parseInt(iso.group(group));
  }
}
