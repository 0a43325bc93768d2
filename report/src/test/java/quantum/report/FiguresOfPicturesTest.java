package quantum.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static quantum.report.ReportDocument.below;
import static quantum.report.ReportDocument.has;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.report.figures.Grouping;
import quantum.report.figures.ReportFigures;
import quantum.report.figures.Sums;
import quantum.report.markup.Numbers;

/** What is drawn is what the tables say: read back from the page, and only from the page. */
class FiguresOfPicturesTest {
  private static final ReportData DATA = Samples.data(400);
  private static final ReportDocument PAGE = ReportDocument.of(DATA, 20, Samples.WANDERING);
  private static final Sums SUMS = Sums.of(DATA.positions());

  @Test
  void equity_endOfTheLine_isTheTotal() {
    assertThat(end("equity-r")).isCloseTo(SUMS.sumR(), within(pixel("equity-r")));
    double net = SUMS.money().net().doubleValue();
    assertThat(end("equity-usd")).isCloseTo(net, within(pixel("equity-usd")));
    assertThat(PAGE.total("net_pnl")).isEqualTo(Numbers.usd(SUMS.money().net()) + " USD");
  }

  @Test
  void equity_ofMorePositionsThanPixels_keepsItsEndAndItsDepth() {
    ReportData many = Samples.data(4000);
    ReportDocument page = ReportDocument.of(many);
    Element svg = page.id("equity-r");
    assertThat(last(path(svg, "course"), scale(svg, "data-y")))
        .isCloseTo(Sums.of(many.positions()).sumR(), within(pixel(svg)));
    double deepest =
        heights(path(svg, "below"), scale(svg, "data-fall")).stream()
            .mapToDouble(Double::doubleValue)
            .min()
            .orElseThrow();
    double depth = ReportFigures.of(many).inR().drawdown().depth();
    assertThat(-deepest).isCloseTo(depth, within(depth / 200));
    assertThat(page.total("drawdown_r")).isEqualTo(Numbers.plain(depth, 2) + " R");
  }

  @Test
  void distribution_bars_countEveryPositionWithAnR() {
    List<Element> bars =
        below(PAGE.id("distribution"), "rect").stream().filter(r -> has(r, "bar")).toList();
    double counted = bars.stream().mapToDouble(bar -> number(bar, "data-count")).sum();
    assertThat(counted).isEqualTo(SUMS.measured());
    double height = bars.stream().mapToDouble(bar -> number(bar, "height")).sum();
    for (Element bar : bars) {
      assertThat(number(bar, "height"))
          .isCloseTo(number(bar, "data-count") * height / counted, within(0.5));
    }
  }

  @Test
  void reach_dots_areOneForEachPositionWithBothR() {
    Element svg = PAGE.id("reach-chart");
    int dots = path(svg, "dots").split("h0", -1).length - 1;
    int links = below(svg, "circle").size();
    assertThat(dots + links).isEqualTo(SUMS.reached());
    assertThat(links).isLessThanOrEqualTo(40);
    for (Element link : below(svg, "a")) {
      assertThat(PAGE.id(link.getAttribute("href").substring(1)).getTagName()).isEqualTo("article");
    }
  }

  @Test
  void calendar_cells_addUpToTheTotal() {
    assertThat(sum("data-day")).isCloseTo(SUMS.sumR(), within(1e-6));
    assertThat(sum("data-month")).isCloseTo(SUMS.sumR(), within(1e-6));
    assertThat(sum("data-year")).isCloseTo(SUMS.sumR(), within(1e-6));
  }

  @Test
  void groups_rows_addUpToTheirFoot() {
    for (Grouping by : Grouping.values()) {
      Element table = PAGE.id("by-" + by.code());
      for (String figure : List.of("count", "sum_r", "net_pnl")) {
        Element body = below(table, "tbody").getFirst();
        Element foot = below(table, "tfoot").getFirst();
        double rows = values(body, figure).stream().mapToDouble(Double::doubleValue).sum();
        assertThat(rows)
            .as(by + " " + figure)
            .isCloseTo(values(foot, figure).getFirst(), within(1e-6));
      }
      assertThat(values(below(table, "tfoot").getFirst(), "count")).containsExactly(400.0);
    }
  }

  @Test
  void totals_areThoseOfThePositions() {
    long won = DATA.positions().stream().filter(p -> p.net().signum() > 0).count();
    assertThat(PAGE.total("count")).isEqualTo("400");
    assertThat(PAGE.total("win_rate")).isEqualTo(Numbers.plain(won / 4.0, 0) + "\u202f%");
    double mean =
        DATA.positions().stream()
            .flatMap(p -> p.realizedR().stream())
            .mapToDouble(Double::doubleValue)
            .average()
            .orElseThrow();
    assertThat(PAGE.total("mean_r")).isEqualTo(Numbers.signed(mean, 3) + " R");
    assertThat(PAGE.total("commission")).isEqualTo("500.00 USD");
  }

