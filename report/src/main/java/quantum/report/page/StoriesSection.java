package quantum.report.page;

import quantum.report.chart.PositionChart;
import quantum.report.data.Fill;
import quantum.report.data.PriceSource;
import quantum.report.data.ReportedPosition;
import quantum.report.data.Tranche;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** Positions one by one, each with its picture and the figures that the picture shows. */
final class StoriesSection {
  private static final int STOPS_IN_FULL = 8;

  private final Markup page;
  private final PriceSource prices;

  private StoriesSection(Markup page, PriceSource prices) {
    this.page = page;
    this.prices = prices;
  }

  static void write(Markup page, Stories stories, PriceSource prices) {
    Page.section(page, "positions", "Position by position");
    if (stories.leftOut() > 0) {
      page.element(
          "p",
          Numbers.count(stories.leftOut())
              + " positions between the worst and the best are left out here; the CSV and the JSON"
              + " file have all.",
          "class",
          "note",
          "id",
          "left-out");
    }
    page.element(
        "p",
        "▲ ▼ entry of a LONG or SHORT, its tip at the price · ①… tranches · dashed line the stop · "
            + "✕ exit · hollow candles rise, filled ones fall · on the right R of the price",
        "class",
        "key");
    StoriesSection section = new StoriesSection(page, prices);
    for (Stories.Part part : stories.parts()) {
      page.element("h3", part.heading());
      page.open("div", "class", "stories");
      for (ReportedPosition position : part.positions()) {
        section.story(position, stories.anchors().get(position));
      }
      page.closeLine();
    }
    page.closeLine();
  }

  private void story(ReportedPosition position, String anchor) {
    page.open("article", "class", "story", "id", anchor, "aria-labelledby", anchor + "-h");
    page.open("h4", "id", anchor + "-h").name(position.symbol());
    page.text(" " + position.side() + " ");
    String tone = position.net().signum() < 0 ? "down" : "up";
    page.element(
        "span",
        position.realizedR().map(r -> Numbers.r(r) + " R").orElse("no R"),
        "class",
        "right " + tone);
    page.close();
    page.open("p", "class", "small").text(Numbers.time(position.openedAtMillis()));
    page.text(" to " + Numbers.time(position.closedAtMillis()) + " UTC, ");
    page.text(Numbers.span(position.heldMillis()) + ", ended by ").name(position.exitReason());
    position.regime().ifPresent(regime -> page.text(", entered in ").name(regime));
    page.text(", opened by ").name(position.source()).close();
    PositionChart.draw(page, anchor + "-c", position, prices);
    page.open("dl", "class", "facts");
    facts(position);
    page.close();
    tranches(position);
    stops(position);
    page.closeLine();
  }

  private void facts(ReportedPosition position) {
    fact("Entry", Numbers.exact(position.entryPrice()));
    fact("Mean exit", position.exitPrice().map(Numbers::rounded).orElse("no trade tells it"));
    fact("Quantity", Numbers.exact(position.initialQty()));
    fact("First stop", position.initialStop().map(Numbers::exact).orElse("none"));
    fact("R, best/worst", Numbers.r(position.maxR()) + " / " + Numbers.r(position.minR()));
    fact("Captured", captured(position));
    fact("Net USD", Numbers.usd(position.net()));
    fact("Fees", Numbers.plain(position.money().commission().doubleValue(), 2));
    fact("Funding", Numbers.usd(position.money().funding()));
  }

  private static String captured(ReportedPosition position) {
    boolean lost = position.realizedR().filter(r -> r <= 0).isPresent();
    return lost ? "nothing" : Numbers.percent(position.capture());
  }

  private void fact(String name, String value) {
    page.open("div").element("dt", name).element("dd", value).close();
  }

  private void tranches(ReportedPosition position) {
    if (position.tranches().isEmpty()) {
      return;
    }
    page.open("ol", "class", "steps", "aria-label", "Tranches");
    for (Tranche tranche : position.tranches()) {
      page.open("li").name(tranche.name());
      tranche.fill().ifPresent(fill -> page.text(at(fill)));
      page.close();
    }
    page.close();
  }

  private static String at(Fill fill) {
    return " "
        + Numbers.exact(fill.qty())
        + " at "
        + Numbers.exact(fill.price())
        + ", "
        + Numbers.time(fill.timeMillis());
  }

  private void stops(ReportedPosition position) {
    int moves = position.stops().size();
    if (moves < 2) {
      return;
    }
    page.open("p", "class", "small").text("Stop: ");
    int shown = Math.min(moves, STOPS_IN_FULL);
    for (int i = 0; i < shown; i++) {
      page.text((i == 0 ? "" : " → ") + Numbers.exact(position.stops().get(i).price()));
    }
    if (moves > shown) {
      page.text(" → (" + (moves - shown) + " more moves) last ");
      page.text(Numbers.exact(position.stops().getLast().price()));
    }
    page.close();
  }
}
