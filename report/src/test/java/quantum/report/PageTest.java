package quantum.report;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.report.ReportDocument.below;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import quantum.report.data.ReportData;
import quantum.report.page.Page;

/** The page as somebody reads or hears it. */
class PageTest {
  private static final ReportDocument PAGE =
      ReportDocument.of(Samples.data(120), 10, Samples.WANDERING);

  @Test
  void sections_standInTheOrderInWhichTheyMatter() {
    assertThat(PAGE.all("section").stream().map(s -> s.getAttribute("id")))
        .containsExactly(
            "ground", "totals", "equity", "calendar", "reach", "groups", "worst", "positions");
  }

  @Test
  void headings_skipNoLevel() {
    int before = 0;
    for (Element element : PAGE.all("*", e -> e.getTagName().matches("h[1-6]"))) {
      int level = element.getTagName().charAt(1) - '0';
      assertThat(level).isLessThanOrEqualTo(before + 1);
      before = level;
    }
  }

  @Test
  void ids_areEachOfOneElement_andEveryReferenceIsAnswered() {
    Set<String> ids = new HashSet<>();
    PAGE.all("*", e -> e.hasAttribute("id"))
        .forEach(e -> assertThat(ids.add(e.getAttribute("id"))).as(e.getAttribute("id")).isTrue());
    for (Element element : PAGE.all("*", e -> e.hasAttribute("aria-labelledby"))) {
      assertThat(ids).contains(element.getAttribute("aria-labelledby").split(" "));
    }
  }

  @Test
  void pictures_sayInWordsWhatTheyShow() {
    assertThat(PAGE.all("svg")).hasSize(4 + 20);
    for (Element svg : PAGE.all("svg")) {
      assertThat(svg.getAttribute("role")).isEqualTo("img");
      assertThat(below(svg, "title").getFirst().getTextContent()).isNotBlank();
      assertThat(below(svg, "desc").getFirst().getTextContent()).isNotBlank();
    }
  }

  @Test
  void tables_headEachColumnAndRow() {
    for (Element table : PAGE.all("table")) {
      assertThat(below(table, "caption")).hasSize(1);
      for (Element head : below(table, "th")) {
        assertThat(head.getAttribute("scope")).isIn("col", "row");
      }
    }
  }

  @Test
  void signs_standBesideTheirColours() {
    for (Element element : PAGE.all("*", e -> ReportDocument.has(e, "down"))) {
      boolean isDrawn = !element.getTagName().matches("td|dd|span");
      assertThat(isDrawn || element.getTextContent().contains("\u2212") || isNought(element))
          .as(element.getTextContent())
          .isTrue();
    }
  }

  /** Below nothing by less than its decimals show. */
  private static boolean isNought(Element element) {
    return element.getTextContent().matches("[0-9]*0[.]0+");
  }

  @Test
  void colours_areFarEnoughFromWhatIsBehindThem() throws IOException {
    for (Map<String, String> scheme : schemes()) {
      for (String text : List.of("ink", "soft", "up", "down", "line")) {
        assertThat(contrast(scheme, text, "card")).as(text + " " + scheme).isGreaterThan(4.5);
        assertThat(contrast(scheme, text, "paper")).as(text + " " + scheme).isGreaterThan(4.5);
      }
      for (String tone : List.of("up", "down")) {
        for (String tint : List.of("-tint", "-tint-2", "-tint-3")) {
          assertThat(contrast(scheme, tone + "-deep", tone + tint))
              .as(tone + tint + " " + scheme)
              .isGreaterThan(4.5);
        }
      }
    }
  }

  @Test
  void stories_ofManyPositions_areTheWorstAndTheBest_andTheRestIsCounted() {
    assertThat(PAGE.all("article")).hasSize(20);
    assertThat(PAGE.id("left-out").getTextContent()).startsWith("100 positions");
    ReportDocument all = ReportDocument.of(Samples.data(120), Report.ALL, Samples.WANDERING);
    assertThat(all.all("article")).hasSize(120);
    assertThat(all.html()).doesNotContain("left-out");
  }

  @Test
  void comparison_standsBehindTheTotals_andSaysWhetherItShowsAnything() {
    ReportData data = Samples.data(30).compared(Samples.COMPARISON);
    ReportDocument page = ReportDocument.of(data, 5, Samples.WANDERING);
    assertThat(page.all("section").get(2).getAttribute("id")).isEqualTo("compared");
    assertThat(page.id("verdict").getTextContent())
        .contains("2 entries: suite brought +2.000 R against own on average")
        .contains("more in 2 and less in 0")
        .contains("A difference is shown");
    assertThat(page.id("side-by-side").getTextContent()).contains("+1.000").contains("+3.000");
  }

  @Test
  void page_withoutPositions_saysSo() {
    ReportDocument page =
        ReportDocument.of(
            new ReportData("Nothing", List.of(), List.of(), List.of(), List.of(), List.of()));
    assertThat(page.html()).contains("There is no closed position to report.");
    assertThat(page.all("svg")).isEmpty();
  }

  @Test
  void page_ofOnePosition_isWhole() {
    ReportDocument page = ReportDocument.of(Samples.data(1), 20, Samples.WANDERING);
    assertThat(page.all("article")).hasSize(1);
    assertThat(page.html()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  private static List<Map<String, String>> schemes() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      String sheet = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher roots = Pattern.compile(":root \\{([^}]*)}").matcher(sheet);
      return roots.results().map(root -> colours(root.group(1))).toList();
    }
  }

  private static Map<String, String> colours(String rules) {
    Map<String, String> colours = new HashMap<>();
    Matcher colour = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6})").matcher(rules);
    while (colour.find()) {
      colours.put(colour.group(1), colour.group(2));
    }
    return colours;
  }

  /** The ratio of WCAG 2: 1 for equal colours, 21 for black on white. */
  private static double contrast(Map<String, String> scheme, String one, String other) {
    double a = luminance(scheme.get(one));
    double b = luminance(scheme.get(other));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
