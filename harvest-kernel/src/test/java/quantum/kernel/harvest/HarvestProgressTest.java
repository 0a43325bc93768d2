package quantum.kernel.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Price;

class HarvestProgressTest {
  private static final HarvestProgress ASKED =
      HarvestProgress.NONE
          .withEmitted(BigDecimal.valueOf(2))
          .withEmitted(BigDecimal.valueOf(4))
          .withEmitted(BigDecimal.valueOf(6));

  @Test
  void unresolved_levels_areThoseAboveWhatIsTaken() {
    assertThat(ASKED.unresolved()).containsExactlyElementsOf(ASKED.emitted());
    assertThat(ASKED.withTaken(BigDecimal.valueOf(4)).unresolved())
        .containsExactly(BigDecimal.valueOf(6));
    assertThat(ASKED.withTaken(BigDecimal.valueOf(6)).unresolved()).isEmpty();
  }

  @Test
  void stopEmitted_refused_isForgottenAndTheLevelsStay() {
    HarvestProgress stopped = ASKED.withStopEmitted(Price.of("100"));
    assertThat(stopped.stopEmitted()).contains(Price.of("100"));
    assertThat(stopped.withoutStopEmitted()).isEqualTo(ASKED);
  }

  @Test
  void levels_givenOut_cannotBeChanged() {
    assertThatThrownBy(() -> ASKED.emitted().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ASKED.withTaken(BigDecimal.ONE).unresolved().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
