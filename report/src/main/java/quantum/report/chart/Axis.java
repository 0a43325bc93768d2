package quantum.report.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A straight scale of values onto pixels; either end may be the larger one.
 *
 * @param from value at pixel {@code start}
 * @param to value at pixel {@code end}, other than {@code from}
 */
record Axis(double from, double to, double start, double end) {

  /** Over the values, with a margin of a share of them at both ends. */
  static Axis over(double low, double high, double margin, double start, double end) {
    double span = high > low ? high - low : Math.max(1e-9, Math.abs(high) * 0.01);
    double low2 = low - span * margin;
    return new Axis(low2, (high > low ? high : low2 + span) + span * margin, start, end);
  }

  double at(double value) {
    return start + (value - from) / (to - from) * (end - start);
  }

  /** A pixel's place as SVG writes it, to a tenth. */
  String px(double value) {
    return pixel(at(value));
  }

  static String pixel(double value) {
    double tenth = Math.round(value * 10) / 10.0 + 0.0;
    return tenth == Math.rint(tenth) ? Long.toString((long) tenth) : Double.toString(tenth);
  }

  /** Round values inside, 1, 2 or 5 times a power of ten apart, at most so many. */
  List<BigDecimal> ticks(int most) {
    double low = Math.min(from, to);
    double high = Math.max(from, to);
    BigDecimal step = step((high - low) / most);
    List<BigDecimal> ticks = new ArrayList<>();
    BigDecimal tick = BigDecimal.valueOf(low).divide(step, 0, RoundingMode.CEILING).multiply(step);
    while (tick.doubleValue() <= high && ticks.size() <= most) {
      ticks.add(tick);
      tick = tick.add(step);
    }
    return ticks;
  }

  private static BigDecimal step(double least) {
    int power = (int) Math.floor(Math.log10(least));
    for (int factor : new int[] {1, 2, 5, 10}) {
      BigDecimal step = BigDecimal.valueOf(factor).scaleByPowerOfTen(power);
      if (step.doubleValue() >= least) {
        return step;
      }
    }
    return BigDecimal.ONE.scaleByPowerOfTen(power + 1);
  }
}
