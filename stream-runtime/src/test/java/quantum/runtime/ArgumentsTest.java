package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
  private static final List<ServiceOption> OPTIONS =
      List.of(
          ServiceOption.present("--once", "One cycle."),
          ServiceOption.of("--symbols", "LIST", "SYMBOLS", "Symbols."),
          ServiceOption.flag("--stream", "ENABLE_STREAM", "Publish."));

  private static Arguments parse(String line) {
    return Arguments.parse(line.isEmpty() ? new String[0] : line.split(" "), OPTIONS);
  }

  @Test
  void options_standForTheirSettings() {
    assertThat(parse("")).isEqualTo(new Arguments.Run(Map.of()));
    assertThat(parse("--once")).isEqualTo(new Arguments.Run(Map.of()));
    assertThat(parse("--symbols A,B --stream"))
        .isEqualTo(new Arguments.Run(Map.of("SYMBOLS", "A,B", "ENABLE_STREAM", "true")))
        .isEqualTo(parse("--stream --symbols=A,B"));
    assertThat(parse("--stream false --once"))
        .isEqualTo(new Arguments.Run(Map.of("ENABLE_STREAM", "false")));
    assertThat(parse("--symbols A --check")).isEqualTo(new Arguments.Check(Map.of("SYMBOLS", "A")));
  }

  @Test
  void questions_areAnswered() {
    assertThat(parse("--help")).isEqualTo(parse("-h")).isEqualTo(new Arguments.Help());
    assertThat(parse("--version")).isEqualTo(new Arguments.Version());
  }

  @ParameterizedTest
  @CsvSource({
    "--bogus, --bogus",
    "--help --bogus, --bogus",
    "help, help",
    "--check=yes, --check=yes",
    "--Help, --Help",
    "--symbols, takes a LIST",
    "--symbols --once, takes a LIST",
    "--once=yes, takes no value",
    "--once yes, yes",
    "--symbols A --symbols B, stands twice",
    "-symbols A, -symbols"
  })
  void anythingElse_isRefused_andNamed(String line, String named) {
    assertThat(parse(line))
        .isInstanceOfSatisfying(
            Arguments.Unusable.class, unusable -> assertThat(unusable.why()).contains(named));
  }
}
