package quantum.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  @Test
  void ticks_areRoundAndInside() {
    assertThat(texts(new Axis(-1.3, 4.2, 100, 0).ticks(6)))
        .containsExactly("-1", "0", "1", "2", "3", "4");
    assertThat(texts(new Axis(0.7834, 0.8041, 0, 1).ticks(5)))
        .containsExactly("0.785", "0.79", "0.795", "0.8");
  }

  @Property(tries = 300)
  void ticks_ofAnySpan_areFewAndInside(
      @ForAll @Scale(9) @DoubleRange(min = -1e9, max = 1e9) double low,
      @ForAll @Scale(9) @DoubleRange(min = 1e-7, max = 1e9) double span) {
    Axis axis = Axis.over(low, low + span, 0.04, 200, 0);
    assertThat(axis.ticks(5)).hasSizeLessThanOrEqualTo(6);
    axis.ticks(5)
        .forEach(tick -> assertThat(axis.at(tick.doubleValue())).isBetween(-1e-3, 200.001));
  }

  @Test
  void moments_areRoundOnes() {
    long noon = 1_746_360_000_000L; // 2025-05-04T12:00Z
    assertThat(labels(noon, noon + 3 * HOUR)).containsExactly("12:00", "13:00", "14:00", "15:00");
    assertThat(labels(noon - 13 * HOUR, noon - 10 * HOUR)).contains("4 May", "01:00");
    assertThat(labels(noon, noon + 40 * DAY)).hasSizeBetween(3, 5);
    assertThat(labels(noon, noon + 700 * DAY)).contains("Jan 2026");
  }

  private static List<String> texts(List<BigDecimal> ticks) {
    return ticks.stream().map(tick -> tick.stripTrailingZeros().toPlainString()).toList();
  }

  private static List<String> labels(long from, long to) {
    return TimeAxis.over(from, to, 0, 400).ticks(5).stream().map(TimeAxis.Tick::label).toList();
  }
}
