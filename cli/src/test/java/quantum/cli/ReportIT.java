package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.cli.Stage.Shown;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportIT {
  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void open() {
    stage = new Stage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /** A position of 2 at 100 with a first stop at 90, which ended so many minutes ago. */
  private void ended(String id, String symbol, int minutesAgo, String profit, String reason) {
    long closedAt = stage.now - minutesAgo * 60_000L;
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("position_id", id);
    fields.put("symbol", symbol);
    fields.put("side", "LONG");
    fields.put("opened_at", EventTime.format(closedAt - 3_600_000));
    fields.put("closed_at", EventTime.format(closedAt));
    fields.put("entry_price", "100");
    fields.put("exit_price", "121");
    fields.put("initial_qty", "2");
    fields.put("initial_stop", "90");
    fields.put("entry_risk", "10");
    fields.put("realized_pnl", profit);
    fields.put("commission", "0.6");
    fields.put("funding", "-0.4");
    fields.put("peak_price", "130");
    fields.put("trough_price", "95");
    fields.put("tranches", "2,4");
    fields.put("exit_reason", reason);
    ClosedPosition closed = ((Decoded.Ok<ClosedPosition>) ClosedPosition.decode(fields)).value();
    stage.redis.commands().zadd(Stage.NAMES.positionsClosed(), closedAt / 1000.0, closed.member());
  }

  private void three() {
    ended("p1", "BTCUSDT", 10, "41", "exchange_stop");
    ended("p2", "ETHUSDT", 100, "-19", "kill_score,<b>profit_lock</b>");
    ended("p3", "BTCUSDT", 3_000, "21", "by_hand");
  }

  private Path html() {
    return folder.resolve("closed.html");
  }

  private JsonNode json() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve("closed.json")));
  }

  @Test
  void report_hasTheClosedPositions_afterAllCosts() throws IOException {
    three();
    Shown shown = stage.run("report", "--out", html().toString());
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("3 positions").contains("closed.html");
    String page = Files.readString(html());
    assertThat(page).contains("Closed positions of quantum").contains("&lt;b&gt;profit");
    JsonNode totals = json().get("totals");
    assertThat(totals.get("net_pnl").asDouble()).isEqualTo(40);
    assertThat(totals.get("mean_r").asDouble()).isEqualTo(2 / 3.0);
    assertThat(json().get("positions").get(0).get("max_r").asDouble()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("closed.csv")).split("\r\n")).hasSize(4);
  }

  @Test
  void report_says_whatQuantumTradesSays() throws IOException {
    three();
    stage.run("report", "--out", html().toString());
    JsonNode totals = json().get("totals");
    JsonNode trades = stage.run("trades", "--json").json().get("totals");
    for (String figure : new String[] {"net_pnl", "mean_r", "capture", "profit_factor"}) {
      assertThat(totals.get(figure).asDouble())
          .as(figure)
          .isCloseTo(
              Double.parseDouble(trades.get(figure).asString()),
              org.assertj.core.api.Assertions.within(1e-3));
    }
  }

  @Test
  void report_ofATimeAndASymbol_isOfTheseAlone() throws IOException {
    three();
    stage.run("report", "--from", "2h", "--symbol", "btcusdt", "--out", html().toString());
    assertThat(json().get("positions")).hasSize(1);
    Shown shown = stage.run("report", "--to", "1d", "--out", html().toString(), "--json");
    assertThat(shown.json().get("positions").asInt()).isEqualTo(1);
  }

  @Test
  void report_ofNothing_writesNothing() {
    Shown shown = stage.run("report", "--out", html().toString());
    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.err()).contains("no position has ended");
    assertThat(html()).doesNotExist();
  }

  @Test
  void report_ofWhatCannotBeKnown_writesNothing() {
    stage.redis.commands().set(Stage.NAMES.positionsClosed(), "text");
    Shown shown = stage.run("report", "--out", html().toString());
    assertThat(shown.code()).isEqualTo(2);
    assertThat(html()).doesNotExist();
  }

  @Test
  void report_asAReader_isWritten() {
    three();
    Shown shown = stage.runAs("quantum-readonly", "report", "--out", html().toString());
    assertThat(shown.code()).as(shown.err()).isZero();
  }

  @Test
  void arguments_thatAreWrong_areNamed() {
    assertThat(stage.run("report").code()).isEqualTo(64);
    Shown name = stage.run("report", "--out", "closed.txt");
    assertThat(name.code()).isEqualTo(64);
    assertThat(name.err()).contains("--out").contains("closed.txt");
    Shown place = stage.run("report", "--out", folder.resolve("no/closed.html").toString());
    assertThat(place.err()).contains("no folder");
    Shown number = stage.run("report", "--out", html().toString(), "--positions", "few");
    assertThat(number.code()).isEqualTo(64);
    assertThat(number.err()).contains("--positions").contains("'few'");
    Shown time = stage.run("report", "--out", html().toString(), "--from", "1h", "--to", "2h");
    assertThat(time.err()).contains("later than");
  }
}
