package quantum.report.page;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import quantum.report.figures.Days;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** What each month and each day brought. */
final class CalendarSection {
  private static final int MOST_MONTHS_BY_DAY = 24;

  private final Markup page;
  private final Days days;
  private final double deepest;

  private CalendarSection(Markup page, Days days) {
    this.page = page;
    this.days = days;
    this.deepest =
        days.byDate().values().stream().mapToDouble(day -> Math.abs(day.r())).max().orElse(0);
  }

  static void write(Markup page, Days days) {
    Page.section(page, "calendar", "Calendar");
    page.element(
        "p",
        "R realized by the positions that ended on each day, UTC; w is the week's sum.",
        "class",
        "note");
    CalendarSection section = new CalendarSection(page, days);
    List<YearMonth> months = days.months();
    if (months.size() > 1) {
      section.years(months);
    }
    List<YearMonth> busy = months.stream().filter(month -> days.month(month).count() > 0).toList();
    if (busy.size() > MOST_MONTHS_BY_DAY) {
      page.element(
          "p",
          "By day: the last "
              + MOST_MONTHS_BY_DAY
              + " months with positions; "
              + (busy.size() - MOST_MONTHS_BY_DAY)
              + " earlier ones are left out.",
          "class",
          "note");
    }
    page.open("div", "class", "months");
    busy.stream().skip(Math.max(0, busy.size() - MOST_MONTHS_BY_DAY)).forEach(section::month);
    page.closeLine();
    page.closeLine();
  }

  private void years(List<YearMonth> months) {
    page.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", "By month");
    page.open("table", "class", "years", "id", "years").element("caption", "By month, R");
    page.open("thead").open("tr").element("th", "Year", "scope", "col");
    for (int month = 1; month <= 12; month++) {
      page.element(
          "th",
          java.time.Month.of(month).getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
          "scope",
          "col",
          "class",
          "number");
    }
    page.element("th", "All", "scope", "col", "class", "number").close().close().open("tbody");
    int last = months.getLast().getYear();
    for (int year = months.getFirst().getYear(); year <= last; year++) {
      page.open("tr").element("th", Integer.toString(year), "scope", "row");
      for (int month = 1; month <= 12; month++) {
        cell(days.month(YearMonth.of(year, month)), "number");
      }
      Days.Day all = days.sum(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
      page.element(
          "td",
          Numbers.r(all.r()),
          "class",
          tone("number sum", all),
          "data-year",
          Double.toString(all.r()));
      page.closeLine();
    }
    page.close().close().closeLine();
  }

  private void month(YearMonth month) {
    Days.Day all = days.month(month);
    page.open("div", "class", "month")
        .open("table")
        .open("caption")
        .element(
            "strong",
            month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                + " "
                + month.getYear());
    page.text(" ")
        .element(
            "span",
            Numbers.r(all.r()) + " R",
            "class",
            tone("", all).strip(),
            "data-month",
            Double.toString(all.r()));
    page.text(", " + Numbers.usd(all.net()) + " USD").close();
    page.open("thead").open("tr");
    for (DayOfWeek day : DayOfWeek.values()) {
      page.element(
          "th",
          day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).substring(0, 2),
          "scope",
          "col",
          "abbr",
          day.getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }
    page.element("th", "w", "scope", "col", "abbr", "Week").close().close().open("tbody");
    LocalDate monday = month.atDay(1).with(DayOfWeek.MONDAY);
    if (monday.isAfter(month.atDay(1))) {
      monday = monday.minusDays(7);
    }
    for (; !monday.isAfter(month.atEndOfMonth()); monday = monday.plusDays(7)) {
      week(month, monday);
    }
    page.close().close().closeLine();
  }

  private void week(YearMonth month, LocalDate monday) {
    page.open("tr");
    LocalDate first = monday.isBefore(month.atDay(1)) ? month.atDay(1) : monday;
    LocalDate last =
        monday.plusDays(6).isAfter(month.atEndOfMonth())
            ? month.atEndOfMonth()
            : monday.plusDays(6);
    for (int i = 0; i < 7; i++) {
      LocalDate date = monday.plusDays(i);
      if (!YearMonth.from(date).equals(month)) {
        page.empty("td", "class", "off");
        continue;
      }
      day(date);
    }
    Days.Day week = days.sum(first, last);
    page.element("td", week.count() == 0 ? "" : text(week.r()), "class", tone("sum", week));
    page.closeLine();
  }

  private void day(LocalDate date) {
    Days.Day day = days.byDate().get(date);
    if (day == null) {
      page.open("td").element("span", Integer.toString(date.getDayOfMonth()), "class", "date");
      page.close();
      return;
    }
    page.open(
        "td",
        "class",
        tone(shade(day.r()), day),
        "data-day",
        Double.toString(day.r()),
        "title",
        date
            + ": "
            + day.count()
            + (day.count() == 1 ? " position, " : " positions, ")
            + Numbers.r(day.r())
            + " R, "
            + Numbers.usd(day.net())
            + " USD");
    page.element("span", Integer.toString(date.getDayOfMonth()), "class", "date");
    page.text(text(day.r())).close();
  }

  private void cell(Days.Day day, String style) {
    page.element("td", day.count() == 0 ? "" : text(day.r()), "class", tone(style, day));
  }

  /** One decimal: a cell is narrow. */
  private static String text(double r) {
    return Numbers.signed(r, Math.abs(r) >= 100 ? 0 : 1);
  }

  /** How strong the day was against the strongest. */
  private String shade(double r) {
    double share = deepest == 0 ? 0 : Math.abs(r) / deepest;
    return share > 0.5 ? "much" : share > 0.15 ? "some" : "little";
  }

  private static String tone(String style, Days.Day day) {
    return day.r() > 0 ? style + " up" : day.r() < 0 ? style + " down" : style;
  }
}
