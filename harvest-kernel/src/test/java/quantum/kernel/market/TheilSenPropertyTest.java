package quantum.kernel.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class TheilSenPropertyTest {

  /** Against sorting all slopes; walks of every kind, from motionless to jumping. */
  @Property(tries = 300)
  void slope_isTheMedianOfAllSlopes(
      @ForAll @IntRange(min = 2, max = 300) int points,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3) int kind) {
    double[] values = walk(points + 3, new Random(seed), kind);

    assertThat(TheilSen.slope(values, points)).isEqualTo(naive(values, points, values.length));
  }

  /** Point by point, whatever share of the slopes is kept, to the last bit. */
  @Property(tries = 60)
  void rollingSlope_isTheMedianOfAllSlopes(
      @ForAll @IntRange(min = 2, max = 90) int points,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 5) int kind,
      @ForAll @DoubleRange(min = 0.02, max = 1) double share) {
    double[] values = walk(points + 250, new Random(seed), kind);
    RollingSlope rolling = new RollingSlope(points, share);

    for (int end = points; end <= values.length; end++) {
      assertThat(rolling.next(values, end)).isEqualTo(naive(values, points, end));
    }
  }

  /** A bucket is narrower than the last bits of what is far off. */
  @Example
  void rollingSlope_ofBucketsOfSomeLastBits_isTheMedianOfAllSlopes() {
    rollingSlope_isTheMedianOfAllSlopes(22, -2, 4, 0.04);
    rollingSlope_isTheMedianOfAllSlopes(59, -13429, 4, 0.02);
    rollingSlope_isTheMedianOfAllSlopes(40, 11, 5, 0.1);
    rollingSlope_isTheMedianOfAllSlopes(80, 12, 5, 0.5);
  }

  /** Numbers of points are kept in 16 bits: they begin anew and nothing is taken for another. */
  @Example
  void rollingSlope_afterMorePointsThanItsNumbersHold_isThatOfTheLatest() {
    double[] values = walk(140_000, new Random(7), 1);
    RollingSlope rolling = new RollingSlope(50, RollingSlope.GENEROUS);

    for (int end = 50; end <= values.length; end++) {
      double slope = rolling.next(values, end);
      if (end % 97 == 0 || end > 65_500 && end < 65_700 || end > 131_000 && end < 131_200) {
        assertThat(slope).isEqualTo(naive(values, 50, end));
      }
    }
  }

  private static double[] walk(int length, Random random, int kind) {
    double[] values = new double[length];
    for (int i = 1; i < length; i++) {
      values[i] =
          values[i - 1]
              + switch (kind) {
                case 0 -> 0;
                case 1 -> 0.001 * random.nextGaussian();
                case 2 -> random.nextInt(3) - 1;
                case 3 -> i / 100 % 2 == 0 ? 0 : 0.001 * random.nextGaussian();
                case 4 -> i % 64 == 0 ? random.nextGaussian() : 0.00001 * i;
                // as good as straight, with an outlier to either side now and then
                default -> i % 37 == 0 ? 1e6 * random.nextGaussian() : 0.1 + 1e-16 * (i % 5);
              };
    }
    return values;
  }

  private static double naive(double[] values, int points, int end) {
    int from = end - points;
    double[] slopes = new double[points * (points - 1) / 2];
    int count = 0;
    for (int i = from; i < end; i++) {
      for (int j = i + 1; j < end; j++) {
        slopes[count++] = (values[j] - values[i]) * (1.0 / (j - i));
      }
    }
    Arrays.sort(slopes);
    double lower = slopes[(count - 1) / 2];
    return lower + (slopes[count / 2] - lower) / 2 + 0.0; // not −0.0
  }
}
