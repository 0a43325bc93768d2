package quantum.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --trades}: the same entries, as their trader closed them and as the suite would have. */
class OwnTradesRunTest {
  private static final long START = 1_700_000_040_000L;

  @TempDir Path folder;

  private Path prices;

  /** 100, then a rise to 112 in a straight line, a fall to 96, and 96 for the rest. */
  @BeforeEach
  void write() throws Exception {
    StringBuilder text = new StringBuilder("open_time,open,high,low,close,volume\n");
    int last = 100;
    for (int i = 0; i < 60; i++) {
      int close = i < 10 ? 100 : i < 22 ? 100 + i - 9 : i < 38 ? 112 - (i - 21) : 96;
      text.append(START + i * 60_000L)
          .append(',')
          .append(last)
          .append(',')
          .append(Math.max(last, close))
          .append(',')
          .append(Math.min(last, close))
          .append(',')
          .append(close)
          .append(",1\n");
      last = close;
    }
    prices = Files.writeString(folder.resolve("BTCUSDT-1m.csv"), text);
  }

  private LabRun run(String trades, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("trades.csv"), trades);
    List<String> options =
        new ArrayList<>(
            List.of("--prices", prices.toString(), "--trades", file.toString(), "--kill", "off"));
    options.addAll(List.of("--fee-bps", "0"));
    options.addAll(List.of(more));
    return LabRun.of(options.toArray(String[]::new));
  }

  private static String at(int minute) {
    return Long.toString(START + minute * 60_000L);
  }

  @Test
  void winnerThatWasGivenBack_isShownSideBySide() throws Exception {
    LabRun run =
        run(
            "symbol,side,time,price,qty,fee\n"
                + "BTCUSDT,BUY,"
                + at(5)
                + ",100,1,0.1\nBTCUSDT,SELL,"
                + at(40)
                + ",96,1,0.1\n");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode pair = run.all("pair").getFirst();
    assertThat(pair.get("own_R").asDouble()).isCloseTo(-2.1, within(1e-9));
    assertThat(pair.get("own_max_R").asDouble()).isCloseTo(6, within(1e-9));
    // 25 % at 104.2 (in binary 4.1 - 0.1 is a bit short of 2 R), half of the rest at 108.1, the
    // third
    // level is not reached, the rest at 100.2
    assertThat(pair.get("suite_realized").decimalValue()).isEqualByComparingTo("4.1625");
    assertThat(pair.get("suite_R").asDouble()).isCloseTo(4.1625 / 2, within(1e-9));
    assertThat(run.all("own").getFirst().get("better").asInt()).isEqualTo(1);
    assertThat(run.all("own").getFirst().get("suite_capture").asDouble())
        .isCloseTo(4.1625 / 2 / 6, within(1e-9));
  }

  @Test
  void report_showsBothEndsOfTheSameEntries() throws Exception {
    Path html = folder.resolve("own.html");
    run(
        "symbol,side,time,price,qty,fee\n"
            + "BTCUSDT,BUY,"
            + at(5)
            + ",100,1,0.1\nBTCUSDT,SELL,"
            + at(40)
            + ",96,1,0.1\n",
        "--report",
        html.toString());

    JsonNode compared =
        JsonMapper.shared().readTree(Files.readString(folder.resolve("own.json"))).get("compared");
    assertThat(compared.get("of_one").get("mean_r").asDouble()).isCloseTo(-2.1, within(1e-9));
    assertThat(compared.get("of_one").get("costs").decimalValue()).isEqualByComparingTo("0.2");
    assertThat(compared.get("of_other").get("net_pnl").decimalValue())
        .isEqualByComparingTo("4.1625");
    assertThat(compared.get("better").asInt()).isEqualTo(1);
    assertThat(Files.readString(html)).contains("The same entries, side by side");
  }

  @Test
  void whatCannotBeCompared_isNamed_andTheExitCodeSaysSo() throws Exception {
    LabRun run =
        run(
            "symbol,side,time,price,qty\n"
                + "BTCUSDT,BUY,"
                + at(5)
                + ",100,1\nBTCUSDT,SELL,"
                + at(8)
                + ",100,1\nETHUSDT,BUY,"
                + at(5)
                + ",10,1\nETHUSDT,SELL,"
                + at(6)
                + ",10,1\nBTCUSDT,BUY,"
                + at(50)
                + ",96,1\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.lines().toString())
        .contains("not compared: line 4: there are no prices of ETHUSDT")
        .contains("not compared: line 6: BTCUSDT LONG is still open at the end of the file");
  }

  @Test
  void fileThatCannotBeUsed_endsWith2_andNamesTheValue() throws Exception {
    LabRun run = run("symbol,side,time,price,qty\nBTCUSDT,BUY,soon,100,1\n");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("trades.csv, line 2, column time, value 'soon'");
  }
}
