package quantum.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --report}: the page says what the lines say. */
class BacktestReportTest {
  @TempDir private Path folder;

  private LabRun run(String prices, String entries, String... more) {
    String[] options = new String[more.length + 2];
    options[0] = "--report";
    options[1] = folder.resolve("run.html").toString();
    System.arraycopy(more, 0, options, 2, more.length);
    return LabRun.onCase(prices, entries, options);
  }

  private JsonNode report() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve("run.json")));
  }

  @Test
  void report_hasEachTranche_thePathOfTheStop_andTheMoneyToTheLastDigit() throws IOException {
    LabRun run = run("i4_wick", "il.json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode position = report().get("positions").get(0);
    assertThat(position.get("net_pnl").decimalValue()).isEqualByComparingTo("7.4026468");
    assertThat(position.get("realized_r").asDouble())
        .isCloseTo(run.summary().get("realized_R").asDouble(), within(1e-12));
    assertThat(position.get("max_r").asDouble()).isEqualTo(30.0);
    JsonNode tranches = position.get("tranches");
    assertThat(tranches).hasSize(3);
    assertThat(tranches.get(1).get("name").asString()).isEqualTo("PARTIAL_50");
    assertThat(tranches.get(1).get("price").decimalValue()).isEqualByComparingTo("108.1");
    assertThat(tranches.get(1).get("qty").decimalValue()).isEqualByComparingTo("0.375");
    JsonNode stops = position.get("stops");
    assertThat(stops.get(0).get("price").decimalValue()).isEqualByComparingTo("98");
    assertThat(stops.get(stops.size() - 1).get("price").decimalValue())
        .isEqualByComparingTo("100.2");
    // the mean of what was closed: gross profit is (mean exit - entry) of 1 unit
    assertThat(position.get("exit_price").asDouble() - 100)
        .isCloseTo(position.get("realized_pnl").asDouble(), within(1e-9));
    assertThat(Files.readString(folder.resolve("run.html"))).contains("class=\"falling\"");
  }

  @Test
  void report_totalsAndAssumptions_areThoseThatWerePrinted() throws IOException {
    LabRun run = run("i4_wick", "il.json", "--fee-bps", "7");

    JsonNode report = report();
    assertThat(report.get("totals").get("net_pnl").decimalValue())
        .isEqualByComparingTo(run.totals().get("realized_pnl").decimalValue());
    assertThat(report.get("totals").get("count").asInt())
        .isEqualTo(run.totals().get("positions").asInt());
    assertThat(report.get("assumptions").get("fee_bps").asString()).isEqualTo("7");
    assertThat(report.get("data").get(0).get("bars").asInt())
        .isEqualTo(run.all("data").getFirst().get("bars").asInt());
  }

  @Test
  void report_ofIndependentEntries_hasEachOfThem() throws IOException {
    LabRun run = run("i4_wick", "il.json", "--account", "independent");

    assertThat(report().get("positions")).hasSize(run.all("summary").size());
  }

  @Test
  void refusedEntries_areInIt() throws IOException {
    LabRun run = run("gap-2h-BTCUSDT-1m.csv", "04_in_gap.json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(report().get("refused")).hasSize(run.totals().get("refused").asInt());
    assertThat(report().get("refused").get(0).get("reason").asString()).isNotBlank();
  }

  @Test
  void wrongNames_areRefusedBeforeAnythingIsRead() {
    LabRun name = LabRun.of("--prices", "none", "--every", "1", "--report", "run.txt");
    assertThat(name.code()).isEqualTo(64);
    assertThat(name.err()).contains("--report").contains("run.txt");
    LabRun number = LabRun.of("--prices", "none", "--every", "1", "--report-positions", "few");
    assertThat(number.code()).isEqualTo(64);
    assertThat(number.err()).contains("--report-positions").contains("few");
  }

  @Test
  void reportThatCannotBeWritten_isAnError() throws IOException {
    Files.createDirectories(folder.resolve("run.json/in/the/way"));

    LabRun run = run("i4_wick", "il.json");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("the report cannot be written").contains("run.json");
  }
}
