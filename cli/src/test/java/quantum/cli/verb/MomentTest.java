package quantum.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
  private static final long NOW = Instant.parse("2026-11-28T12:00:00Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource({
    "2026-11-27, 2026-11-27T00:00:00Z, 2026-11-27T23:59:59.999Z",
    "2026-11-27T15:30, 2026-11-27T15:30:00Z, 2026-11-27T15:30:00Z",
    "2026-11-27T15:30:05Z, 2026-11-27T15:30:05Z, 2026-11-27T15:30:05Z",
    "90m, 2026-11-28T10:30:00Z, 2026-11-28T10:30:00Z",
    "7d, 2026-11-21T12:00:00Z, 2026-11-21T12:00:00Z"
  })
  void moment_isUtc_andOfADayItsBeginningOrItsEnd(String text, Instant from, Instant to) {
    assertThat(Moment.beginning(text, NOW)).isEqualTo(from.toEpochMilli());
    assertThat(Moment.end(text, NOW)).isEqualTo(to.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026-13-01", "24", "7w", "", "2026-11-27 15:30"})
  void anythingElse_isRefused_sayingWhatMayStandThere(String text) {
    assertThatThrownBy(() -> Moment.beginning(text, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24h")
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void age_beforeTheBeginningOfTime_isNoError() {
    assertThat(Moment.beginning("999999d", NOW)).isNegative();
  }
}
