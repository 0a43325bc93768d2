package quantum.cli.verb;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as people type it, all in UTC. */
final class Moment {
  static final String SHAPES = "a day 2026-11-28, a time 2026-11-28T15:30, or an age 90m, 24h, 7d";

  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([mhd])");

  private Moment() {}

  /** The first millisecond that is meant. */
  static long beginning(String text, long nowMillis) {
    return parsed(text, nowMillis, false);
  }

  /** The last one: of a day its end. */
  static long end(String text, long nowMillis) {
    return parsed(text, nowMillis, true);
  }

  /**
   * @throws IllegalArgumentException saying what may stand there
   */
  private static long parsed(String text, long nowMillis, boolean last) {
    Matcher age = AGE.matcher(text);
    if (age.matches()) {
      long count = Long.parseLong(age.group(1));
      Duration ago =
          switch (age.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      return nowMillis - ago.toMillis();
    }
    try {
      if (text.length() == "yyyy-MM-dd".length()) {
        LocalDate day = LocalDate.parse(text);
        return (last ? day.plusDays(1) : day)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli()
            - (last ? 1 : 0);
      }
      return text.endsWith("Z")
          ? Instant.parse(text).toEpochMilli()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("must be " + SHAPES + ", was '" + text + "'", e);
    }
  }
}
