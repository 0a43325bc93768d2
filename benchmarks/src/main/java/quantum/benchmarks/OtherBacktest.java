package quantum.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.BaseStrategy;
import org.ta4j.core.Rule;
import org.ta4j.core.backtest.BarSeriesManager;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.num.DecimalNumFactory;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.rules.BooleanRule;
import org.ta4j.core.rules.StopGainRule;
import org.ta4j.core.rules.StopLossRule;

/**
 * What the library of the field makes of the same bars: always in, out at 3 % against or 6 % for
 * it.
 *
 * <p>Arguments: a csv file of open time, open, high, low, close, volume; {@code double} or {@code
 * decimal}.
 */
public final class OtherBacktest {
  private OtherBacktest() {}

  public static void main(String[] args) throws IOException {
    BarSeries series =
        new BaseBarSeriesBuilder()
            .withNumFactory(
                args[1].equals("double")
                    ? DoubleNumFactory.getInstance()
                    : DecimalNumFactory.getInstance())
            .build();
    Duration minute = Duration.ofMinutes(1);
    try (BufferedReader lines = Files.newBufferedReader(Path.of(args[0]))) {
      lines.readLine(); // names of the columns
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] column = line.split(",");
        series
            .barBuilder()
            .timePeriod(minute)
            .endTime(Instant.ofEpochMilli(Long.parseLong(column[0])).plus(minute))
            .openPrice(column[1])
            .highPrice(column[2])
            .lowPrice(column[3])
            .closePrice(column[4])
            .volume(column[5])
            .add();
      }
    }
    ClosePriceIndicator close = new ClosePriceIndicator(series);
    Rule out = new StopLossRule(close, 3).or(new StopGainRule(close, 6));
    var record = new BarSeriesManager(series).run(new BaseStrategy(BooleanRule.TRUE, out));
    System.out.println(series.getBarCount() + " bars, " + record.getPositionCount() + " positions");
  }
}