  @Test
  void story_marks_standAtTheirPrices() {
    Stage stage = new Stage(PAGE);
    int tranches = 0;
    for (Element svg : stage.pictures()) {
      double[] scale = scale(svg, "data-y");
      for (Element mark : below(svg, "path")) {
        String style = mark.getAttribute("class");
        if (!mark.hasAttribute("data-price")) {
          continue;
        }
        double y = numbers(mark.getAttribute("d")).get(1) + (style.equals("exited") ? 4.5 : 0);
        double price = Double.parseDouble(mark.getAttribute("data-price"));
        assertThat(price(y, scale)).isCloseTo(price, within(pixelOf(scale)));
        tranches += style.equals("taken") ? 1 : 0;
      }
    }
    int told = stage.positions(DATA).stream().mapToInt(p -> p.tranches().size()).sum();
    assertThat(tranches).isEqualTo(told).isPositive();
  }

  @Test
  void story_cross_standsWhereTheRestWasClosed() {
    Stage stage = new Stage(PAGE);
    List<ReportedPosition> told = stage.positions(DATA);
    for (int i = 0; i < told.size(); i++) {
      double cross =
          below(stage.pictures().get(i), "path").stream()
              .filter(path -> has(path, "exited"))
              .mapToDouble(path -> number(path, "data-price"))
              .findFirst()
              .orElseThrow();
      assertThat(cross)
          .isCloseTo(told.get(i).lastExit().orElseThrow().doubleValue(), within(1e-12));
    }
  }

  @Test
  void story_lastExit_isTheAverageWithoutTheTranches() {
    ReportedPosition position =
        DATA.positions().stream().filter(p -> p.tranches().size() == 3).findFirst().orElseThrow();
    double left =
        position.initialQty().doubleValue()
            - position.tranches().stream()
                .mapToDouble(t -> t.fill().orElseThrow().qty().doubleValue())
                .sum();
    double value =
        position.tranches().stream()
                .mapToDouble(
                    t ->
                        t.fill().orElseThrow().qty().doubleValue()
                            * t.fill().orElseThrow().price().doubleValue())
                .sum()
            + left * position.lastExit().orElseThrow().doubleValue();
    assertThat(value / position.initialQty().doubleValue())
        .isCloseTo(position.exitPrice().orElseThrow().doubleValue(), within(1e-9));
  }

  /** The stories of a page. */
  private record Stage(ReportDocument page) {
    List<Element> pictures() {
      return page.all("svg", svg -> svg.getAttribute("id").endsWith("-c"));
    }

    List<ReportedPosition> positions(ReportData data) {
      List<ReportedPosition> worst = ReportFigures.worstFirst(data.positions());
      List<ReportedPosition> best =
          worst.stream().filter(p -> p.realizedR().isPresent()).toList().reversed();
      List<ReportedPosition> both = new ArrayList<>(worst.subList(0, 20));
      both.addAll(best.subList(0, 20));
      return both;
    }
  }

  private static double end(String id) {
    Element svg = PAGE.id(id);
    return last(path(svg, "course"), scale(svg, "data-y"));
  }

  private static double pixel(String id) {
    return pixel(PAGE.id(id));
  }

  private static double pixel(Element svg) {
    return pixelOf(scale(svg, "data-y"));
  }

  /** What a tenth of a pixel means. */
  private static double pixelOf(double[] scale) {
    return Math.abs((scale[1] - scale[0]) / (scale[3] - scale[2])) * 0.1;
  }

  private static String path(Element svg, String style) {
    return below(svg, "path").stream()
        .filter(path -> has(path, style))
        .findFirst()
        .orElseThrow()
        .getAttribute("d");
  }

  private static double[] scale(Element svg, String name) {
    return numbers(svg.getAttribute(name)).stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double price(double y, double[] scale) {
    return scale[0] + (y - scale[2]) / (scale[3] - scale[2]) * (scale[1] - scale[0]);
  }

  private static double last(String d, double[] scale) {
    return heights(d, scale).getLast();
  }

  private static List<Double> heights(String d, double[] scale) {
    List<Double> values = new ArrayList<>();
    Matcher vertical = Pattern.compile("V(-?[0-9.]+)").matcher(d);
    while (vertical.find()) {
      values.add(price(Double.parseDouble(vertical.group(1)), scale));
    }
    return values;
  }

  private static List<Double> numbers(String text) {
    List<Double> values = new ArrayList<>();
    Matcher number = Pattern.compile("-?[0-9.]+(?:E-?[0-9]+)?").matcher(text);
    while (number.find()) {
      values.add(Double.parseDouble(number.group()));
    }
    return values;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static double sum(String attribute) {
    return PAGE.all("*", element -> element.hasAttribute(attribute)).stream()
        .mapToDouble(element -> number(element, attribute))
        .sum();
  }

  private static List<Double> values(Element part, String figure) {
    return below(part, "td").stream()
        .filter(td -> td.getAttribute("data-figure").equals(figure))
        .map(td -> number(td, "data-value"))
        .toList();
  }
}
