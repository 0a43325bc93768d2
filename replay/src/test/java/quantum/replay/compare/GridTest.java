package quantum.replay.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
  @Test
  void combinations_areEveryOne_inTheOrderOfTheOptions() {
    Grid grid = Grid.parse(List.of("KILL_REFERENCE=off, fixed", "T1_R=1,2,3"));

    assertThat(grid.combinations())
        .hasSize(6)
        .extracting(Combination::toString)
        .startsWith("KILL_REFERENCE=off T1_R=1", "KILL_REFERENCE=off T1_R=2")
        .endsWith("KILL_REFERENCE=fixed T1_R=3");
  }

  @Test
  void valuesWithCommas_areSeparatedByBars() {
    Grid grid = Grid.parse(List.of("HARVEST_LADDER=0.5:0.25,1:0.25|2:1"));

    assertThat(grid.choices())
        .isEqualTo(Map.of("HARVEST_LADDER", List.of("0.5:0.25,1:0.25", "2:1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "KILL_REFERENCE; --set KILL_REFERENCE: must be NAME=A,B,…",
        "=a,b; --set =a,b: must be NAME=A,B,…",
        "KILL_REFERENCE=; --set KILL_REFERENCE=: names no value",
        "KILL_REFERENCE=off; --set KILL_REFERENCE=off: a single value compares nothing",
        "T1_R=1,,2; --set T1_R=1,,2: one of its values is empty",
        "T1_R=1,2,; --set T1_R=1,2,: one of its values is empty",
        "T1_R=1,2, 1; --set T1_R=1,2, 1: '1' is there twice",
      })
  void wrongText_isNamedWithItsValue(String text, String message) {
    assertThatThrownBy(() -> Grid.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theSameSettingTwice_isRefused() {
    assertThatThrownBy(() -> Grid.parse(List.of("T1_R=1,2", "T1_R=3,4")))
        .hasMessage("--set T1_R=3,4: T1_R is there twice");
  }

  @Test
  void moreThanCanBeTried_isRefused_howeverMany() {
    List<String> texts =
        IntStream.range(0, 40).mapToObj(i -> "NAME" + i + "=1,2,3,4,5,6,7,8,9").toList();

    assertThatThrownBy(() -> Grid.parse(texts)).hasMessageContaining("at most 1000");
    assertThat(Grid.parse(Collections.nCopies(0, "")).combinations())
        .containsExactly(Combination.DEFAULT);
  }
}
