package quantum.kernel.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import quantum.kernel.market.StatisticsParameters.SlopeWindow;

class RollingMarketPropertyTest {
  /** The longest slope needs more closes than the returns do. */
  private static final StatisticsParameters SMALL =
      new StatisticsParameters(
          8,
          0.1,
          0.9,
          3,
          5,
          1.2,
          0.3,
          1e-6,
          List.of(new SlopeWindow(2, 0.5), new SlopeWindow(5, 0.3), new SlopeWindow(12, 0.2)),
          2);

  private static final ReferenceParameters FEW = new ReferenceParameters(7, 3, 0.5, 0.5, 0.1, 0.8);

  /** A walk of any kind, from motionless over a coarse tick to one with jumps. */
  private static double[] walk(int length, long seed, int kind) {
    Random random = new Random(seed);
    double[] closes = new double[length];
    double price = 100;
    for (int i = 0; i < length; i++) {
      price =
          switch (kind) {
            case 0 -> price;
            case 1 -> price * Math.exp(0.001 * random.nextGaussian());
            case 2 -> Math.max(1, price + random.nextInt(3) - 1);
            case 3 -> i % 50 == 49 ? price * (0.8 + 0.4 * random.nextDouble()) : price;
            default -> price * Math.exp(0.0005 + 0.0001 * random.nextGaussian());
          };
      closes[i] = price;
    }
    return closes;
  }

  private static void followsFromScratch(
      double[] closes, StatisticsParameters parameters, ReferenceParameters references) {
    RollingMarket rolling = RollingMarket.withReferences(parameters, references);
    RollingMarket ofHistory = RollingMarket.ofHistory(parameters, references);
    for (int i = 1; i <= closes.length; i++) {
      rolling.add(closes[i - 1]);
      ofHistory.add(closes[i - 1]);
      Optional<MarketStatistics> expected =
          i < parameters.closesNeeded()
              ? Optional.empty()
              : Optional.of(MarketStatistics.of(Arrays.copyOf(closes, i), parameters));
      assertThat(rolling.statistics()).isEqualTo(expected);
      assertThat(ofHistory.conditions()).isEqualTo(rolling.conditions());
    }
  }

  @Property(tries = 200)
  void statistics_areThoseOfTheLatestCloses_toTheLastBit(
      @ForAll @IntRange(min = 1, max = 80) int length,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 4) int kind) {
    followsFromScratch(walk(length, seed, kind), SMALL, FEW);
  }

  @Property(tries = 10)
  void statistics_ofTheDefaults_areThoseOfTheLatestCloses_toTheLastBit(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int kind) {
    followsFromScratch(
        walk(700, seed, kind), StatisticsParameters.DEFAULTS, ReferenceParameters.DEFAULTS);
  }

  @Property(tries = 50)
  void statistics_ofAnyWindow_areThoseOfTheLatestCloses_toTheLastBit(
      @ForAll @IntRange(min = 3, max = 41) int window,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 4) int kind) {
    StatisticsParameters odd =
        new StatisticsParameters(
            window, 0.07, 0.9, 3, 5, 1.2, 0.3, 1e-6, List.of(new SlopeWindow(60, 1)), 2);
    followsFromScratch(walk(200, seed, kind), odd, FEW);
  }

  @Property(tries = 200)
  void conditions_dependOnTheLastCloses_ofItsMemoryOnly(
      @ForAll @IntRange(min = 0, max = 60) int before,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 4) int kind) {
    int memory = RollingMarket.memory(SMALL, FEW);
    double[] closes = walk(before + memory, seed, kind);
    RollingMarket longer = RollingMarket.withReferences(SMALL, FEW);
    RollingMarket fresh = RollingMarket.withReferences(SMALL, FEW);
    for (int i = 0; i < closes.length; i++) {
      longer.add(closes[i]);
      if (i >= before) {
        fresh.add(closes[i]);
      }
    }

    assertThat(fresh.conditions()).isPresent();
    assertThat(longer.conditions()).isEqualTo(fresh.conditions());
    assertThat(longer.references()).isEqualTo(fresh.references());
  }

  @Example
  void memory_isNotLongerThanNeeded() {
    int memory = RollingMarket.memory(SMALL, FEW);
    double[] closes = walk(memory, 7, 1);
    RollingMarket whole = RollingMarket.withReferences(SMALL, FEW);
    RollingMarket shorter = RollingMarket.withReferences(SMALL, FEW);
    for (int i = 0; i < memory; i++) {
      whole.add(closes[i]);
      if (i > 0) {
        shorter.add(closes[i]);
      }
    }

    assertThat(memory).isEqualTo(7 + 12 - 1);
    assertThat(shorter.references()).isNotEqualTo(whole.references());
  }

  @Example
  void references_areThereOnlyWhereTheyWereAskedFor() {
    RollingMarket without = RollingMarket.withoutReferences(SMALL);
    for (double close : walk(40, 1, 1)) {
      without.add(close);
    }

    assertThat(without.seen()).isEqualTo(40);
    assertThat(without.references()).isEmpty();
    assertThat(without.conditions().orElseThrow().usual()).isEmpty();
  }

  @Example
  void closeThatIsNoPrice_isRefused_andNotTaken() {
    RollingMarket rolling = RollingMarket.withReferences(SMALL, FEW);
    double[] closes = walk(30, 3, 1);
    for (int i = 0; i < closes.length; i++) {
      if (i == 20) {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
          assertThatThrownBy(() -> rolling.add(bad))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("close 20")
              .hasMessageContaining(Double.toString(bad));
        }
      }
      rolling.add(closes[i]);
    }

    assertThat(rolling.seen()).isEqualTo(30);
    assertThat(rolling.statistics()).contains(MarketStatistics.of(closes, SMALL));
  }
}
