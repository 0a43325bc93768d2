package quantum.report.chart;

import java.math.BigDecimal;
import java.util.List;
import quantum.report.figures.Course;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** What the positions add up to over time, and below it how far that is under its highest. */
public final class CourseChart {
  private static final double LEFT = 52;
  private static final double RIGHT = 396;
  private static final double TOP = 14;
  private static final double MIDDLE = 164;
  private static final double LOWER = 194;
  private static final double BOTTOM = 252;
  private static final double HEIGHT = 274;

  /** Beyond it a step is narrower than a quarter of a pixel. */
  private static final int MOST_POINTS = 1400;

  private CourseChart() {}

  /**
   * @param unit R or USD
   * @param decimals of the figures in the description
   */
  public static void draw(
      Markup page, String id, Course course, long fromMillis, String unit, int decimals) {
    double high = 0;
    double low = 0;
    for (double value : course.values()) {
      high = Math.max(high, value);
      low = Math.min(low, value);
    }
    double depth = course.drawdown().depth();
    Axis equity = Axis.over(low, high, 0.04, MIDDLE, TOP);
    Axis fall = new Axis(depth == 0 ? -1 : -depth, 0, BOTTOM, LOWER);
    long last = course.size() == 0 ? fromMillis + 1 : course.times()[course.size() - 1];
    TimeAxis time = TimeAxis.over(fromMillis, last, LEFT, RIGHT);
    Picture picture =
        Picture.begin(
            page,
            id,
            HEIGHT,
            "Equity and drawdown in " + unit,
            description(course, unit, decimals),
            "data-last",
            Double.toString(course.last()),
            "data-depth",
            Double.toString(depth),
            "data-y",
            scale(equity),
            "data-fall",
            scale(fall));
    picture.label("head", 2, 10, "Equity, " + unit);
    picture.valueLines(equity, equity.ticks(5), LEFT, RIGHT, true);
    picture.label("head", 2, LOWER - 10, "Below its highest, " + unit);
    picture.valueLines(
        fall, depth == 0 ? List.of(BigDecimal.ZERO) : fall.ticks(2), LEFT, RIGHT, true);
    StringBuilder line = steps(course.times(), course.values(), time, equity);
    StringBuilder under = steps(course.times(), course.below(), time, fall);
    picture.path("course", line);
    picture.path("below", under);
    if (course.size() > 0) {
      picture.path("fill", under + "V" + fall.px(0) + "H" + Axis.pixel(LEFT) + "Z");
    }
    picture.timeLabels(time, BOTTOM);
    picture.end();
  }

  private static String description(Course course, String unit, int decimals) {
    String text =
        course.size()
            + " closed positions add up to "
            + Numbers.signed(course.last(), decimals)
            + " "
            + unit
            + ".";
    if (course.drawdown().depth() == 0) {
      return text + " It was never below its highest.";
    }
    return text
        + " The deepest fall is "
        + Numbers.plain(course.drawdown().depth(), decimals)
        + " "
        + unit
        + ", from "
        + Numbers.time(course.drawdown().peakMillis())
        + " to "
        + Numbers.time(course.drawdown().troughMillis())
        + " UTC.";
  }

  /** from, to, start and end, as the check of the picture reads them. */
  private static String scale(Axis axis) {
    return axis.from() + " " + axis.to() + " " + axis.start() + " " + axis.end();
  }

  /**
   * A step at the end of each position. Where there are more steps than the picture has room for,
   * each stretch keeps its lowest, its highest and its last.
   */
  private static StringBuilder steps(long[] times, double[] values, TimeAxis time, Axis axis) {
    StringBuilder d =
        new StringBuilder("M").append(Axis.pixel(LEFT)).append(' ').append(axis.px(0));
    int stretch = Math.max(1, Math.ceilDiv(values.length, MOST_POINTS));
    for (int from = 0; from < values.length; from += stretch) {
      int to = Math.min(values.length, from + stretch);
      int low = from;
      int high = from;
      for (int i = from; i < to; i++) {
        low = values[i] < values[low] ? i : low;
        high = values[i] > values[high] ? i : high;
      }
      int one = Math.min(low, high);
      int other = Math.max(low, high);
      step(d, time, axis, times[one], values[one]);
      if (other != one) {
        step(d, time, axis, times[other], values[other]);
      }
      if (to - 1 != other) {
        step(d, time, axis, times[to - 1], values[to - 1]);
      }
    }
    return d;
  }

  private static void step(StringBuilder d, TimeAxis time, Axis axis, long at, double value) {
    d.append('H').append(time.px(at)).append('V').append(axis.px(value));
  }
}
