package quantum.report.chart;

import java.math.BigDecimal;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Side;
import quantum.report.data.Bar;
import quantum.report.data.Fill;
import quantum.report.data.PriceSource;
import quantum.report.data.ReportedPosition;
import quantum.report.data.StopStep;
import quantum.report.markup.Markup;
import quantum.report.markup.Numbers;

/** One position on its candles: entry, each tranche, the path of its stop, exit. */
public final class PositionChart {
  private static final int MOST_CANDLES = 72;
  private static final double LEFT = 52;
  private static final double RIGHT = 364;
  private static final double TOP = 8;
  private static final double BOTTOM = 196;
  private static final double HEIGHT = 218;
  private static final long LEAST_SPAN = 600_000;

  private final Picture picture;
  private final ReportedPosition position;
  private final TimeAxis time;
  private final Axis price;
  private final List<Bar> bars;

  private PositionChart(
      Picture picture, ReportedPosition position, TimeAxis time, Axis price, List<Bar> bars) {
    this.picture = picture;
    this.position = position;
    this.time = time;
    this.price = price;
    this.bars = bars;
  }

  /** Without candles where {@code prices} have none of it. */
  public static void draw(Markup page, String id, ReportedPosition position, PriceSource prices) {
    long span = Math.max(LEAST_SPAN, position.heldMillis());
    long from = position.openedAtMillis() - span / 6;
    long to = position.closedAtMillis() + span / 8;
    List<Bar> bars = Bar.atMost(MOST_CANDLES, prices.bars(position.symbol(), from, to));
    Axis price = prices(position, bars);
    Picture picture =
        Picture.begin(
            page,
            id,
            HEIGHT,
            position.symbol() + " " + position.side() + " from entry to exit",
            description(position),
            "data-y",
            price.from() + " " + price.to() + " " + price.start() + " " + price.end());
    PositionChart chart =
        new PositionChart(picture, position, TimeAxis.over(from, to, LEFT, RIGHT), price, bars);
    chart.frame();
    chart.candles();
    chart.stop();
    chart.fills();
    picture.end();
  }

  private static Axis prices(ReportedPosition position, List<Bar> bars) {
    DoubleSummaryStatistics all = new DoubleSummaryStatistics();
    all.accept(position.entryPrice().doubleValue());
    position.initialStop().ifPresent(stop -> all.accept(stop.doubleValue()));
    exit(position).ifPresent(exit -> all.accept(exit.doubleValue()));
    position.stops().forEach(step -> all.accept(step.price().doubleValue()));
    position.tranches().stream()
        .flatMap(tranche -> tranche.fill().stream())
        .forEach(fill -> all.accept(fill.price().doubleValue()));
    for (Bar bar : bars) {
      all.accept(bar.high());
      all.accept(bar.low());
    }
    return Axis.over(all.getMin(), all.getMax(), 0.04, BOTTOM, TOP);
  }

  /** The last close's price, or the average where the tranches' prices are not known. */
  private static Optional<BigDecimal> exit(ReportedPosition position) {
    return position.lastExit().or(position::exitPrice);
  }

  private static String description(ReportedPosition position) {
    StringBuilder text = new StringBuilder();
    text.append("Entered at ").append(Numbers.exact(position.entryPrice()));
    position
        .initialStop()
        .ifPresent(stop -> text.append(", first stop at ").append(Numbers.exact(stop)));
    text.append(", ").append(position.tranches().size()).append(" tranches");
    text.append(", ended by ").append(position.exitReason());
    exit(position).ifPresent(exit -> text.append(" at ").append(Numbers.rounded(exit)));
    position.realizedR().ifPresent(r -> text.append(", ").append(Numbers.r(r)).append(" R"));
    return text.append('.').toString();
  }

  private void frame() {
    picture.valueLines(price, price.ticks(5), LEFT, RIGHT, false);
    position.entryRisk().ifPresent(risk -> multiples(risk.doubleValue()));
    picture.timeLabels(time, BOTTOM);
  }

