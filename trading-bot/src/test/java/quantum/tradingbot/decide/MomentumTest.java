package quantum.tradingbot.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.value.Side;

class MomentumTest {
  /** Log returns +2a, 0, +2a, 0: mean a, deviation a; over two minutes 2a / (a·√2) = √2. */
  @Test
  void z_isTheMoveInUnitsOfItsVolatility() {
    double a = 0.001;
    double[] closes = {1, Math.exp(2 * a), Math.exp(2 * a), Math.exp(4 * a), Math.exp(4 * a)};
    Momentum momentum = Momentum.of(closes, 2, 4).orElseThrow();
    assertThat(momentum.z()).isCloseTo(Math.sqrt(2), within(1e-9));
    assertThat(momentum.move()).isCloseTo(Math.expm1(2 * a), within(1e-12));
    assertThat(momentum.side()).isEqualTo(Side.LONG);
  }

  @Test
  void fall_isTheMirrorOfARise() {
    double[] closes = {1, Math.exp(-0.002), Math.exp(-0.002), Math.exp(-0.004), Math.exp(-0.004)};
    Momentum momentum = Momentum.of(closes, 2, 4).orElseThrow();
    assertThat(momentum.z()).isCloseTo(-Math.sqrt(2), within(1e-9));
    assertThat(momentum.side()).isEqualTo(Side.SHORT);
  }

  @Test
  void stillPrice_hasNoMomentum() {
    assertThat(Momentum.of(new double[] {5, 5, 5, 5}, 2, 3)).isEmpty();
    assertThat(Momentum.of(new double[] {4, 5, 5, 5, 5}, 4, 3)).as("it moved before").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,0.3934", "-2,0.8646", "3,0.9888", "9,0.9999", "-1000,0.9999"})
  void confidence_risesWithTheSizeOfZAndStaysBelowOne(double z, BigDecimal confidence) {
    assertThat(new Momentum(z, 0).confidence()).isEqualByComparingTo(confidence);
  }

  @ParameterizedTest
  @CsvSource({"0.02,1", "-0.099,1", "0.2,2", "-0.35,3.5", "0.9,5"})
  void volatilityFactor_isTheMoveInTensOfPercentWithinOneAndFive(double move, double factor) {
    assertThat(new Momentum(1, move).volatilityFactor()).isCloseTo(factor, within(1e-12));
  }
}
