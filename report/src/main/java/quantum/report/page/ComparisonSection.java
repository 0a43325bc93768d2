package quantum.report.page;

import java.util.List;
import quantum.report.data.Comparison;
import quantum.report.figures.SideBySide;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** Two ways to end the same entries, side by side. */
final class ComparisonSection {
  private static final int SHOWN = 5;

  private final Markup page;
  private final Comparison comparison;

  private ComparisonSection(Markup page, Comparison comparison) {
    this.page = page;
    this.comparison = comparison;
  }

  static void write(Markup page, Comparison comparison, SideBySide figures) {
    Page.section(page, "compared", "The same entries, side by side");
    ComparisonSection section = new ComparisonSection(page, comparison);
    page.element("p", section.verdict(figures), "id", "verdict");
    section.totals(figures.one(), figures.other());
    List<Comparison.Pair> worst = SideBySide.worstFirst(comparison);
    int shown = Math.min(SHOWN, worst.size());
    section.pairs("worse", "Where it would have been worst", worst.subList(0, shown));
    section.pairs("better", "Where it would have been best", worst.reversed().subList(0, shown));
    page.closeLine();
  }

  private String verdict(SideBySide figures) {
    String text =
        Numbers.count(comparison.pairs().size())
            + " entries: "
            + comparison.other()
            + " brought "
            + Numbers.signed(figures.meanGain(), 3)
            + " R against "
            + comparison.one()
            + " on average, more in "
            + figures.better()
            + " and less in "
            + figures.worse()
            + ". ";
    return text
        + figures
            .difference()
            .map(
                interval ->
                    (interval.holds(0) ? "No difference is shown: " : "A difference is shown: ")
                        + "the 90\u202f% interval is "
                        + Numbers.signed(interval.low(), 3)
                        + " to "
                        + Numbers.signed(interval.high(), 3)
                        + " R.")
            .orElse("Too few for an interval.");
  }

  private void totals(SideBySide.Way one, SideBySide.Way other) {
    Tables table =
        Tables.begin(
            page,
            "side-by-side",
            "In the same risk",
            1,
            List.of("", comparison.one(), comparison.other()),
            List.of());
    row(table, "Mean R", Numbers.signed(one.meanR(), 3), Numbers.signed(other.meanR(), 3));
    row(table, "Median R", Numbers.r(one.medianR()), Numbers.r(other.medianR()));
    row(table, "Capture", Numbers.percent(one.capture()), Numbers.percent(other.capture()));
    row(
        table,
        "Give-back, mean R",
        Numbers.plain(one.giveBack(), 2),
        Numbers.plain(other.giveBack(), 2));
    row(table, "Costs, USD", cost(one), cost(other));
    row(table, "Net, USD", Numbers.usd(one.net()), Numbers.usd(other.net()));
    table.end();
  }

  private static String cost(SideBySide.Way way) {
    return Numbers.plain(way.costs().doubleValue(), 2);
  }

  private void row(Tables table, String name, String one, String other) {
    page.open("tr").element("th", name, "scope", "row");
    table.number(one);
    table.number(other);
    page.closeLine();
  }

  private void pairs(String id, String caption, List<Comparison.Pair> pairs) {
    Tables table =
        Tables.begin(
            page,
            id,
            caption,
            1,
            List.of(
                "Symbol",
                comparison.one() + " R",
                "of best",
                comparison.other() + " R",
                "of best",
                "Difference"),
            List.of("Side", "Entered, UTC", "Ended by"));
    for (Comparison.Pair pair : pairs) {
      page.open("tr").open("th", "scope", "row").name(pair.symbol()).close();
      table.signed(Numbers.r(pair.one().r()), pair.one().r());
      table.number(Numbers.r(pair.one().bestR()));
      table.signed(Numbers.r(pair.other().r()), pair.other().r());
      table.number(Numbers.r(pair.other().bestR()));
      table.signed(Numbers.r(pair.gain()), pair.gain());
      table.word(pair.side().name());
      table.word(Numbers.time(pair.openedAtMillis()));
      table.word(pair.other().reason());
      page.closeLine();
    }
    table.end();
  }
}
