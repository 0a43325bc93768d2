package quantum.report.figures;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.report.data.ReportedPosition;

/** What each day (UTC) brought: a position counts on the day of its end. */
public record Days(SortedMap<LocalDate, Day> byDate) {
  /**
   * @param r sum of realized R of those that have one
   * @param net USD
   */
  public record Day(int count, double r, BigDecimal net) {
    private static final Day NOTHING = new Day(0, 0, BigDecimal.ZERO);

    private Day plus(Day other) {
      return new Day(count + other.count, r + other.r, net.add(other.net));
    }
  }

  public Days {
    byDate = Collections.unmodifiableSortedMap(new TreeMap<>(byDate));
  }

  static Days of(List<ReportedPosition> positions) {
    TreeMap<LocalDate, Day> days = new TreeMap<>();
    for (ReportedPosition position : positions) {
      LocalDate date =
          Instant.ofEpochMilli(position.closedAtMillis()).atZone(ZoneOffset.UTC).toLocalDate();
      days.merge(date, new Day(1, position.realizedR().orElse(0.0), position.net()), Day::plus);
    }
    return new Days(days);
  }

  /** The months from the first to the last, those without a position too. */
  public List<YearMonth> months() {
    List<YearMonth> months = new ArrayList<>();
    if (!byDate.isEmpty()) {
      YearMonth last = YearMonth.from(byDate.lastKey());
      for (YearMonth m = YearMonth.from(byDate.firstKey()); !m.isAfter(last); m = m.plusMonths(1)) {
        months.add(m);
      }
    }
    return months;
  }

  /** What a month brought. */
  public Day month(YearMonth month) {
    return sum(month.atDay(1), month.atEndOfMonth());
  }

  /** What the days from one to another brought, both included. */
  public Day sum(LocalDate first, LocalDate last) {
    return byDate.subMap(first, last.plusDays(1)).values().stream()
        .collect(Collectors.reducing(Day.NOTHING, Day::plus));
  }
}
