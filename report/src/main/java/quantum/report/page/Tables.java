package quantum.report.page;

import java.util.List;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** Tables that can be scrolled where the page is narrower than they are. */
final class Tables {
  private final Markup page;

  private Tables(Markup page) {
    this.page = page;
  }

  /**
   * @param words how many of the {@code heads} are of words; the others are of numbers
   * @param after heads of words behind them
   */
  static Tables begin(
      Markup page, String id, String caption, int words, List<String> heads, List<String> after) {
    page.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", caption);
    page.open("table", "id", id);
    page.element("caption", caption);
    page.open("thead").open("tr");
    for (int i = 0; i < heads.size(); i++) {
      String style = i >= words ? "number" : "word";
      page.element("th", heads.get(i), "scope", "col", "class", style);
    }
    for (String head : after) {
      page.element("th", head, "scope", "col", "class", "word");
    }
    page.close().close().open("tbody");
    return new Tables(page);
  }

  void word(String text) {
    page.open("td", "class", "word").name(text).close();
  }

  /** With the exact figure for those who check it. */
  void signed(String text, String figure, double value) {
    page.element(
        "td",
        text,
        "class",
        tone(value),
        "data-figure",
        figure,
        "data-value",
        Double.toString(value));
  }

  void count(int value) {
    page.element(
        "td",
        Numbers.count(value),
        "class",
        "number",
        "data-figure",
        "count",
        "data-value",
        Integer.toString(value));
  }

  void number(String text) {
    page.element("td", text, "class", "number");
  }

  /** A number whose sign also is a colour. */
  void signed(String text, double value) {
    page.element("td", text, "class", tone(value));
  }

  void end() {
    page.close().close().closeLine();
  }

  private static String tone(double value) {
    return value > 0 ? "number up" : value < 0 ? "number down" : "number";
  }
}
