package quantum.paper.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.value.Symbol;

/** The same two bars as exchanges, charts and other backtesters write them. */
class PeoplesFilesTest {
  private static final long FIRST = 1_714_521_600_000L; // 2024-05-01T00:00Z
  private static final Symbol BTC = Symbol.of("BTCUSDT");

  @TempDir private Path folder;

  private CandleFiles.Prices read(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text.replace('|', '\n'));
    return CandleFiles.read(List.of(file), Optional.empty());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '#',
      value = {
        "BTCUSDT-1m.csv # 1714521600000,1,3,0.5,2,7|1714521660000,2,2,2,2,0",
        "BTCUSDT-1m.csv # 1714521600000000,1,3,0.5,2,7|1714521660000000,2,2,2,2,0",
        "BTCUSDT-1m.csv # 1714521600000000000,1,3,0.5,2,7|1714521660000000000,2,2,2,2,0",
        "BTCUSDT-1m.csv # 1714521600,1,3,0.5,2,7|1714521660,2,2,2,2,0",
        "BTCUSDT-1m.csv # 1714521600.0,1,3,0.5,2,7|1714521660.0,2,2,2,2,0",
        "BTCUSDT-1m.csv # timestamp,close,high,low,open,volume|1714521600000,2,3,0.5,1,7|1714521660000,2,2,2,2,0",
        "BTCUSDT-1m.csv # Open Time;Open;High;Low;Close;Volume|1714521600000;1;3;0,5;2;7|1714521660000;2;2;2;2;0",
        "BTCUSDT-1m.csv # date\topen\thigh\tlow\tclose\tvolume|2024-05-01 00:00:00\t1\t3\t0.5\t2\t7|2024-05-01 00:01:00\t2\t2\t2\t2\t0",
        "BTC_USDT_USDT-1m-futures.csv # date,open,high,low,close,volume|2024-05-01 00:00:00+00:00,1,3,0.5,2,7|2024-05-01 00:01:00+00:00,2,2,2,2,0",
        "BTC_USDT-1m.json # [[1714521600000,1,3,0.5,2,7],[1714521660000,2,2,2,2,0]]",
        "Binance_BTCUSDT_minute.csv # https://www.CryptoDataDownload.com|unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount|1714521660000,2024-05-01 00:01:00,BTCUSDT,2,2,2,2,0,0,0|1714521600000,2024-05-01 00:00:00,BTCUSDT,1,3,0.5,2,7,14,3",
        "'BINANCE_BTCUSDT.P, 1.csv' # time,open,high,low,close,Volume|2024-05-01T02:00:00+02:00,1,3,0.5,2,7|2024-05-01T02:01:00+02:00,2,2,2,2,0",
        "BTC-USDT.csv # ts,o,h,l,c,vol,volCcy,volCcyQuote,confirm|1714521600000,1,3,0.5,2,7,1,1,1|1714521660000,2,2,2,2,0,1,1,1",
        "BTC-USDT-SWAP-candles.csv # instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm|BTC-USDT-SWAP,1,3,0.5,2,7,1,1,1714521600000,1|BTC-USDT-SWAP,2,2,2,2,0,1,1,1714521660000,1",
        "BTCUSDT.csv # \"time\",\"open\",\"high\",\"low\",\"close\",\"volume\"|\"2024-05-01T00:00:00Z\",\"1\",\"3\",\"0.5\",\"2\",\"7\"|\"2024-05-01T00:01:00Z\",\"2\",\"2\",\"2\",\"2\",\"0\"",
        "gap-2h-BTCUSDT-1m.csv # \ufefftime,open,high,low,close,volume|1714521600,1,3,0.5,2,7|1714521660,2,2,2,2,0",
      })
  void file_isReadByItsNames(String name, String text) throws IOException {
    CandleSeries series = read(name, text).series().get(BTC);

    assertThat(series.size()).isEqualTo(2);
    assertThat(series.intervalMillis()).isEqualTo(60_000);
    Candle first = series.candle(0);
    assertThat(first.openTimeMillis()).isEqualTo(FIRST);
    assertThat(first.open()).isEqualByComparingTo("1");
    assertThat(first.high()).isEqualByComparingTo("3");
    assertThat(first.low()).isEqualByComparingTo("0.5");
    assertThat(first.close()).isEqualByComparingTo("2");
    assertThat(first.volume()).isEqualByComparingTo("7");
    assertThat(series.openMillis(1)).isEqualTo(FIRST + 60_000);
  }

  @ParameterizedTest
  @CsvSource({
    "BTCUSDT-1m-2024-02.zip, BTCUSDT",
    "ETH-BTC.csv, ETHBTC",
    "ETH-USDT.csv, ETHUSDT",
    "WBTC-USDT-1h.csv, WBTCUSDT",
    "COINBASE_BTC-USD.csv, BTCUSD",
    "1000PEPEUSDT-1m.csv.gz, 1000PEPEUSDT",
    "币安人生USDT-1m.csv, 币安人生USDT",
    "demo_XMRUSDT.csv, XMRUSDT",
    "ETHBTC-1d.csv, ETHBTC",
    "TEST-1m.csv, TEST",
  })
  void symbol_isWhatTheNameHolds(String name, String symbol) {
    assertThat(FileSymbol.of(name)).isEqualTo(Symbol.of(symbol));
  }

  @Test
  void symbolOption_decides() throws IOException {
    Path file = Files.writeString(folder.resolve("export.csv"), FIRST + ",1,1,1,1,1\n");

    assertThat(CandleFiles.read(List.of(file), Optional.of(BTC)).series().keySet())
        .containsExactly(BTC);
  }

  @Test
  void archive_holdsSeveralFiles_andSaysWhatItDoesNotRead() throws IOException {
    Path file = folder.resolve("months.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("data/BTCUSDT-1m-01.csv", "data/ETHUSDT-1m-01.csv", "README")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write((FIRST + ",1,1,1,1,1\n").getBytes(StandardCharsets.UTF_8));
      }
    }

    CandleFiles.Prices prices = CandleFiles.read(List.of(file), Optional.empty());

    assertThat(prices.series().keySet()).containsExactly(BTC, Symbol.of("ETHUSDT"));
    assertThat(prices.notes())
        .containsExactly("months.zip!BTCUSDT-1m-01.csv: README in it not read: no price file");
  }

  @Test
  void whatIsNotRead_isNamed() throws IOException {
    assertThat(
            read(
                    "Binance_BTCUSDT_1m.csv",
                    "https://www.CryptoDataDownload.com|unix,date,open,high,low,close|1714521600,x,1,1,1,1|1714521600,x,1,1,1,1|")
                .notes())
        .containsExactlyInAnyOrder(
            "Binance_BTCUSDT_1m.csv: line 1 not read: https://www.CryptoDataDownload.com",
            "Binance_BTCUSDT_1m.csv: columns not read: date",
            "Binance_BTCUSDT_1m.csv: no volume, taken as 0",
            "Binance_BTCUSDT_1m.csv: 1 rows not read: each repeats the bar before it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "open,high,low,close,volume|1,1,1,1,1 # line 1, no column open_time among open, high, low, close, volume",
        "time,open,high,close,volume|1,1,1,1,1 # line 1, no column low among time",
        "1714521600,1,1 # line 1, expected at least 5 columns, found 3",
        "time,open,high,low,close|2024-13-01,1,1,1,1 # line 2, column time: '2024-13-01' is not a time",
        "time,open,high,low,close|1714521600,1,1,1,x # line 2, column close: not a decimal number: 'x'",
        "time,open,high,low,close|1714521600,1,1,1 # line 2, column close is missing",
        "time,open,high,low,close|1714521600,1,1,1,123456789012345678901 # line 2, column close: number out of range",
        "time,low,open,high,close|1714521600,2,1,3,1 # line 2, column open must lie between low and high",
      })
  void wrongFile_saysWhere(String text, String message) {
    assertThatThrownBy(() -> read("BTCUSDT.csv", text))
        .isInstanceOf(BadCandleFile.class)
        .hasMessageStartingWith("BTCUSDT.csv, ")
        .hasMessageContaining(message);
  }

  @Test
  void truncatedArchive_isNamed() throws IOException {
    Path file = folder.resolve("BTCUSDT.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("BTCUSDT.csv"));
      zip.write("1714521600,1,1,1,1,1\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, 60));

    assertThatThrownBy(() -> CandleFiles.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("BTCUSDT.zip: damaged zip");
  }
}
