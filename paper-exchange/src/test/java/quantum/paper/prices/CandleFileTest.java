package quantum.paper.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Symbol;
import quantum.paper.SharedFolder;

class CandleFileTest {
  private static final String HEADER = "open_time_ms,open,high,low,close,volume\n";
  private static final String BAR = "1746372780000,95505.4,95505.5,95502.7,95502.70,16.536\n";

  private static final long T0 = 1_714_521_600_000L; // 2024-05-01T00:00Z

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "prices/BTCUSDT-1m-2025-05-04_2025-06-03.csv.gz, BTCUSDT, 43199, 60000",
    "prices/ENAUSDT-1m-2025-05-04_2025-06-03.csv.gz, ENAUSDT, 43200, 60000",
    "prices/ETHUSDT-1m-2025-05-04_2025-06-15.csv.gz, ETHUSDT, 60191, 60000",
    "prices/LAYERUSDT-1m-2025-05-04_2025-06-03.csv.gz, LAYERUSDT, 43199, 60000",
    "prices/SOLUSDT-1m-2025-05-04_2025-06-03.csv.gz, SOLUSDT, 43200, 60000",
    "prices/SUIUSDT-1m-2025-05-04_2025-06-03.csv.gz, SUIUSDT, 43199, 60000",
    "prices/XMRUSDT-1m-2025-05-04_2025-06-03.csv.gz, XMRUSDT, 43199, 60000",
    "prices-unlicensed/DOTUSDT-1m-2024-11.csv.gz, DOTUSDT, 43200, 60000",
    "prices-unlicensed/NEARUSDT-1m-2025-11.csv.gz, NEARUSDT, 43200, 60000",
    "prices-unlicensed/RIVERUSDT-1h-2025-10-17_2026-06-07.csv.gz, RIVERUSDT, 5588, 3600000",
    "prices-unlicensed/RIVERUSDT-5m-2025-10-17_2025-12-31.csv.gz, RIVERUSDT, 21563, 300000"
  })
  void recordedFile_isReadWhole(String file, String symbol, int bars, long interval)
      throws IOException {
    CandleSeries series = CandleFile.read(SharedFolder.file(file));
    assertThat(series.symbol()).isEqualTo(Symbol.of(symbol));
    assertThat(series.candles()).hasSize(bars);
    assertThat(series.intervalMillis()).isEqualTo(interval);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HEADER + BAR,
        BAR,
        HEADER + BAR + "\n\n",
        "1746372780000,95505.4,95505.5,95502.7,95502.70,16.536",
        "open_time,open,high,low,close,volume,close_time,a,b,c,d,ignore\r\n"
            + "1746372780000,95505.4,95505.5,95502.7,95502.70,16.536,1746372839999,1,2,3,4,0\r\n",
        "1746372780000,9.55054E4,95505.5,+95502.7,95502.7000000000000000000,16.536\n"
      })
  void spelling_sameCandle(String text) throws IOException {
    Candle candle = CandleFile.read(file("BTCUSDT-1m.csv", text)).candles().getFirst();
    assertThat(candle.openTimeMillis()).isEqualTo(1746372780000L);
    assertThat(candle.open()).isEqualByComparingTo("95505.4");
    assertThat(candle.high()).isEqualByComparingTo("95505.5");
    assertThat(candle.low()).isEqualByComparingTo("95502.7");
    assertThat(candle.close().toPlainString()).isEqualTo("95502.7");
    assertThat(candle.volume()).isEqualByComparingTo("16.536");
  }

  @Test
  void compression_isToldByTheBytesNotTheName() throws IOException {
    Path file = folder.resolve("BTCUSDT.csv");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((HEADER + BAR).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(CandleFile.read(file).candles()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1714521660000,1,2,1,abc,5 | line 2, column close: not a decimal number: 'abc'",
        "1714521660000,1,2,1,,5 | line 2, column close: not a decimal number: ''",
        "1714521660000,1,2,1,1e400,5 | line 2, column close: number out of range: '1e400'",
        "1714521660000,1,2,1,NaN,5 | line 2, column close: not a decimal number: 'NaN'",
        "1714521660000,0,2,1,1,5 | line 2, column open must be > 0, was 0",
        "1714521660000,1,2,-1,1,5 | line 2, column low must be > 0, was -1",
        "1714521660000,1,2,1,1,-5 | line 2, column volume must be >= 0, was -5",
        "1714521660000,3,2,4,3,5 | line 2, column high must be >= low, was 2 < 4",
        "1714521660000,3,2,1,1,5 | line 2, column open must lie between low and high, was 3 outside 1..2",
        "1714521660000,1,2,1,3,5 | line 2, column close must lie between low and high, was 3 outside 1..2",
        "1714521600000,1,2,1,1,6 | line 2, column open_time: 1714521600000 does not come after 1714521600000 of the line before",
        "x,1,2,1,1,5 | line 2, column open_time: 'x' is not a time",
        "1714521660000,1,2,1,1 | line 2, column volume is missing",
        "1714521660000,1,2,1,1,5,6 | line 2, expected 6 columns, found 7",
      })
  void wrongLine_namesFileLineColumnAndValue(String line, String message) {
    assertThatThrownBy(
            () ->
                CandleFile.read(file("ABCUSDT-1m.csv", "1714521600000,1,2,1,1,5\n" + line + "\n")))
        .isInstanceOf(BadCandleFile.class)
        .hasMessageStartingWith("ABCUSDT-1m.csv, line 2, ")
        .hasMessageContaining(message);
  }

  @Test
  void fileWithoutCandles_isRefused() {
    assertThatThrownBy(() -> CandleFile.read(file("ABCUSDT.csv", HEADER)))
        .hasMessage("ABCUSDT.csv: no candles");
  }

  /** Minutes of 2024-05-01, each flat at a price of its own. */
  private static String minutes(int... minutes) {
    StringBuilder text = new StringBuilder();
    for (int minute : minutes) {
      text.append(T0 + minute * 60_000L).append(",1,1,1,1,1\n");
    }
    return text.toString();
  }

  private CandleFiles.Prices folder() throws IOException {
    return CandleFiles.read(List.of(folder), Optional.empty());
  }

  private static List<Integer> minutesOf(CandleSeries series) {
    return series.candles().stream()
        .map(candle -> (int) ((candle.openTimeMillis() - T0) / 60_000))
        .toList();
  }

  @Test
  void filesOfOneSymbol_areJoinedInTimeOrder_andWhatIsNoPriceFileIsNamed() throws IOException {
    file("AUSDT-b.csv", minutes(2, 3));
    file("AUSDT-a.csv", minutes(0, 1));
    file("AUSDT-c.CSV", minutes(4));
    file("notes.md", "not a price file");

    CandleFiles.Prices prices = folder();

    assertThat(prices.series().keySet()).containsExactly(Symbol.of("AUSDT"));
    assertThat(minutesOf(prices.series().get(Symbol.of("AUSDT")))).containsExactly(0, 1, 2, 3, 4);
    assertThat(prices.notes()).containsExactly("notes.md: not read, no price file");
  }

  @Test
  void dailyFile_fillsTheHoleOfAMonth() throws IOException {
    file("AUSDT-1m-2024-05.csv", minutes(0, 1, 2, 5, 6, 7));
    file("AUSDT-1m-2024-05-01.csv", minutes(3, 4));

    assertThat(minutesOf(folder().series().get(Symbol.of("AUSDT"))))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void barInTwoFilesAlike_countsOnce_andIsSaid() throws IOException {
    file("AUSDT-a.csv", minutes(0, 1, 2));
    file("AUSDT-b.csv", minutes(2, 3));

    CandleFiles.Prices prices = folder();

    assertThat(minutesOf(prices.series().get(Symbol.of("AUSDT")))).containsExactly(0, 1, 2, 3);
    assertThat(prices.notes())
        .containsExactly("AUSDT: 1 bars are in two files alike, and count once");
  }

  @Test
  void barInTwoFilesThatDiffers_isRefusedNamingBoth() throws IOException {
    file("AUSDT-a.csv", minutes(0, 1));
    file("AUSDT-b.csv", minutes(1, 2).replace(",1,1,1,1,", ",2,2,2,2,"));

    assertThatThrownBy(() -> CandleFiles.read(folder))
        .hasMessage(
            "AUSDT: AUSDT-a.csv and AUSDT-b.csv overlap: both have a bar of 2024-05-01T00:01:00Z,"
                + " and they differ");
  }

  @Test
  void lateBar_isNamedAndPutInItsPlace_andDoesNotChangeTheInterval() throws IOException {
    file("AUSDT.csv", minutes(0, 1, 2, 3, 4, 5).replace(T0 + 120_000 + ",", T0 + 120_007 + ","));

    CandleFiles.Prices prices = folder();

    CandleSeries series = prices.series().get(Symbol.of("AUSDT"));
    assertThat(series.intervalMillis()).isEqualTo(60_000);
    assertThat(minutesOf(series)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(prices.notes())
        .containsExactly(
            "AUSDT: the bar of 2024-05-01T00:02:00.007Z begins 0.007 s late, taken as that of"
                + " 2024-05-01T00:02:00Z");
  }

  @Test
  void finerFile_isJoinedWithACoarserOne() throws IOException {
    file("AUSDT-a.csv", minutes(0, 1));
    file("AUSDT-b.csv", minutes(2, 3).replace(",1,1,1,1,", ",1.5,1.525,1.5,1.5,"));

    CandleSeries series = CandleFiles.read(folder).get(Symbol.of("AUSDT"));

    assertThat(series.decimals()).isEqualTo(3);
    assertThat(series.open(0)).isEqualTo("1");
    assertThat(series.high(3)).isEqualTo("1.525");
  }

  @Test
  void emptyFolder_isRefused() {
    assertThatThrownBy(() -> CandleFiles.read(folder)).hasMessageContaining("no *.csv");
  }

  @Test
  void loneBar_lastsAMinute() throws IOException {
    assertThat(CandleFile.read(file("AUSDT.csv", minutes(0))).intervalMillis()).isEqualTo(60_000);
  }

  private Path file(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), List.of(text.stripTrailing().split("\n", -1)));
  }
}
