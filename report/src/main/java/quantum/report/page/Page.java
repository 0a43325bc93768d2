package quantum.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import quantum.report.chart.CourseChart;
import quantum.report.chart.DistributionChart;
import quantum.report.chart.ReachChart;
import quantum.report.data.PriceSource;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.report.figures.ReportFigures;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/**
 * The report as one HTML document, which needs nothing else: no script, no network, no font. It
 * forbids itself all of them, so even a mistake in it could not fetch anything.
 */
public final class Page {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

  private Page() {}

  /**
   * @param each how many of the worst and of the best positions are told one by one
   * @param prices candles of those
   */
  public static String of(ReportData data, ReportFigures figures, int each, PriceSource prices) {
    Stories stories = Stories.of(data.positions(), each);
    Markup page = new Markup();
    page.open("html", "lang", "en");
    head(page, data.title());
    page.open("body");
    header(page, data, figures);
    page.open("main");
    GroundSection.write(page, data);
    if (data.positions().isEmpty()) {
      page.element("p", "There is no closed position to report.", "class", "empty");
    } else {
      sections(page, data, figures, stories, prices);
    }
    page.closeLine();
    page.closeLine().close();
    return page.document();
  }

  private static void sections(
      Markup page, ReportData data, ReportFigures figures, Stories stories, PriceSource prices) {
    TotalsSection.write(page, figures);
    data.comparison()
        .ifPresent(with -> ComparisonSection.write(page, with, figures.compared().orElseThrow()));
    courses(page, data, figures);
    CalendarSection.write(page, figures.days());
    section(page, "reach", "What was kept, and how it is spread");
    page.open("div", "class", "pair");
    page.open("figure");
    ReachChart.draw(page, "reach-chart", data.positions(), stories.anchors());
    page.element("figcaption", "Below the upper dashed line: what was given back.").close();
    page.open("figure");
    DistributionChart.draw(
        page, "distribution", figures.distribution(), figures.sums().meanR(), figures.medianR());
    page.element("figcaption", "Zero is the edge of a bar: no bar holds winners and losers.");
    page.close().close().closeLine();
    GroupsSection.write(page, figures);
    WorstSection.write(page, data.positions(), stories.anchors());
    StoriesSection.write(page, stories, prices);
  }

  /** Begins a section with its heading; one close ends it. */
  static void section(Markup page, String id, String heading) {
    page.open("section", "id", id, "aria-labelledby", id + "-h");
    page.element("h2", heading, "id", id + "-h").line();
  }

  private static void head(Markup page, String title) {
    page.open("head").empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    page.element("title", title).line();
    page.style(sheet());
    page.closeLine();
  }

  private static void header(Markup page, ReportData data, ReportFigures figures) {
    page.open("header").open("h1").name(data.title()).close();
    if (!data.positions().isEmpty()) {
      page.element("p", period(data.positions(), figures), "class", "lead");
    }
    page.open("nav", "aria-label", "Contents");
    link(page, "ground", "Assumptions");
    if (!data.positions().isEmpty()) {
      link(page, "totals", "Totals");
      if (data.comparison().isPresent()) {
        link(page, "compared", "Compared");
      }
      link(page, "equity", "Equity");
      link(page, "calendar", "Calendar");
      link(page, "reach", "Kept");
      link(page, "groups", "Groups");
      link(page, "worst", "Worst");
      link(page, "positions", "Positions");
    }
    page.close().closeLine();
  }

  private static void link(Markup page, String anchor, String text) {
    page.element("a", text, "href", "#" + anchor);
  }

  private static String period(List<ReportedPosition> positions, ReportFigures figures) {
    long first = positions.stream().mapToLong(ReportedPosition::openedAtMillis).min().orElseThrow();
    return Numbers.count(figures.sums().count())
        + (figures.sums().count() == 1 ? " position" : " positions")
        + " from "
        + Numbers.time(first)
        + " to "
        + Numbers.time(positions.getLast().closedAtMillis())
        + " UTC";
  }

  private static void courses(Markup page, ReportData data, ReportFigures figures) {
    long first =
        data.positions().stream().mapToLong(ReportedPosition::openedAtMillis).min().orElseThrow();
    section(page, "equity", "Equity and drawdown");
    page.open("div", "class", "pair").open("figure");
    CourseChart.draw(page, "equity-r", figures.inR(), first, "R", 2);
    page.close().open("figure");
    CourseChart.draw(page, "equity-usd", figures.inUsd(), first, "USD", 2);
    page.close().close();
    page.element(
        "p",
        "Each step is the end of a position. What open positions stood at is not in it, so the"
            + " account's own drawdown may have been deeper.",
        "class",
        "note");
    page.closeLine();
  }

  private static String sheet() {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in our own jar
    }
  }
}
