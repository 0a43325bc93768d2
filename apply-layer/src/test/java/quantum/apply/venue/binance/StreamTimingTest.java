package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamTimingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static StreamTiming timing(Duration keepAlive, Duration ping, Duration longestPause) {
    return new StreamTiming(keepAlive, ping, MINUTE, SECOND, MINUTE, SECOND, SECOND, longestPause);
  }

  @Test
  void default_isWithinWhatTheVenueAllows() {
    assertThat(StreamTiming.DEFAULT.keepAlive()).isLessThan(Duration.ofMinutes(60));
    assertThat(StreamTiming.DEFAULT.renewal()).isLessThan(Duration.ofHours(24));
  }

  @Test
  void spansThatCannotWork_areRefused() {
    assertThat(timing(SECOND, SECOND, SECOND)).isNotNull();
    assertThatThrownBy(() -> timing(Duration.ZERO, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> timing(SECOND, MINUTE, SECOND)).hasMessageContaining("ping");
    assertThatThrownBy(() -> timing(SECOND, SECOND, Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
