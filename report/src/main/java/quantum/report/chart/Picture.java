package quantum.report.chart;

import java.math.BigDecimal;
import java.util.List;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/**
 * The frame that all pictures share: 400 units wide, so that their words can be read on a telephone
 * at about their own size, with a title and a description for those who hear the page.
 */
final class Picture {
  static final double WIDTH = 400;

  private final Markup page;

  private Picture(Markup page) {
    this.page = page;
  }

  /**
   * Begins a picture; {@link #end} ends it.
   *
   * @param id of the picture on its page
   * @param data names and values of data attributes in turn
   */
  static Picture begin(
      Markup page, String id, double height, String title, String description, String... data) {
    String[] attributes = new String[8 + data.length];
    List.of(
            "role",
            "img",
            "viewBox",
            "0 0 " + Axis.pixel(WIDTH) + " " + Axis.pixel(height),
            "aria-labelledby",
            id + "-t " + id + "-d",
            "id",
            id)
        .toArray(attributes);
    System.arraycopy(data, 0, attributes, 8, data.length);
    page.open("svg", attributes);
    page.element("title", title, "id", id + "-t");
    page.element("desc", description, "id", id + "-d");
    return new Picture(page);
  }

  void end() {
    page.closeLine();
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    page.empty(
        "path",
        "class",
        style,
        "d",
        "M" + Axis.pixel(x1) + " " + Axis.pixel(y1) + "L" + Axis.pixel(x2) + " " + Axis.pixel(y2));
  }

  void path(String style, CharSequence d, String... data) {
    String[] attributes = new String[4 + data.length];
    List.of("class", style, "d", d.toString()).toArray(attributes);
    System.arraycopy(data, 0, attributes, 4, data.length);
    page.empty("path", attributes);
  }

  /** Text whose {@code style} says which end of it stands at x: start, mid or end. */
  void label(String style, double x, double y, String text) {
    page.element("text", text, "class", style, "x", Axis.pixel(x), "y", Axis.pixel(y));
  }

  /** Horizontal lines with their values left of them. */
  void valueLines(Axis axis, List<BigDecimal> ticks, double left, double right, boolean signed) {
    int decimals = decimals(ticks);
    for (BigDecimal tick : ticks) {
      double y = axis.at(tick.doubleValue());
      line(tick.signum() == 0 ? "zero" : "grid", left, y, right, y);
      label("end", left - 5, y + 3.5, value(tick, decimals, signed));
    }
  }

  /** Labels of moments under the picture, each with a short stroke. */
  void timeLabels(TimeAxis axis, double y) {
    for (TimeAxis.Tick tick : axis.ticks(5)) {
      double x = axis.at(tick.millis());
      line("grid", x, y, x, y + 4);
      // the outermost keep inside the picture
      String anchor = x > WIDTH - 25 ? "end" : x < 60 ? "start" : "mid";
      label(
          anchor,
          anchor.equals("mid") ? x : anchor.equals("end") ? WIDTH - 2 : x - 4,
          y + 15,
          tick.label());
    }
  }

  /** What the longest of them needs, so that points stand below each other. */
  static int decimals(List<BigDecimal> ticks) {
    return ticks.stream()
        .mapToInt(tick -> tick.signum() == 0 ? 0 : tick.stripTrailingZeros().scale())
        .reduce(0, Math::max);
  }

  static String value(BigDecimal tick, int decimals, boolean signed) {
    return signed
        ? Numbers.signed(tick.doubleValue(), decimals)
        : Numbers.plain(tick.doubleValue(), decimals);
  }
}
