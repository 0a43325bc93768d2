package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  @ParameterizedTest
  @CsvSource({
    "1770155882, 1770155882000",
    "1770155882.463, 1770155882463",
    "1770155882.4639, 1770155882463",
    "1.770155882463e9, 1770155882463",
    "1770155882463, 1770155882463",
    "2026-02-03T21:58:02.463Z, 1770155882463",
    "1770155882463123, 1770155882463",
    "1770155882463123456, 1770155882463",
    "1770155882463123456.0, 1770155882463",
    "2026-02-03T22:58:02.463+01:00, 1770155882463",
    "2026-02-03T22:58:02.463+0100, 1770155882463",
    "2026-02-03T21:58:02.463123, 1770155882463",
    "2026-02-03T21:58:02.463123456Z, 1770155882463",
    "2026-02-03 21:58:02.463+00:00, 1770155882463",
    "2026-02-03t21:58:02z, 1770155882000",
    "2026-02-03 21:58, 1770155880000",
    "2026-02-03, 1770076800000",
    "0, 0"
  })
  void time_inEveryFormat_isRead(String text, long millis) {
    assertThat(EventTime.parseMillis(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "NaN",
        "-1",
        "1e400",
        "1e999999999",
        "177015588246312345678", // finer than nanoseconds
        "1970-01-01T00:00:00+01:00",
        "2026-02-03T25:00:00",
        "2026-02-30T00:00:00Z",
        "+999999999-12-31T23:59:59Z"
      })
  void whatIsNoTime_isRefusedNamingTheText(String text) {
    assertThatThrownBy(() -> EventTime.parseMillis(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1770155882463, 1770155882.463",
    "1770155882460, 1770155882.46",
    "1770155882000, 1770155882",
    "7, 0.007",
    "0, 0"
  })
  void time_isWrittenAsSeconds(long millis, String text) {
    assertThat(EventTime.format(millis)).isEqualTo(text);
    assertThat(EventTime.parseMillis(text)).isEqualTo(millis);
  }

  @Test
  void streamId_holdsItsTime() {
    assertThat(EventTime.ofStreamId("1770155882463-12")).isEqualTo(1770155882463L);
    assertThat(EventTime.ofStreamId("1770155882463")).isEqualTo(1770155882463L);
  }
}
