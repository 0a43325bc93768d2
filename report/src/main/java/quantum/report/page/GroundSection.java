package quantum.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quantum.report.data.Assumption;
import quantum.report.data.DataSpan;
import quantum.report.data.Refusal;
import quantum.report.data.ReportData;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** What the figures stand on, before any of them is read. */
final class GroundSection {
  private static final int REFUSALS_IN_FULL = 12;

  private GroundSection() {}

  static void write(Markup page, ReportData data) {
    Page.section(page, "ground", "What this stands on");
    if (!data.assumptions().isEmpty()) {
      page.open("dl", "class", "terms");
      for (Assumption assumption : data.assumptions()) {
        page.open("div").element("dt", assumption.name().replace('_', ' '));
        page.open("dd").name(assumption.text()).close().close();
      }
      page.closeLine();
    }
    if (data.data().isEmpty()) {
      page.element("p", "No prices are part of this report.", "class", "note").line();
    } else {
      quality(page, data.data());
    }
    if (!data.notes().isEmpty()) {
      page.open("ul", "class", "notes");
      data.notes().forEach(note -> page.open("li").name(note).close());
      page.closeLine();
    }
    refusals(page, data.refused());
    page.closeLine();
  }

  private static void quality(Markup page, List<DataSpan> data) {
    Tables table =
        Tables.begin(
            page,
            "data",
            "Prices",
            1,
            List.of("Symbol", "Bars", "Each of", "Missing"),
            List.of("Longest gap", "From, UTC", "To, UTC"));
    for (DataSpan span : data) {
      page.open("tr").open("th", "scope", "row").name(span.symbol()).close();
      table.number(Numbers.count(span.bars()));
      table.number(Numbers.span(span.intervalMillis()));
      table.number(
          span.missing() == 0
              ? "0"
              : Numbers.count(span.missing()) + " in " + Numbers.count(span.gaps()));
      table.word(
          span.missing() == 0
              ? "none"
              : Numbers.span(span.longestGapMillis())
                  + " from "
                  + Numbers.time(span.longestGapAtMillis()));
      table.word(Numbers.time(span.firstMillis()));
      table.word(Numbers.time(span.lastMillis()));
      page.closeLine();
    }
    table.end();
  }

  private static void refusals(Markup page, List<Refusal> refused) {
    if (refused.isEmpty()) {
      page.element("p", "No entry was refused.", "class", "note").line();
      return;
    }
    Map<String, Integer> reasons = new LinkedHashMap<>();
    refused.forEach(each -> reasons.merge(each.reason(), 1, Integer::sum));
    page.element(
        "h3",
        refused.size() == 1
            ? "1 entry was refused: it opened nothing"
            : Numbers.count(refused.size()) + " entries were refused: they opened nothing");
    page.open("ul", "class", "notes");
    if (refused.size() <= REFUSALS_IN_FULL) {
      for (Refusal each : refused) {
        page.open("li").name(each.symbol()).text(" " + Numbers.time(each.atMillis()) + ": ");
        page.name(each.reason()).close();
      }
    } else {
      reasons.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(REFUSALS_IN_FULL)
          .forEach(
              reason ->
                  page.open("li")
                      .text(Numbers.count(reason.getValue()) + " × ")
                      .name(reason.getKey())
                      .close());
      if (reasons.size() > REFUSALS_IN_FULL) {
        page.element(
            "li", (reasons.size() - REFUSALS_IN_FULL) + " more reasons are in the JSON file.");
      }
    }
    page.closeLine();
  }
}
