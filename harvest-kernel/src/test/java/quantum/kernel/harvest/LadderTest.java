package quantum.kernel.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LadderTest {

  @Test
  void parse_spacesAroundRungs_readsThem() {
    Ladder ladder = Ladder.parse("0.5:0.25, 1.0:0.25 ,1.5:0.25");
    assertThat(ladder).hasToString("0.5:0.25,1:0.25,1.5:0.25");
    assertThat(ladder).isEqualTo(Ladder.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0.5",
        "0.5:",
        ":0.25",
        "0.5:0.25:1",
        "a:0.25",
        "0.5:b",
        "0:0.25",
        "-1:0.25",
        "0.5:0",
        "0.5:1.1",
        "0.5:NaN",
        "1:0.25,1.0:0.25",
        "1:0.25,0.5:0.25",
        "0.5:0.25,",
        "0.5:0.25;1:0.25"
      })
  void parse_malformedText_isRefused(String text) {
    assertThatThrownBy(() -> Ladder.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_badRung_isNamed() {
    assertThatThrownBy(() -> Ladder.parse("0.5:0.25,1.0:x"))
        .hasMessageContaining("'1.0:x'")
        .hasMessageContaining("'x'");
  }
}
