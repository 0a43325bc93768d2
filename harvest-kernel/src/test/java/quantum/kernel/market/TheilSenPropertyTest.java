package quantum.kernel.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TheilSenPropertyTest {

  /** Against sorting all slopes; walks of every kind, from motionless to jumping. */
  @Property(tries = 300)
  void slope_isTheMedianOfAllSlopes(
      @ForAll @IntRange(min = 2, max = 300) int points,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3) int kind) {
    double[] values = walk(points + 3, new Random(seed), kind);

    assertThat(TheilSen.slope(values, points)).isCloseTo(naive(values, points), within(1e-14));
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
                default -> i % 64 == 0 ? random.nextGaussian() : 0.00001 * i;
              };
    }
    return values;
  }

  private static double naive(double[] values, int points) {
    int from = values.length - points;
    double[] slopes = new double[points * (points - 1) / 2];
    int count = 0;
    for (int i = from; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        slopes[count++] = (values[j] - values[i]) * (1.0 / (j - i));
      }
    }
    Arrays.sort(slopes);
    return (slopes[(count - 1) / 2] + slopes[count / 2]) / 2;
  }
}
