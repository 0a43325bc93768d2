package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private long now = 1_000_000;
  private final Throttle throttle =
      new Throttle(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return Instant.ofEpochMilli(now);
            }
          });

  @Test
  void subject_isAllowedOnceAMinute_fromTheTimeItWasSaid() {
    assertThat(throttle.allows("a")).isTrue();
    now += 30_000;
    assertThat(throttle.allows("a")).isFalse();
    now += 29_999;
    assertThat(throttle.allows("a")).isFalse();
    now += 1;
    assertThat(throttle.allows("a")).as("being asked does not prolong the silence").isTrue();
  }

  @Test
  void subjects_doNotSilenceOneAnother() {
    assertThat(throttle.allows("a")).isTrue();
    assertThat(throttle.allows("b")).isTrue();
    assertThat(throttle.allows("b")).isFalse();
  }

  @Test
  void clockSetBack_silencesNobodyForLong() {
    assertThat(throttle.allows("a")).isTrue();
    now -= 3_600_000;
    assertThat(throttle.allows("a")).isTrue();
    assertThat(throttle.allows("a")).isFalse();
  }
}
