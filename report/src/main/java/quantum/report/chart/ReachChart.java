package quantum.report.chart;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import quantum.report.data.ReportedPosition;
import quantum.report.figures.Quantile;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/**
 * What each position realized against the best it stood at: on the diagonal all was kept, below it
 * the distance was given back.
 */
public final class ReachChart {
  private static final double LEFT = 40;
  private static final double RIGHT = 392;
  private static final double TOP = 16;
  private static final double BOTTOM = 262;
  private static final double HEIGHT = 292;

  /** A few far winners must not press all others into a corner: they stand at the edge. */
  private static final double SHOWN = 0.995;

  private static final double FAR = 1.4;

  private ReachChart() {}

  /**
   * @param links where the story of a position is on the page; others are dots alone
   */
  public static void draw(
      Markup page,
      String id,
      List<ReportedPosition> positions,
      Map<ReportedPosition, String> links) {
    List<ReportedPosition> reached =
        positions.stream().filter(p -> p.maxR().isPresent() && p.realizedR().isPresent()).toList();
    Axis best = horizontal(reached);
    Axis realized = vertical(reached);
    long beyond =
        reached.stream()
            .filter(p -> best(p) > best.to() || r(p) > realized.to() || r(p) < realized.from())
            .count();
    Picture picture =
        Picture.begin(
            page,
            id,
            HEIGHT,
            "Realized R against best R",
            reached.size()
                + " positions; across the best R that each stood at, upwards the R that it realized."
                + (beyond == 0 ? "" : " " + beyond + " lie beyond the edge and stand at it."),
            "data-count",
            Integer.toString(reached.size()));
    picture.valueLines(realized, realized.ticks(6), LEFT, RIGHT, true);
    int decimals = Picture.decimals(best.ticks(6));
    for (BigDecimal tick : best.ticks(6)) {
      double x = best.at(tick.doubleValue());
      picture.line("grid", x, TOP, x, BOTTOM);
      picture.label("mid", x, BOTTOM + 14, Picture.value(tick, decimals, false));
    }
    guide(picture, best, realized, 1, "all kept");
    guide(picture, best, realized, 0.5, "half kept");
    picture.label("head", 2, 10, "Realized R");
    picture.label("end head", RIGHT + 6, BOTTOM + 27, "Best R it stood at");
    StringBuilder dots = new StringBuilder();
    for (ReportedPosition position : reached) {
      if (!links.containsKey(position)) {
        dots.append('M').append(x(best, position)).append(' ').append(y(realized, position));
        dots.append("h0");
      }
    }
    picture.path("dots", dots);
    for (ReportedPosition position : reached) {
      if (links.containsKey(position)) {
        page.open("a", "href", "#" + links.get(position));
        page.open(
            "circle",
            "class",
            r(position) < 0 ? "dot down" : "dot up",
            "cx",
            x(best, position),
            "cy",
            y(realized, position),
            "r",
            "3");
        page.element(
            "title",
            position.symbol()
                + " "
                + position.side()
                + ", best "
                + Numbers.r(best(position))
                + " R, realized "
                + Numbers.r(r(position))
                + " R, "
                + position.exitReason());
        page.close().close();
      }
    }
    picture.end();
  }

  private static void guide(Picture picture, Axis best, Axis realized, double share, String text) {
    double end = Math.min(best.to(), realized.to() / share);
    if (end <= 0) {
      return;
    }
    picture.line("guide", best.at(0), realized.at(0), best.at(end), realized.at(end * share));
    picture.label(
        "end halo", best.at(end) - 6, Math.max(TOP + 9, realized.at(end * share) - 4), text);
  }

  private static String x(Axis best, ReportedPosition position) {
    return best.px(Math.min(best.to(), best(position)));
  }

  private static String y(Axis realized, ReportedPosition position) {
    return realized.px(Math.clamp(r(position), realized.from(), realized.to()));
  }

  private static Axis horizontal(List<ReportedPosition> positions) {
    double most = edge(positions.stream().mapToDouble(ReachChart::best).toArray());
    return new Axis(0, Math.max(1, most) * 1.03, LEFT, RIGHT);
  }

  private static Axis vertical(List<ReportedPosition> positions) {
    double high = edge(positions.stream().mapToDouble(ReachChart::r).toArray());
    double low = -edge(positions.stream().mapToDouble(p -> -r(p)).toArray());
    return Axis.over(Math.min(0, low), Math.max(0.5, high), 0.04, BOTTOM, TOP);
  }

  /** The largest, or where nearly all lie if the largest is far from there. */
  private static double edge(double[] values) {
    if (values.length == 0) {
      return 0;
    }
    Arrays.sort(values);
    double most = values[values.length - 1];
    double nearly = Quantile.ofSorted(values, SHOWN) * FAR;
    return nearly > 0 && most > nearly ? nearly : most;
  }

  private static double best(ReportedPosition position) {
    return Math.max(0, position.maxR().orElseThrow());
  }

  private static double r(ReportedPosition position) {
    return position.realizedR().orElseThrow();
  }
}
