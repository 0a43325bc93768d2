package quantum.replay.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedBootstrapTest {
  private static final PairedBootstrap BOOTSTRAP = new PairedBootstrap(2000, 1);
  private static final int DATA_SETS = 600;

  private static Paired pair(int day, double one, double other) {
    return new Paired(new Block(day, "BTCUSDT"), one, other);
  }

  /** Days that are good or bad for all of their entries, and entries that differ by themselves. */
  private static List<Paired> noise(SplittableRandom random, int days, double effect) {
    List<Paired> pairs = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      double ofDay = random.nextGaussian();
      int entries = 4 + random.nextInt(5);
      for (int i = 0; i < entries; i++) {
        double market = 2 * random.nextGaussian();
        pairs.add(pair(day, market + ofDay + random.nextGaussian() + effect, market));
      }
    }
    return pairs;
  }

  @Test
  void mean_isThatOfTheEntries_notOfTheBlocks() {
    Difference found = BOOTSTRAP.of(List.of(pair(1, 2, 1), pair(1, 3, 0), pair(2, 0, 1)));

    // (1 + 3 - 1) / 3
    assertThat(found.mean()).isEqualTo(1.0);
    assertThat(found.entries()).isEqualTo(3);
    assertThat(found.blocks()).isEqualTo(2);
  }

  /**
   * Two blocks, of sums 4 (2 entries) and -1 (1 entry): a quarter of the samples is the first
   * twice, (4 + 4) / 4 = 2; half are both, (4 - 1) / 3 = 1; a quarter the second twice, (-1 - 1) /
   * 2 = -1. So 5 % lie at -1 and 95 % at 2.
   */
  @Test
  void interval_ofTwoBlocks_byHand() {
    Difference found = BOOTSTRAP.of(List.of(pair(1, 2, 1), pair(1, 3, 0), pair(2, 0, 1)));

    assertThat(found.low()).isEqualTo(-1.0);
    assertThat(found.high()).isEqualTo(2.0);
    assertThat(found.isShown()).isFalse();
  }

  @Test
  void quantile_isLinearBetweenTwo() {
    double[] sorted = {0, 1, 2, 3};

    assertThat(PairedBootstrap.quantile(sorted, 0)).isEqualTo(0);
    assertThat(PairedBootstrap.quantile(sorted, 0.5)).isEqualTo(1.5);
    assertThat(PairedBootstrap.quantile(sorted, 0.05)).isCloseTo(0.15, within(1e-12));
    assertThat(PairedBootstrap.quantile(sorted, 1)).isEqualTo(3);
    assertThat(PairedBootstrap.quantile(new double[] {7}, 0.95)).isEqualTo(7);
  }

  @Test
  void equalSettings_differByExactlyNothing() {
    List<Paired> same =
        noise(new SplittableRandom(3), 30, 0).stream()
            .map(each -> new Paired(each.block(), each.one(), each.one()))
            .toList();

    Difference found = BOOTSTRAP.of(same);

    assertThat(found)
        .isEqualTo(new Difference(same.size(), 30, 0.0, 0.0, 0.0)); // 0.0, and not -0.0
    assertThat(found.isShown()).isFalse();
  }

  @Test
  void sameSeed_givesTheSameInterval_anotherOneNearlyTheSame() {
    List<Paired> pairs = noise(new SplittableRandom(5), 40, 0.2);

    Difference found = BOOTSTRAP.of(pairs);

    assertThat(new PairedBootstrap(2000, 1).of(pairs)).isEqualTo(found);
    Difference other = new PairedBootstrap(2000, 2).of(pairs);
    assertThat(other.low()).isNotEqualTo(found.low()).isCloseTo(found.low(), within(0.05));
    assertThat(other.mean()).isEqualTo(found.mean());
  }

  @Test
  void plantedEffect_isFound() {
    Difference found = BOOTSTRAP.of(noise(new SplittableRandom(7), 60, 0.5));

    assertThat(found.isShown()).isTrue();
    assertThat(found.low()).isBetween(0.0, 0.5);
    assertThat(found.high()).isGreaterThan(0.5);
    assertThat(found.isTrusted()).isTrue();
  }

  /** What of the market is common to both settings makes no interval wider. */
  @Test
  void pairing_takesTheMarketOut() {
    SplittableRandom random = new SplittableRandom(11);
    List<Paired> pairs = new ArrayList<>();
    for (int day = 0; day < 30; day++) {
      double market = 100 * random.nextGaussian();
      pairs.add(pair(day, market + 0.01, market));
    }

    assertThat(BOOTSTRAP.of(pairs).low()).isCloseTo(0.01, within(1e-9));
  }

  /**
   * Of 600 data sets without any difference, the share whose interval holds 0: 90 % is promised.
   * The count is the same every time, the tolerance is for what the method lacks with few blocks.
   */
  @ParameterizedTest
  @CsvSource({"60, 0.87, 0.93", "20, 0.84, 0.91", "5, 0.65, 0.80"})
  void interval_holdsTheTruthAsOftenAsItSays(int days, double least, double most) {
    SplittableRandom random = new SplittableRandom(2026);
    int held = 0;
    for (int i = 0; i < DATA_SETS; i++) {
      Difference found = new PairedBootstrap(500, i).of(noise(random, days, 0));
      held += found.isShown() ? 0 : 1;
    }

    assertThat((double) held / DATA_SETS)
        .as("held by %d of %d", held, DATA_SETS)
        .isBetween(least, most);
  }

  /** Entries of a day are no independent ones: were each its own block, the interval would lie. */
  @Test
  void blocks_areWhatMakesTheIntervalHonest() {
    SplittableRandom random = new SplittableRandom(2026);
    int held = 0;
    for (int i = 0; i < 200; i++) {
      List<Paired> alone = new ArrayList<>();
      for (Paired each : noise(random, 60, 0)) {
        alone.add(new Paired(new Block(alone.size(), ""), each.one(), each.other()));
      }
      held += new PairedBootstrap(300, i).of(alone).isShown() ? 0 : 1;
    }

    assertThat(held / 200.0).isLessThan(0.8);
  }

  @Test
  void nothingToCompare_isRefused() {
    assertThatThrownBy(() -> BOOTSTRAP.of(List.of())).hasMessageContaining("no entry");
    assertThatThrownBy(() -> new PairedBootstrap(0, 1)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> pair(1, Double.NaN, 0)).hasMessageContaining("NaN");
  }
}
