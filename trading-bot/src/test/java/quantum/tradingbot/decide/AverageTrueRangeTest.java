package quantum.tradingbot.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import quantum.marketdata.Kline;

class AverageTrueRangeTest {
  /** Five-minute bars of 100 that reach from 100 − half to 100 + half. */
  private static void bar(List<Kline> minutes, double half, double close) {
    int from = minutes.size();
    for (int i = 0; i < 5; i++) {
      double high = i == 1 ? 100 + half : 100;
      double low = i == 3 ? 100 - half : 100;
      double last = i == 4 ? close : 100;
      minutes.add(Candles.minute(from + i, 100, Math.max(high, last), Math.min(low, last), last));
    }
  }

  private static List<Kline> bars(int count, double half) {
    List<Kline> minutes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bar(minutes, half, 100);
    }
    return minutes;
  }

  @Test
  void fourteenEqualRanges_areTheirOwnAverage() {
    assertThat(AverageTrueRange.of(bars(15, 1))).hasValueCloseTo(2.0, within(1e-12));
  }

  @Test
  void fourteenBars_areTooFew() {
    assertThat(AverageTrueRange.of(bars(14, 1))).isEmpty();
  }

  @Test
  void nextRange_countsAFourteenth() {
    List<Kline> minutes = bars(15, 1);
    bar(minutes, 8, 100);
    assertThat(AverageTrueRange.of(minutes)).hasValueCloseTo((13 * 2 + 16) / 14.0, within(1e-12));
  }

  @Test
  void gapBetweenBars_belongsToTheRange() {
    List<Kline> minutes = bars(15, 1);
    bar(minutes, 1, 105); // its close is its high: 105 − 99
    bar(minutes, 1, 100); // from the close before it down to its low: 105 − 99
    double first = (13 * 2 + 6) / 14.0;
    assertThat(AverageTrueRange.of(minutes))
        .hasValueCloseTo((13 * first + 6) / 14.0, within(1e-12));
  }

  @Test
  void incompleteBarsAtTheEnds_doNotCount() {
    List<Kline> minutes = bars(17, 1);
    List<Kline> cut = new ArrayList<>(minutes.subList(3, minutes.size() - 2));
    cut.set(1, Candles.minute(4, 100, 900, 1, 100));
    cut.add(Candles.minute(83, 100, 900, 1, 100));
    assertThat(AverageTrueRange.of(cut)).hasValueCloseTo(2.0, within(1e-12));
  }

  @Test
  void minutesThatReachNoWholeFive_areNoBar() {
    assertThat(AverageTrueRange.of(bars(1, 1).subList(1, 4))).isEmpty();
    assertThat(AverageTrueRange.of(List.of())).isEmpty();
  }
}
