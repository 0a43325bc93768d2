package quantum.report.chart;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A scale of time, UTC, with the round moments that people expect on it. */
record TimeAxis(Axis axis) {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long[] STEPS = {
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    5 * DAY,
    10 * DAY
  };
  private static final int[] MONTHS = {1, 2, 3, 6, 12, 24, 60, 120};
  private static final long LONGEST_MONTH = 31 * DAY;
  private static final DateTimeFormatter CLOCK = pattern("HH:mm");
  private static final DateTimeFormatter DAY_OF_MONTH = pattern("d MMM");
  private static final DateTimeFormatter MONTH = pattern("MMM yyyy");

  /** A moment and how it is written. */
  record Tick(long millis, String label) {}

  static TimeAxis over(long first, long last, double start, double end) {
    return new TimeAxis(new Axis(first, Math.max(last, first + 1), start, end));
  }

  double at(long millis) {
    return axis.at(millis);
  }

  String px(long millis) {
    return axis.px(millis);
  }

  /** At most so many, evenly apart. */
  List<Tick> ticks(int most) {
    long first = (long) axis.from();
    long last = (long) axis.to();
    for (long step : STEPS) {
      if ((last - first) / step < most) {
        return steps(first, last, step);
      }
    }
    for (int months : MONTHS) {
      if ((last - first) / (months * LONGEST_MONTH) < most) {
        return months(first, last, months);
      }
    }
    return List.of();
  }

  private static List<Tick> steps(long first, long last, long step) {
    List<Tick> ticks = new ArrayList<>();
    for (long at = Math.ceilDiv(first, step) * step; at <= last; at += step) {
      boolean isDay = step >= DAY || at % DAY == 0;
      ticks.add(new Tick(at, (isDay ? DAY_OF_MONTH : CLOCK).format(Instant.ofEpochMilli(at))));
    }
    return ticks;
  }

  private static List<Tick> months(long first, long last, int months) {
    List<Tick> ticks = new ArrayList<>();
    int year = LocalDate.ofInstant(Instant.ofEpochMilli(first), ZoneOffset.UTC).getYear();
    LocalDate date =
        LocalDate.of(months > 12 ? year - Math.floorMod(year, months / 12) : year, 1, 1);
    for (; millis(date) <= last; date = date.plusMonths(months)) {
      if (millis(date) >= first) {
        ticks.add(new Tick(millis(date), MONTH.format(Instant.ofEpochMilli(millis(date)))));
      }
    }
    return ticks;
  }

  private static long millis(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }
}
