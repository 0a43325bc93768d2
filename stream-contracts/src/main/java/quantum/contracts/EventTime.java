package quantum.contracts;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import quantum.kernel.value.Decimals;

/** Event times: epoch seconds with a fraction on the wire, epoch milliseconds inside. */
public final class EventTime {
  /** Seconds after which a number can only be milliseconds: the year 5138. */
  private static final BigDecimal SECONDS_LIMIT = new BigDecimal("1e11");

  /** The same year in milliseconds; what lies above is micro- or nanoseconds. */
  private static final BigDecimal MILLIS_LIMIT = new BigDecimal("1e14");

  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private EventTime() {}

  /**
   * Reads epoch seconds (fraction allowed), epoch milliseconds or ISO-8601.
   *
   * @throws IllegalArgumentException naming the text
   */
  public static long parseMillis(String text) {
    if (text.indexOf('T') > 0) {
      try {
        return Instant.parse(text.strip()).toEpochMilli();
      } catch (DateTimeException | ArithmeticException e) {
        throw new IllegalArgumentException("not an ISO-8601 time: '" + text + "'", e);
      }
    }
    BigDecimal number = Decimals.parse(text);
    if (number.signum() < 0 || number.compareTo(MILLIS_LIMIT) >= 0) {
      throw new IllegalArgumentException(
          "time must be epoch seconds or milliseconds: '" + text + "'");
    }
    BigDecimal millis = number.compareTo(SECONDS_LIMIT) < 0 ? number.multiply(THOUSAND) : number;
    return millis.longValue();
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
