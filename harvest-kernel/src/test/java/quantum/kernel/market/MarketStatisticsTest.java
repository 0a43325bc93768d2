package quantum.kernel.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarketStatisticsTest {

  @Test
  void of_fewerClosesThanTheWindow_isRefused() {
    assertThatThrownBy(() -> MarketStatistics.of(new double[256]))
        .hasMessageContaining("at least 257 closes are needed, were 256");
  }

  @Test
  void of_closeOfZero_isRefusedNamingIt() {
    double[] closes = steady(0.001);
    closes[100] = 0;
    assertThatThrownBy(() -> MarketStatistics.of(closes)).hasMessageContaining("close 100");
  }

  @Test
  void of_flatMarket_isFiniteAndUsable() {
    MarketStatistics flat = MarketStatistics.of(steady(0));
    assertThat(flat.sigma()).isEqualTo(1e-6);
    assertThat(flat.mu()).isZero();
    assertThat(flat.toMarketState().pTrend()).isBetween(0.0, 1.0);
  }

  @Test
  void of_steadyRise_driftIsItsStep() {
    assertThat(MarketStatistics.of(steady(0.001)).mu()).isCloseTo(0.001, within(1e-12));
  }

  @Test
  void of_moreClosesThanTheWindow_looksAtTheLatestOnly() {
    double[] closes = steady(0.001);
    double[] longer = new double[closes.length + 50];
    Arrays.fill(longer, 7);
    System.arraycopy(closes, 0, longer, 50, closes.length);
    assertThat(MarketStatistics.of(longer)).isEqualTo(MarketStatistics.of(closes));
  }

  private static double[] steady(double step) {
    return IntStream.range(0, 257).mapToDouble(i -> 100 * Math.exp(step * i)).toArray();
  }
}
