package quantum.kernel.tranche;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.kernel.theta.Theta;

class TrancheWeightsTest {

  @Test
  void weights_temperatureZero_areUniform() {
    TrancheWeights weights =
        TrancheWeights.of(Theta.DEFAULTS.withAll(Map.of("softmax_temp", "0", "u1", "2")));
    assertThat(weights.first()).isEqualTo(1.0 / 3);
    assertThat(weights.third()).isEqualTo(1.0 / 3);
  }

  @Test
  void weights_hugeUtilities_doNotOverflow() {
    TrancheWeights weights = TrancheWeights.of(Theta.DEFAULTS.with("u2", "5000"));
    assertThat(weights.second()).isEqualTo(1);
  }
}
