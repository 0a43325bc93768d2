package quantum.contracts;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;
import quantum.kernel.value.Decimals;

/** Event times: epoch seconds with a fraction on the wire, epoch milliseconds inside. */
public final class EventTime {
  /** Seconds after which a number can only be milliseconds: the year 5138. */
  private static final BigDecimal SECONDS_LIMIT = new BigDecimal("1e11");

  /** Each unit is a thousand times finer than the one before. */
  private static final BigDecimal MILLIS_LIMIT = new BigDecimal("1e14");

  private static final BigDecimal MICROS_LIMIT = new BigDecimal("1e17");
  private static final BigDecimal NANOS_LIMIT = new BigDecimal("1e20");

  private static final Pattern NANOS = Pattern.compile("[0-9]{19,20}(\\.[0-9]{1,9})?");

  /** The latest time that an event may have, in milliseconds: what seconds can say. */
  private static final long LATEST_MILLIS = MILLIS_LIMIT.longValue();

  /** ISO-8601 as people and programs write it: a blank for the T, any fraction, zone or not. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .appendPattern("HH:mm[:ss]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .appendPattern("[XXX][XX][X]")
          .optionalEnd()
          .toFormatter()
          .withResolverStyle(java.time.format.ResolverStyle.STRICT);

  private EventTime() {}

  /**
   * Reads epoch seconds (fraction allowed), milli-, micro- or nanoseconds, told apart by size, or
   * ISO-8601; without a zone it is UTC.
   *
   * @throws IllegalArgumentException naming the text
   */
  public static long parseMillis(String text) {
    String time = text.strip();
    if (time.length() > 9 && time.charAt(4) == '-' && time.charAt(7) == '-') {
      return iso(time);
    }
    // nanoseconds have more digits than any quantity
    BigDecimal number = NANOS.matcher(time).matches() ? new BigDecimal(time) : Decimals.parse(time);
    if (number.signum() < 0 || number.compareTo(NANOS_LIMIT) >= 0) {
      throw new IllegalArgumentException("not a time since 1970: '" + text + "'");
    }
    int places =
        number.compareTo(SECONDS_LIMIT) < 0
            ? 3
            : number.compareTo(MILLIS_LIMIT) < 0 ? 0 : number.compareTo(MICROS_LIMIT) < 0 ? -3 : -6;
    return number.scaleByPowerOfTen(places).longValue();
  }

  private static long iso(String text) {
    String time = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
    try {
      TemporalAccessor parsed = ISO.parse(time.toUpperCase(java.util.Locale.ROOT));
      LocalDate day = LocalDate.from(parsed);
      LocalDateTime local =
          parsed.isSupported(ChronoField.HOUR_OF_DAY)
              ? LocalDateTime.from(parsed)
              : day.atStartOfDay();
      ZoneOffset zone =
          parsed.isSupported(ChronoField.OFFSET_SECONDS) ? ZoneOffset.from(parsed) : ZoneOffset.UTC;
      long millis = local.toInstant(zone).toEpochMilli();
      if (millis < 0 || millis >= LATEST_MILLIS) {
        throw new IllegalArgumentException("not a time since 1970: '" + text + "'");
      }
      return millis;
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("not an ISO-8601 time: '" + text + "'", e);
    }
  }

  /** Epoch seconds as the streams carry them, for example {@code 1770155882.463}. */
  public static String format(long millis) {
    long fraction = Math.floorMod(millis, 1000L);
    long seconds = Math.floorDiv(millis, 1000L);
    if (fraction == 0) {
      return Long.toString(seconds);
    }
    String digits = Long.toString(1000 + fraction).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return seconds + "." + digits.substring(0, end);
  }

  /** The time inside a stream id such as {@code 1770155882463-0}. */
  public static long ofStreamId(String id) {
    int dash = id.indexOf('-');
    return Long.parseLong(dash < 0 ? id : id.substring(0, dash));
  }
}
