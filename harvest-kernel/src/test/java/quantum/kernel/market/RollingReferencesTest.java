package quantum.kernel.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RollingReferencesTest {
  @Test
  void references_tooFewStates_areAbsent() {
    RollingReferences rolling = new RollingReferences(parameters(10, 3));
    rolling.add(state(0.001), 100);
    rolling.add(state(0.002), 100);
    assertThat(rolling.references()).isEmpty();

    rolling.add(state(0.009), 100);
    assertThat(rolling.references())
        .hasValueSatisfying(r -> assertThat(r.sigma()).isEqualTo(0.002));
  }

  @Test
  void references_motionlessMarket_areAbsent() {
    RollingReferences rolling = new RollingReferences(parameters(10, 1));
    rolling.add(state(0), 100);
    assertThat(rolling.references()).isEmpty();
  }

  /** Against sorting the latest values anew each time. */
  @Property(tries = 200)
  void quantiles_areThoseOfTheLatestValues(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0.01, max = 5) Double> sigmas) {
    RollingReferences rolling = new RollingReferences(parameters(7, 1));
    List<Double> window = new ArrayList<>();
    for (double sigma : sigmas) {
      rolling.add(state(sigma), 100);
      window.add(sigma);
      if (window.size() > 7) {
        window.removeFirst();
      }
      double[] sorted = window.stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(sorted);
      assertThat(rolling.references().orElseThrow().sigma())
          .isEqualTo(Medians.quantileOfSorted(sorted, sorted.length, 0.5));
    }
  }

  @Test
  void drift_isTheMoveOverTheWindow_inUsualMoves() {
    RollingReferences rolling = new RollingReferences(parameters(5, 1));
    for (int minute = 0; minute < 8; minute++) {
      rolling.add(state(0.01), 100 * Math.exp(0.02 * minute));
    }

    // four steps of 0.02 over four minutes of 0.01 each
    assertThat(rolling.references().orElseThrow().drift()).isCloseTo(4, within(1e-9));
  }

  @Test
  void parameters_outOfRange_areNamed() {
    assertThatThrownBy(() -> new ReferenceParameters(10, 11, 0.5, 0.5, 0.1, 0.8))
        .hasMessageContaining("11");
    assertThatThrownBy(() -> new ReferenceParameters(10, 1, 0.5, 0.5, 0.9, 0.8))
        .hasMessageContaining("trend_arm");
  }

  private static ReferenceParameters parameters(int window, int atLeast) {
    return new ReferenceParameters(window, atLeast, 0.5, 0.5, 0.05, 0.8);
  }

  private static MarketState state(double sigma) {
    return new MarketState(sigma, 0.1, 0.3, 0.3, 0.4);
  }
}
