package quantum.kernel.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class AdaptiveLevelsTest {

  @Test
  void prices_bothSides_standOnTheirSideOfTheEntry() {
    AdaptiveLevels levels = new AdaptiveLevels(0.04, 0.08, 0.12, 0.02, List.of(), 0.3);
    Price entry = Price.of("100");
    assertThat(levels.stop(Side.LONG, entry)).hasToString("98");
    assertThat(levels.targets(Side.LONG, entry)).hasToString("[104, 108, 112]");
    assertThat(levels.stop(Side.SHORT, entry)).hasToString("102");
    assertThat(levels.targets(Side.SHORT, entry)).hasToString("[96, 92, 88]");
  }

  @ParameterizedTest
  @CsvSource({"0,1", "10,1", "-25,2.5", "500,5"})
  void volatilityFactor_move_isATenthWithinOneAndFive(double move, double factor) {
    assertThat(AdaptiveLevels.volatilityFactor(move)).isEqualTo(factor);
  }

  @Test
  void inputs_notFinite_areRefusedNamingTheField() {
    assertThatThrownBy(
            () ->
                new LevelInputs(
                    0.06,
                    0.02,
                    Leverage.NONE,
                    OptionalDouble.empty(),
                    OptionalDouble.of(Double.NaN),
                    OptionalDouble.empty()))
        .hasMessageContaining("funding_delta");
  }
}
