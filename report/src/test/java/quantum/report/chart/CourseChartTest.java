package quantum.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import quantum.report.Samples;
import quantum.report.data.ReportedPosition;
import quantum.report.figures.Course;
import quantum.report.figures.ReportFigures;
import quantum.report.markup.Markup;

class CourseChartTest {

  @Test
  void line_ofMorePositionsThanPoints_endsWhereTheyEnd() {
    List<ReportedPosition> all = Samples.positions(3000);
    for (int count = 2901; count < 3000; count += 3) {
      Course course = ReportFigures.of(Samples.data("some", all.subList(0, count))).inR();
      Markup page = new Markup();
      CourseChart.draw(page, "c", course, Samples.START, "R", 2);
      String svg = page.document();
      List<Double> scale = numbers(first(svg, "data-y=\"([^\"]*)\""));
      double y = Double.parseDouble(first(svg, "class=\"course\" d=\"[^\"]*V([0-9.]+)\""));
      double drawn =
          scale.get(0)
              + (y - scale.get(2)) / (scale.get(3) - scale.get(2)) * (scale.get(1) - scale.get(0));
      double tenth = (scale.get(1) - scale.get(0)) / (scale.get(2) - scale.get(3)) * 0.1;
      assertThat(drawn).as(count + " positions").isCloseTo(course.last(), within(tenth));
    }
  }

  private static String first(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow().group(1);
  }

  private static List<Double> numbers(String text) {
    return Pattern.compile("\\S+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(Double::valueOf)
        .toList();
  }
}
