package quantum.kernel.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    rolling.add(state(0.001));
    rolling.add(state(0.002));
    assertThat(rolling.references()).isEmpty();

    rolling.add(state(0.009));
    assertThat(rolling.references())
        .hasValueSatisfying(r -> assertThat(r.sigma()).isEqualTo(0.002));
  }

  @Test
  void references_motionlessMarket_areAbsent() {
    RollingReferences rolling = new RollingReferences(parameters(10, 1));
    rolling.add(state(0));
    assertThat(rolling.references()).isEmpty();
  }

  /** Against sorting the latest values anew each time. */
  @Property(tries = 200)
  void quantiles_areThoseOfTheLatestValues(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0.01, max = 5) Double> sigmas) {
    RollingReferences rolling = new RollingReferences(parameters(7, 1));
    List<Double> window = new ArrayList<>();
    for (double sigma : sigmas) {
      rolling.add(state(sigma));
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
