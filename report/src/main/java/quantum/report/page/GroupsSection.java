package quantum.report.page;

import java.util.ArrayList;
import java.util.List;
import quantum.report.figures.Grouping;
import quantum.report.figures.ReportFigures;
import quantum.report.figures.Sums;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** The totals again, by what positions differ in. */
final class GroupsSection {
  private static final List<String> HEADS =
      List.of("Count", "Won", "Mean R", "Sum R", "Net USD", "Capture");

  private GroupsSection() {}

  static void write(Markup page, ReportFigures figures) {
    Page.section(page, "groups", "By reason, symbol, side, regime and hour");
    page.open("div", "class", "tables");
    figures.groups().forEach((by, groups) -> table(page, by, groups, figures.sums()));
    page.closeLine();
    page.closeLine();
  }

  private static void table(Markup page, Grouping by, List<Grouping.Group> groups, Sums all) {
    List<String> heads = new ArrayList<>(List.of(by.head()));
    heads.addAll(HEADS);
    Tables table = Tables.begin(page, "by-" + by.code(), "By " + by.title(), 1, heads, List.of());
    for (Grouping.Group group : groups) {
      page.open("tr").open("th", "scope", "row").name(group.name()).close();
      cells(table, group.sums());
      page.closeLine();
    }
    page.close().open("tfoot").open("tr").element("th", "All", "scope", "row");
    cells(table, all);
    page.close();
    table.end();
  }

  private static void cells(Tables table, Sums sums) {
    table.count(sums.count());
    table.number(Numbers.percent(sums.winRate()));
    table.signed(
        sums.meanR().map(mean -> Numbers.signed(mean, 2)).orElse(Numbers.NONE),
        sums.meanR().orElse(0.0));
    table.signed(
        sums.measured() == 0 ? Numbers.NONE : Numbers.r(sums.sumR()), "sum_r", sums.sumR());
    table.signed(Numbers.usd(sums.money().net()), "net_pnl", sums.money().net().doubleValue());
    table.number(Numbers.percent(sums.capture()));
  }
}
