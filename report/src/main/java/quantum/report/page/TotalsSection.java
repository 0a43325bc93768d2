package quantum.report.page;

import java.util.Optional;
import quantum.report.data.Money;
import quantum.report.figures.Drawdown;
import quantum.report.figures.Interval;
import quantum.report.figures.ReportFigures;
import quantum.report.figures.Sums;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** What all positions come to. */
final class TotalsSection {
  private final Markup page;

  private TotalsSection(Markup page) {
    this.page = page;
  }

  static void write(Markup page, ReportFigures figures) {
    Page.section(page, "totals", "Totals");
    TotalsSection section = new TotalsSection(page);
    page.open("dl", "class", "tiles");
    section.tiles(figures);
    page.closeLine();
    page.element("p", footnote(figures), "class", "note");
    page.closeLine();
  }

  private void tiles(ReportFigures figures) {
    Sums sums = figures.sums();
    Money money = sums.money();
    tile(
        "Expectancy",
        sums.meanR().map(mean -> Numbers.signed(mean, 3) + " R").orElse(Numbers.NONE),
        "mean of a position; " + interval(figures.expectancy()),
        "mean_r",
        sums.meanR().orElse(0.0));
    tile(
        "Net result",
        Numbers.usd(money.net()) + " USD",
        sums.measured() == 0 ? "no position has an R" : Numbers.r(sums.sumR()) + " R in all",
        "net_pnl",
        money.net().doubleValue());
    tile(
        "Positions",
        Numbers.count(sums.count()),
        Numbers.count(sums.won()) + " won, " + Numbers.count(sums.lost()) + " lost",
        "count",
        0);
    tile(
        "Win rate",
        Numbers.percent(sums.winRate()),
        "longest run of losers: " + figures.losingRun(),
        "win_rate",
        0);
    tile(
        "Profit factor",
        sums.profitFactor().map(value -> Numbers.plain(value, 2)).orElse(Numbers.NONE),
        sums.forgone().signum() == 0 ? "nothing was lost" : "USD won for each USD lost",
        "profit_factor",
        0);
    tile(
        "Median",
        figures.medianR().map(median -> Numbers.r(median) + " R").orElse(Numbers.NONE),
        "held " + Numbers.span(figures.heldMillis()) + " in the median",
        "median_r",
        figures.medianR().orElse(0.0));
    tile(
        "Capture",
        Numbers.percent(sums.capture()),
        "of the best R that positions stood at",
        "capture",
        0);
    tile(
        "Give-back",
        sums.giveBack().map(r -> Numbers.plain(r, 2) + " R").orElse(Numbers.NONE),
        "from the best to the end, mean",
        "give_back",
        0);
    tile(
        "Drawdown in R",
        Numbers.plain(figures.inR().drawdown().depth(), 2) + " R",
        when(figures.inR().drawdown()),
        "drawdown_r",
        0);
    tile(
        "Drawdown in USD",
        Numbers.plain(figures.inUsd().drawdown().depth(), 2) + " USD",
        when(figures.inUsd().drawdown()),
        "drawdown_usd",
        0);
    tile(
        "Fees",
        Numbers.plain(money.commission().doubleValue(), 2) + " USD",
        "in the net result",
        "commission",
        0);
    tile(
        "Funding",
        Numbers.usd(money.funding()) + " USD",
        funding(money),
        "funding",
        money.funding().doubleValue());
  }

  /**
   * @param value of a figure that may be above or below nothing; 0 of others
   */
  private void tile(String name, String figure, String note, String code, double value) {
    page.open("div").element("dt", name);
    String tone = value > 0 ? "figure up" : value < 0 ? "figure down" : "figure";
    page.element("dd", figure, "class", tone, "data-total", code);
    page.element("dd", note, "class", "small").close();
  }

  private static String funding(Money money) {
    return switch (money.funding().signum()) {
      case -1 -> "paid, in the net result";
      case 1 -> "received, in the net result";
      default -> "neither paid nor received";
    };
  }

  private static String interval(Optional<Interval> interval) {
    return interval
        .map(
            i ->
                "90\u202f%: "
                    + Numbers.signed(i.low(), 3)
                    + " to "
                    + Numbers.signed(i.high(), 3)
                    + " R")
        .orElse("too few for an interval");
  }

  private static String when(Drawdown drawdown) {
    return drawdown.depth() == 0
        ? "never below its highest"
        : Numbers.date(drawdown.peakMillis()) + " to " + Numbers.date(drawdown.troughMillis());
  }

  private static String footnote(ReportFigures figures) {
    Sums sums = figures.sums();
    StringBuilder text = new StringBuilder();
    figures
        .expectancy()
        .ifPresent(
            interval ->
                text.append(
                    interval.holds(0)
                        ? "The interval of the expectancy holds 0: no advantage is shown. "
                        : "The interval of the expectancy does not hold 0. "));
    text.append(
        "It comes from drawing positions one by one; those of one hour in markets that move together"
            + " are no independent evidence, so the true one is wider. ");
    text.append("R is net of fees and funding; best and worst R are before them.");
    int without = sums.count() - sums.measured();
    if (without > 0) {
      text.append(' ')
          .append(Numbers.count(without))
          .append(" positions had no stop and so have no R: they count in USD alone.");
    }
    return text.toString();
  }
}
