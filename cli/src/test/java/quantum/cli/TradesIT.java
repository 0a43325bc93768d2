package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.cli.Stage.Shown;
import tools.jackson.databind.JsonNode;

class TradesIT {
  private Stage stage;

  @BeforeEach
  void open() {
    stage = new Stage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /** A position of 1 at 100 with a risk of 10, that ended so many minutes ago. */
  private void ended(
      String id, String symbol, String side, int minutesAgo, String profit, String reason) {
    stage.ended(id, symbol, side, minutesAgo, profit, reason, Map.of());
  }

  private void three() {
    ended("p1", "BTCUSDT", "LONG", 10, "21", "exchange_stop");
    ended("p2", "ETHUSDT", "SHORT", 100, "-9", "kill_score,profit_lock");
    ended("p3", "BTCUSDT", "LONG", 3_000, "11", "by_hand");
  }

  private static int count(Shown shown) {
    return shown.json().path("totals").path("count").asInt();
  }

  @Test
  void table_isNewestFirst_within110Columns_andSaysWhatAllComeTo() {
    three();
    Shown shown = stage.run("trades");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.lines().getFirst())
        .contains("NET USD")
        .contains("FEES USD")
        .contains("BEST R");
    assertThat(shown.lines().get(1))
        .contains("BTCUSDT")
        .containsPattern("20.00 +0.60 +2.00 +3.00 +exchange_stop");
    assertThat(shown.lines()).allMatch(line -> line.length() <= 110);
    assertThat(shown.out())
        .contains("3 trades: 2 won, 1 lost (66.6")
        .contains("profit factor 3.00")
        .contains(
            "net 20.00 USD = profit 23.00 - fees 1.80 (0.003 BNB) + funding -1.20 (-1.2 BNFCR)")
        .contains("R mean 0.67, median 1.00; kept 22.2")
        .contains("gave back 2.33 R a trade");
  }

  @Test
  void filters_leaveOutWhatWasNotAskedFor_fromRowsAndSums() {
    three();
    assertThat(count(stage.run("trades", "--json"))).isEqualTo(3);
    assertThat(count(stage.run("trades", "btcusdt", "--json"))).isEqualTo(2);
    assertThat(count(stage.run("trades", "--side", "short", "--json"))).isEqualTo(1);
    assertThat(count(stage.run("trades", "--reason", "Stop", "--json"))).isEqualTo(1);
    assertThat(count(stage.run("trades", "--from", "2h", "--json"))).isEqualTo(2);
    assertThat(count(stage.run("trades", "--to", "2h", "--json"))).isEqualTo(1);
    assertThat(count(stage.run("trades", "--from", "2h", "--to", "1h", "--json"))).isEqualTo(1);
    assertThat(stage.run("trades", "--reason", "liquidation").out())
        .contains("no position has ended");
    assertThat(stage.run("trades", "--count", "1").out())
        .contains("and 2 older ones")
        .contains("3 trades");
  }

  @Test
  void json_hasTheFieldsOfTheStream_andDecimalsAsTexts() {
    three();
    JsonNode first = stage.run("trades", "--json").json().path("trades").get(0);
    assertThat(first.path("position_id").asString()).isEqualTo("p1");
    assertThat(first.path("net_pnl").asString()).isEqualTo("20");
    assertThat(first.path("realized_r").asString()).isEqualTo("2");
    assertThat(first.path("capture").asString()).isEqualTo("0.6667");
  }

  @Test
  void csv_isRfc4180() {
    three();
    ended("p4", "ETHUSDT", "LONG", 1, "1", "said \"now\"");
    Shown shown = stage.run("trades", "--csv");
    assertThat(shown.code()).isZero();
    String[] lines = shown.out().split("\r\n", -1);
    assertThat(lines).hasSize(6);
    assertThat(lines[0]).startsWith("position_id,symbol,side,opened_at,closed_at,entry_price");
    assertThat(lines[1]).contains("\"said \"\"now\"\"\"");
    assertThat(lines[3]).contains("\"kill_score,profit_lock\"");
    assertThat(lines[5]).isEmpty();
    int columns = lines[0].split(",").length;
    assertThat(lines[2].split(",", -1)).hasSize(columns);
  }

  @Test
  void nothingEnded_isFine_andGarbageIsCounted() {
    Shown none = stage.run("trades");
    assertThat(none.code()).isZero();
    assertThat(none.out()).contains("no position has ended");
    stage.redis.commands().zadd(Stage.NAMES.positionsClosed(), 5, "garbage");
    three();
    assertThat(stage.run("trades").out()).contains("1 members of the list are unreadable");
    stage.redis.commands().del(Stage.NAMES.positionsClosed());
    stage.redis.commands().set(Stage.NAMES.positionsClosed(), "a string");
    Shown spoiled = stage.run("trades");
    assertThat(spoiled.code()).isEqualTo(2);
    assertThat(spoiled.err()).contains("cannot tell which positions have ended");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trades --side UP",
        "trades --from tomorrow",
        "trades --from 1h --to 2h",
        "trades --count 0",
        "trades --csv --json",
        "trades not!a!symbol"
      })
  void nonsense_ends64_namingIt(String line) {
    Shown shown = stage.run(line.split(" "));
    assertThat(shown.code()).isEqualTo(64);
    assertThat(shown.err()).startsWith("quantum: ").contains("--help");
  }

  @Test
  void readonlyUser_mayAsk_andWhoMayNotIsTold() {
    three();
    assertThat(stage.runAs("quantum-readonly", "trades").out()).contains("3 trades");
    Shown shown = stage.runAs("quantum-trading-bot", "trades");
    assertThat(shown.code()).isEqualTo(2);
    assertThat(shown.err()).contains("may not read");
  }

  @Test
  void positions_sayWhatTheyHavePaid() {
    stage.position(
        "ETHUSDT",
        "2000",
        "2040",
        Map.of("commission", "1.2", "funding", "-0.35", "commission_assets", "BNB:0.002"));
    Shown shown = stage.run("positions");
    assertThat(shown.out()).contains("fees 1.2 USD, funding -0.35 USD");
    assertThat(
            stage
                .run("positions", "--json")
                .json()
                .path("positions")
                .get(0)
                .path("commission_assets")
                .asString())
        .isEqualTo("BNB:0.002");
  }
}
