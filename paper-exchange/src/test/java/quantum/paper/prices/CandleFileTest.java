package quantum.paper.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        "60000,1,2,1,abc,5 | line 2, column close: not a decimal number: 'abc'",
        "60000,1,2,1,,5 | line 2, column close: not a decimal number: ''",
        "60000,1,2,1,1e400,5 | line 2, column close: number out of range: '1e400'",
        "60000,1,2,1,NaN,5 | line 2, column close: not a decimal number: 'NaN'",
        "60000,0,2,1,1,5 | line 2, column open must be > 0, was 0",
        "60000,1,2,-1,1,5 | line 2, column low must be > 0, was -1",
        "60000,1,2,1,1,-5 | line 2, column volume must be >= 0, was -5",
        "60000,3,2,4,3,5 | line 2, column high must be >= low, was 2 < 4",
        "60000,3,2,1,1,5 | line 2, column open must lie between low and high, was 3 outside 1..2",
        "60000,1,2,1,3,5 | line 2, column close must lie between low and high, was 3 outside 1..2",
        "0,1,2,1,1,5 | line 2, column open_time: 0 does not come after 0 of the line before",
        "x,1,2,1,1,5 | line 2, column open_time: 'x' is not a time in epoch milliseconds",
        "1746372780000000,1,2,1,1,5 | column open_time: 1746372780000000 is not epoch milliseconds",
        "60000,1,2,1,1 | line 2, column volume is missing",
        "60000,1,2,1,1,5,6 | line 2, expected 6 or 12 columns, found 7",
      })
  void wrongLine_namesFileLineColumnAndValue(String line, String message) {
    assertThatThrownBy(() -> CandleFile.read(file("ABCUSDT-1m.csv", "0,1,2,1,1,5\n" + line + "\n")))
        .isInstanceOf(BadCandleFile.class)
        .hasMessageStartingWith("ABCUSDT-1m.csv, line 2, ")
        .hasMessageContaining(message);
  }

  @Test
  void fileWithoutCandles_isRefused() {
    assertThatThrownBy(() -> CandleFile.read(file("ABCUSDT.csv", HEADER)))
        .hasMessage("ABCUSDT.csv: no candles");
  }

  @Test
  void filesOfOneSymbol_areJoinedInTimeOrder() throws IOException {
    file("AUSDT-b.csv", "120000,1,1,1,1,1\n180000,2,2,2,2,2\n");
    file("AUSDT-a.csv", "0,1,1,1,1,1\n60000,2,2,2,2,2\n");
    file("AUSDT-c.csv", "240000,1,1,1,1,1\n");
    file("notes.md", "not a price file");
    var joined = CandleFiles.read(folder);
    assertThat(joined.keySet()).containsExactly(Symbol.of("AUSDT"));
    assertThat(joined.get(Symbol.of("AUSDT")).candles())
        .extracting(Candle::openTimeMillis)
        .containsExactly(0L, 60000L, 120000L, 180000L, 240000L);
  }

  @Test
  void filesOfDifferentIntervals_areRefusedNamingBoth() {
    assertThatThrownBy(() -> CandleFiles.read(SharedFolder.file("prices-unlicensed")))
        .isInstanceOf(BadCandleFile.class)
        .hasMessageContaining("RIVERUSDT-5m-2025-10-17_2025-12-31.csv.gz")
        .hasMessageContaining("RIVERUSDT-1h-2025-10-17_2026-06-07.csv.gz")
        .hasMessageContaining("3600 s");
  }

  @Test
  void overlappingFiles_areRefusedNamingBoth() throws IOException {
    file("AUSDT-a.csv", "0,1,1,1,1,1\n60000,2,2,2,2,2\n");
    file("AUSDT-b.csv", "60000,1,1,1,1,1\n120000,2,2,2,2,2\n");
    assertThatThrownBy(() -> CandleFiles.read(folder))
        .hasMessage("AUSDT: AUSDT-a.csv and AUSDT-b.csv overlap");
  }

  @Test
  void emptyFolder_isRefused() {
    assertThatThrownBy(() -> CandleFiles.read(folder)).hasMessageContaining("no *.csv");
  }

  @Test
  void loneBar_lastsAMinute() throws IOException {
    assertThat(CandleFile.read(file("AUSDT.csv", "0,1,1,1,1,1\n")).intervalMillis())
        .isEqualTo(60_000);
  }

  private Path file(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), List.of(text.stripTrailing().split("\n", -1)));
  }
}
