package quantum.kernel.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

class MarketStatisticsPropertyTest {

  @Property
  void median_anyValues_isThatOfTheSortedOnes(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -9, max = 9) Integer> values) {
    double[] shuffled = values.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] sorted = Arrays.stream(shuffled).sorted().toArray();
    int n = sorted.length;
    assertThat(Medians.median(shuffled, n)).isEqualTo((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
  }

  @Property(tries = 100)
  void of_anyWalk_isFiniteWithProbabilitiesThatSumToOne(
      @ForAll @Size(257) List<@Scale(4) @DoubleRange(min = 0.0001, max = 100_000) Double> walk) {
    MarketStatistics s =
        MarketStatistics.of(walk.stream().mapToDouble(Double::doubleValue).toArray());
    assertThat(s.pTrend() + s.pMr() + s.pChop()).isCloseTo(1, within(1e-12));
    assertThat(s.sigma()).isGreaterThanOrEqualTo(1e-6).isFinite();
  }
}
