package quantum.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;

/** Writes the part of the prices that a run needs, for the exchange to replay. */
public final class PriceFolder {
  private PriceFolder() {}

  public static Path write(SortedMap<Symbol, CandleSeries> window, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (CandleSeries series : window.values()) {
      StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
      for (Candle candle : series.candles()) {
        csv.append(candle.openTimeMillis())
            .append(',')
            .append(candle.open().toPlainString())
            .append(',')
            .append(candle.high().toPlainString())
            .append(',')
            .append(candle.low().toPlainString())
            .append(',')
            .append(candle.close().toPlainString())
            .append(',')
            .append(candle.volume().toPlainString())
            .append('\n');
      }
      Files.writeString(folder.resolve(series.symbol() + ".csv"), csv);
    }
    return folder;
  }
}