  /** Right of the prices what they mean in R. */
  private void multiples(double risk) {
    double entry = position.entryPrice().doubleValue();
    int direction = position.side().direction();
    double one = (price.from() - entry) * direction / risk;
    double other = (price.to() - entry) * direction / risk;
    Axis multiples = new Axis(one, other, BOTTOM, TOP);
    for (BigDecimal tick : multiples.ticks(6)) {
      if (tick.stripTrailingZeros().scale() <= 0) {
        double y = multiples.at(tick.doubleValue());
        picture.line("grid", RIGHT, y, RIGHT + 4, y);
        picture.label("start", RIGHT + 6, y + 3.5, Picture.value(tick, 0, true) + "R");
      }
    }
  }

  private void candles() {
    if (bars.isEmpty()) {
      return;
    }
    double width = Math.clamp((RIGHT - LEFT) / Math.max(12, bars.size()) * 0.62, 1.2, 8);
    StringBuilder wicks = new StringBuilder();
    StringBuilder rising = new StringBuilder();
    StringBuilder falling = new StringBuilder();
    double half = bars.size() < 2 ? 0 : (bars.get(1).openMillis() - bars.get(0).openMillis()) / 2.0;
    for (Bar bar : bars) {
      double x = Math.min(RIGHT - width / 2, time.at(bar.openMillis() + Math.round(half)));
      wicks.append('M').append(Axis.pixel(x)).append(' ').append(price.px(bar.high()));
      wicks.append('V').append(price.px(bar.low()));
      (bar.close() >= bar.open() ? rising : falling)
          .append('M')
          .append(Axis.pixel(x - width / 2))
          .append(' ')
          .append(price.px(bar.open()))
          .append('h')
          .append(Axis.pixel(width))
          .append('V')
          .append(price.px(bar.close()))
          .append('h')
          .append(Axis.pixel(-width))
          .append('z');
    }
    picture.path("wick", wicks);
    picture.path("rising", rising);
    picture.path("falling", falling);
  }

  private void stop() {
    if (position.stops().isEmpty()) {
      position
          .initialStop()
          .ifPresent(
              stop ->
                  picture.line(
                      "stop",
                      time.at(position.openedAtMillis()),
                      price.at(stop.doubleValue()),
                      time.at(position.closedAtMillis()),
                      price.at(stop.doubleValue())));
      return;
    }
    StringBuilder d = new StringBuilder("M");
    StopStep first = position.stops().getFirst();
    d.append(time.px(first.timeMillis())).append(' ').append(y(first.price()));
    for (StopStep step : position.stops()) {
      d.append('H').append(time.px(step.timeMillis())).append('V').append(y(step.price()));
    }
    d.append('H').append(time.px(position.closedAtMillis()));
    picture.path("stop", d);
  }

  private void fills() {
    double opened = time.at(position.openedAtMillis());
    double closed = time.at(position.closedAtMillis());
    double entry = price.at(position.entryPrice().doubleValue());
    picture.line("entry", opened, entry, closed, entry);
    // the point of the triangle stands at the price and shows the way that earns
    double base = position.side() == Side.LONG ? 9 : -9;
    picture.path(
        "entered",
        "M" + Axis.pixel(opened) + " " + Axis.pixel(entry) + "l-5 " + Axis.pixel(base) + "h10z",
        "data-price",
        position.entryPrice().toPlainString());
    int number = 0;
    for (var tranche : position.tranches()) {
      number++;
      int shown = number;
      tranche.fill().ifPresent(fill -> tranche(fill, shown));
    }
    exit(position)
        .ifPresent(
            exit ->
                picture.path(
                    "exited",
                    "M"
                        + Axis.pixel(closed - 4.5)
                        + " "
                        + Axis.pixel(price.at(exit.doubleValue()) - 4.5)
                        + "l9 9m0-9l-9 9",
                    "data-price",
                    exit.toPlainString()));
  }

  private void tranche(Fill fill, int number) {
    double x = time.at(fill.timeMillis());
    double y = price.at(fill.price().doubleValue());
    picture.path(
        "taken",
        "M" + Axis.pixel(x - 6) + " " + Axis.pixel(y) + "a6 6 0 1 1 12 0a6 6 0 1 1-12 0z",
        "data-price",
        fill.price().toPlainString());
    picture.label("number", x, y + 3.2, Integer.toString(number));
  }

  private String y(BigDecimal at) {
    return price.px(at.doubleValue());
  }
}
