package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OverdueTest {
  private final Overdue overdue = new Overdue(120);

  @Test
  void whatFailsForLonger_isLateAfterTheLimit_untilItIsCompared() {
    overdue.failed("BTCUSDT", "odd row", seconds(0));
    overdue.failed("BTCUSDT", "still odd", seconds(100));
    assertThat(overdue.late(seconds(119))).isEmpty();
    assertThat(overdue.late(seconds(120)))
        .containsExactly(new Overdue.Late("BTCUSDT", 120, "still odd"));
    assertThat(overdue.isFailing("BTCUSDT")).isTrue();
    overdue.compared("BTCUSDT");
    assertThat(overdue.late(seconds(600))).isEmpty();
  }

  @Test
  void whatNobodyComparesAnyMore_isForgotten() {
    overdue.failed("BTCUSDT", "odd row", seconds(0));
    overdue.failed("ETHUSDT", "odd row", seconds(0));
    overdue.keep(Set.of("ETHUSDT"));
    assertThat(overdue.late(seconds(200)))
        .extracting(Overdue.Late::what)
        .containsExactly("ETHUSDT");
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds) + 5_000;
  }
}
