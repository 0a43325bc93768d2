package quantum.report.chart;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.report.figures.Histogram;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** How often which R came. */
public final class DistributionChart {
  private static final double LEFT = 40;
  private static final double RIGHT = 392;
  private static final double TOP = 34;
  private static final double BOTTOM = 262;
  private static final double HEIGHT = 292;

  /** What the words beside a mark need. */
  private static final double WORDS = 90;

  private DistributionChart() {}

  /**
   * @param mean of the values; empty where there are none
   */
  public static void draw(
      Markup page, String id, Histogram histogram, Optional<Double> mean, Optional<Double> median) {
    List<Histogram.Bin> bins = histogram.bins();
    int most = bins.stream().mapToInt(Histogram.Bin::count).max().orElse(1);
    double low = bins.isEmpty() ? 0 : bins.getFirst().from();
    double high = bins.isEmpty() ? 1 : bins.getLast().to();
    Axis across = new Axis(low, high, LEFT, RIGHT);
    Axis up = new Axis(0, most * 1.02, BOTTOM, TOP);
    Picture picture =
        Picture.begin(
            page,
            id,
            HEIGHT,
            "Distribution of realized R",
            bins.stream().mapToInt(Histogram.Bin::count).sum()
                + " positions in bins of "
                + Numbers.plain(histogram.width(), 2)
                + " R from "
                + Numbers.r(low)
                + " to "
                + Numbers.r(high)
                + " R; mean "
                + Numbers.r(mean)
                + ", median "
                + Numbers.r(median)
                + "."
                + edges(histogram));
    picture.label("head", 2, 10, "Positions");
    picture.label("end head", RIGHT + 6, BOTTOM + 27, "Realized R");
    List<BigDecimal> counts =
        up.ticks(5).stream().filter(tick -> tick.stripTrailingZeros().scale() <= 0).toList();
    picture.valueLines(up, counts, LEFT, RIGHT, false);
    for (Histogram.Bin bin : bins) {
      bar(page, across, up, bin);
    }
    int decimals = Picture.decimals(across.ticks(8));
    for (BigDecimal tick : across.ticks(8)) {
      picture.label(
          "mid", across.at(tick.doubleValue()), BOTTOM + 14, label(tick, decimals, histogram));
    }
    mean.ifPresent(value -> mark(picture, across.at(value), 12));
    median.ifPresent(value -> mark(picture, across.at(value), 24));
    // words last: their halo covers the other mark
    mean.ifPresent(value -> words(picture, across.at(value), "mean " + Numbers.r(value), 12));
    median.ifPresent(value -> words(picture, across.at(value), "median " + Numbers.r(value), 24));
    picture.end();
  }

  private static void bar(Markup page, Axis across, Axis up, Histogram.Bin bin) {
    double left = across.at(bin.from()) + 0.8;
    double height = up.at(0) - up.at(bin.count());
    page.open(
        "rect",
        "class",
        bin.to() <= 0 ? "bar down" : "bar up",
        "data-count",
        Integer.toString(bin.count()),
        "x",
        Axis.pixel(left),
        "y",
        Axis.pixel(up.at(bin.count())),
        "width",
        Axis.pixel(across.at(bin.to()) - across.at(bin.from()) - 1.6),
        "height",
        Axis.pixel(height));
    page.element(
        "title",
        Numbers.r(bin.from()) + " to " + Numbers.r(bin.to()) + " R: " + Numbers.count(bin.count()));
    page.close();
  }

  private static void mark(Picture picture, double at, double y) {
    double x = Math.clamp(at, LEFT, RIGHT);
    picture.line("guide", x, y + 2, x, BOTTOM);
  }

  private static void words(Picture picture, double at, String text, double y) {
    double x = Math.clamp(at, LEFT, RIGHT);
    boolean right = x < RIGHT - WORDS;
    picture.label(right ? "start halo" : "end halo", x + (right ? 4 : -4), y + 2, text);
  }

  private static String label(BigDecimal tick, int decimals, Histogram histogram) {
    double value = tick.doubleValue();
    String text = Picture.value(tick, decimals, true);
    if (histogram.openBelow() && value <= histogram.bins().getFirst().from()) {
      return "≤" + text;
    }
    return histogram.openAbove() && value >= histogram.bins().getLast().to() ? "≥" + text : text;
  }

  private static String edges(Histogram histogram) {
    if (histogram.openBelow() && histogram.openAbove()) {
      return " The first and the last bin also hold what lies beyond them.";
    }
    if (histogram.openBelow()) {
      return " The first bin also holds what lies below it.";
    }
    return histogram.openAbove() ? " The last bin also holds what lies above it." : "";
  }
}
