package quantum.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import quantum.report.data.Assumption;
import quantum.report.data.DataSpan;
import quantum.report.data.Refusal;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.report.data.Tranche;
import quantum.report.figures.ReportFigures;
import quantum.report.file.Csv;
import quantum.report.file.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text of others stays text: it changes nothing but the place where it stands. */
class ForeignTextTest {
  private static final String SCRIPT = "</title></style><script>alert('1')</script>\"'&<!--";

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.strings()
            .withChars("<>&\"'/=\\\u202e\u2066\u200f\u0000\r\n\t,;\ud800א\u2028")
            .ofMinLength(1)
            .ofMaxLength(30),
        Arbitraries.of(SCRIPT, "]]>", "javascript:alert(1)", "&lt;", "=HYPERLINK(\"x\")"));
  }

  @Property(tries = 60)
  void page_ofAnyText_hasTheSameElements(@ForAll("text") String text) {
    // an underscore is where a line may break, which is an element of its own
    String word = text.replace("_", "");
    ReportDocument plain = ReportDocument.of(data("word"));
    ReportDocument page = ReportDocument.of(data(word));
    assertThat(page.skeleton()).isEqualTo(plain.skeleton());
    assertThat(page.all("script")).isEmpty();
    assertThat(page.html())
        .doesNotContain("\u202e")
        .doesNotContain("\u2066")
        .doesNotContain("\u2028");
  }

  @Test
  void page_markAndControl_areShownAsTheyAre() {
    ReportDocument page = ReportDocument.of(data("<b>\u202e\n"));
    assertThat(page.all("h1").getFirst().getTextContent()).isEqualTo("<b>\\u202E\\u000A");
  }

  @Test
  void page_forbidsItselfAllThatIsNotInIt() {
    ReportDocument page = ReportDocument.of(Samples.data(60), 5, Samples.WANDERING);
    assertThat(page.html())
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("url(");
    assertThat(page.html()).contains("default-src &#39;none&#39;");
    assertThat(page.all("link")).isEmpty();
    assertThat(page.all("img")).isEmpty();
    assertThat(page.all("*", e -> e.hasAttribute("src") || e.hasAttribute("style"))).isEmpty();
    assertThat(page.all("a")).allMatch(a -> a.getAttribute("href").startsWith("#"));
  }

  @Property(tries = 200)
  void csv_ofAnyText_isReadBackByTheRules(@ForAll("text") String text) {
    List<List<String>> rows = CsvReader.read(Csv.of(data(text).positions()));
    assertThat(rows).hasSize(3).allMatch(row -> row.size() == 22);
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    assertThat(rows.get(1).get(1)).isEqualTo(formula ? "'" + text : text);
    assertThat(rows.get(1).get(19)).isEqualTo(formula ? "'" + text : text);
  }

  @Property(tries = 100)
  void json_ofAnyText_hasItAsItIs(@ForAll("text") String text) {
    ReportData data = data(text);
    JsonNode root = JsonMapper.shared().readTree(Json.of(data, ReportFigures.of(data)));
    assertThat(root.get("positions").get(0).get("symbol").asString()).isEqualTo(text);
    assertThat(root.get("title").asString()).isEqualTo(text);
  }

  /** Two positions, with the text wherever text can be. */
  private static ReportData data(String text) {
    return new ReportData(
        text,
        List.of(new Assumption(text, text)),
        List.of(text),
        List.of(new DataSpan(text, 60_000, 10, 0, 600_000, 0, 0, 0, 0)),
        List.of(new Refusal(0, text, text)),
        Samples.positions(2).stream().map(position -> named(position, text)).toList());
  }

  private static ReportedPosition named(ReportedPosition p, String text) {
    return new ReportedPosition(
        p.id() + text,
        text,
        p.side(),
        p.openedAtMillis(),
        p.closedAtMillis(),
        p.entryPrice(),
        p.exitPrice(),
        p.initialQty(),
        p.initialStop(),
        p.entryRisk(),
        p.money(),
        p.maxR(),
        p.minR(),
        List.of(new Tranche(text, Optional.empty())),
        p.stops(),
        text,
        Optional.of(text),
        text);
  }
}
