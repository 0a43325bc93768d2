package quantum.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.report.data.Bar;
import quantum.report.data.PriceSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files. */
class ReportTest {
  @TempDir private Path folder;

  @Test
  void write_leavesThreeFiles_andTheSameDataTheSameBytes() throws IOException {
    Path html = folder.resolve("run.html");
    Report.write(html, Samples.data(50), Samples.WANDERING, 5);
    byte[] first = Files.readAllBytes(html);
    Report.write(html, Samples.data(50), Samples.WANDERING, 5);
    assertThat(Files.readAllBytes(html)).isEqualTo(first);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("run.html", "run.csv", "run.json");
    }
  }

  @Test
  void write_filesForPrograms_haveEveryPositionAndTheSameTotals() throws IOException {
    Path html = folder.resolve("run.html");
    Report.write(html, Samples.data(90), PriceSource.NONE, 5);
    List<List<String>> rows = CsvReader.read(Files.readString(folder.resolve("run.csv")));
    JsonNode json = JsonMapper.shared().readTree(Files.readString(folder.resolve("run.json")));
    assertThat(rows).hasSize(91);
    assertThat(json.get("positions")).hasSize(90);
    int net = rows.getFirst().indexOf("net_pnl");
    double sum = rows.stream().skip(1).mapToDouble(row -> Double.parseDouble(row.get(net))).sum();
    assertThat(json.get("totals").get("net_pnl").asDouble())
        .isCloseTo(sum, org.assertj.core.api.Assertions.within(1e-6));
    assertThat(json.get("totals").get("mean_r_90").get("low").asDouble())
        .isLessThan(json.get("totals").get("mean_r").asDouble());
  }

  @Test
  void write_fiveThousandPositions_staysBelowOneMegabyte() throws IOException {
    Path html = folder.resolve("many.html");
    Report.write(html, Samples.data(5000), Samples.WANDERING, Report.STORIES);
    assertThat(Files.size(html)).isLessThan(1_000_000);
  }

  @Test
  void check_ofAWrongName_saysWhatItMustBe() {
    assertThatThrownBy(() -> Report.check(folder.resolve("run.txt"), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must end in .html")
        .hasMessageContaining("run.txt");
    assertThatThrownBy(() -> Report.check(folder.resolve("run.html"), 0))
        .hasMessageContaining("was 0");
  }

  @Test
  void write_intoAFolderThatIsNone_failsAndLeavesNothing() throws IOException {
    assertThatThrownBy(
            () -> Report.write(folder.resolve("no/run.html"), Samples.data(2), PriceSource.NONE, 5))
        .hasMessageContaining("there is no folder");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void write_whereAFileCannotBeReplaced_failsAndLeavesNoPart() throws IOException {
    Files.createDirectories(folder.resolve("run.csv/in/the/way"));
    assertThatThrownBy(
            () -> Report.write(folder.resolve("run.html"), Samples.data(2), PriceSource.NONE, 5))
        .isInstanceOf(IOException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("run.csv"));
    }
  }

  @Test
  void stories_asTyped_areANumberOrAll() {
    assertThat(Report.stories("7")).isEqualTo(7);
    assertThat(Report.stories("all")).isEqualTo(Report.ALL);
    assertThatThrownBy(() -> Report.stories("0")).hasMessageContaining("was '0'");
    assertThatThrownBy(() -> Report.stories("some")).hasMessageContaining("was 'some'");
  }

  @Test
  void bars_joined_keepTheirExtremesAndEnds() {
    List<Bar> bars = Samples.WANDERING.bars("X", Samples.START, Samples.START + 500 * 60_000L);
    List<Bar> joined = Bar.atMost(60, bars);
    assertThat(joined).hasSizeLessThanOrEqualTo(60);
    assertThat(joined.getFirst().open()).isEqualTo(bars.getFirst().open());
    assertThat(joined.getLast().close()).isEqualTo(bars.getLast().close());
    assertThat(joined.stream().mapToDouble(Bar::high).max())
        .isEqualTo(bars.stream().mapToDouble(Bar::high).max());
    assertThat(joined.stream().mapToDouble(Bar::low).min())
        .isEqualTo(bars.stream().mapToDouble(Bar::low).min());
  }
}
