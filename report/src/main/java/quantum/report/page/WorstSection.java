package quantum.report.page;

import java.util.List;
import java.util.Map;
import quantum.report.data.ReportedPosition;
import quantum.report.figures.ReportFigures;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** The positions that cost most. */
final class WorstSection {
  static final int WORST = 10;

  private WorstSection() {}

  static void write(
      Markup page, List<ReportedPosition> positions, Map<ReportedPosition, String> anchors) {
    Page.section(page, "worst", "The worst " + Math.min(WORST, positions.size()));
    Tables table =
        Tables.begin(
            page,
            "worst-table",
            "Least R first",
            1,
            List.of("Symbol", "R", "Net USD", "Best R", "Held"),
            List.of("Side", "Ended by", "Entered, UTC"));
    ReportFigures.worstFirst(positions).stream()
        .limit(WORST)
        .forEach(position -> row(page, table, position, anchors));
    table.end();
    page.closeLine();
  }

  private static void row(
      Markup page, Tables table, ReportedPosition position, Map<ReportedPosition, String> anchors) {
    page.open("tr").open("th", "scope", "row");
    String anchor = anchors.get(position);
    if (anchor == null) {
      page.name(position.symbol());
    } else {
      page.open("a", "href", "#" + anchor).name(position.symbol()).close();
    }
    page.close();
    table.signed(Numbers.r(position.realizedR()), position.realizedR().orElse(0.0));
    table.signed(Numbers.usd(position.net()), position.net().doubleValue());
    table.number(Numbers.r(position.maxR()));
    table.number(Numbers.span(position.heldMillis()));
    table.word(position.side().name());
    table.word(position.exitReason());
    table.word(Numbers.time(position.openedAtMillis()));
    page.closeLine();
  }
}
