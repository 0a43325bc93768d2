package quantum.replay.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  private static final long MINUTE = 60_000;

  @Test
  void parts_areShares_ofTheTime() {
    assertThat(Split.parse("60/40")).isEqualTo(new Split(60)).hasToString("60/40");
    assertThat(new Split(60).at(1000 * MINUTE, 1100 * MINUTE, MINUTE)).isEqualTo(1060 * MINUTE);
  }

  @Test
  void boundary_liesBetweenBars() {
    assertThat(new Split(50).at(0, 95 * MINUTE, 60 * MINUTE)).isZero();
    assertThat(new Split(75).at(0, 95 * MINUTE, 60 * MINUTE)).isEqualTo(60 * MINUTE);
    assertThat(new Split(50).at(-100 * MINUTE, 0, 60 * MINUTE)).isEqualTo(-60 * MINUTE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0/100", "100/0", "60/41", "60", "60/40/0", "a/b", "-10/110", "60.5/39.5"})
  void whatIsNoSplit_isNamed(String text) {
    assertThatThrownBy(() -> Split.parse(text))
        .hasMessageContaining("such as 60/40")
        .hasMessageEndingWith("was '" + text + "'");
  }
}
