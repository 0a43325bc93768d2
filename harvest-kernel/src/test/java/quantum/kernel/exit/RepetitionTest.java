package quantum.kernel.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RepetitionTest {
  private static final long NOW = 1_700_000_000_000L;

  /** Pauses of so many in a row, seconds. */
  private static List<Long> pauses(int count, UnaryOperator<Repetition> next) {
    List<Long> pauses = new ArrayList<>();
    Repetition repetition = Repetition.NONE;
    for (int i = 0; i < count; i++) {
      repetition = next.apply(repetition);
      assertThat(repetition.failures()).isEqualTo(i + 1);
      pauses.add((repetition.untilMillis() - NOW) / 1000);
    }
    return pauses;
  }

  @Test
  void failed_isRepeatedAfterPausesThatGrowTo30s() {
    assertThat(pauses(8, it -> it.failed(NOW)))
        .containsExactly(1L, 2L, 5L, 10L, 20L, 30L, 30L, 30L);
  }

  @Test
  void declined_isRepeatedAfterPausesThatGrowTo300s() {
    assertThat(pauses(10, it -> it.declined(NOW)))
        .containsExactly(1L, 2L, 5L, 10L, 20L, 30L, 60L, 120L, 300L, 300L);
  }

  @Test
  void pause_holdsUntilItsEnd_andOneFromATimeThatNeverCame_isNone() {
    assertThat(Repetition.NONE.holds(0)).isFalse();
    Repetition pause = Repetition.NONE.failed(NOW);
    assertThat(pause.holds(NOW + 999)).isTrue();
    assertThat(pause.holds(NOW + 1_000)).isFalse();
    assertThat(pause.holds(NOW + 1_000 - 600_000)).isTrue();
    assertThat(pause.holds(NOW + 1_000 - 600_001)).isFalse();
  }

  @Test
  void firstPauseLongerThanAFailures_isWorthAWord_once() {
    List<Integer> told = new ArrayList<>();
    Repetition repetition = Repetition.NONE;
    for (int i = 1; i <= 9; i++) {
      repetition = repetition.declined(NOW);
      if (repetition.turnedPatient()) {
        told.add(i);
      }
    }
    assertThat(told).containsExactly(7);
  }
}
