package quantum.report.markup;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void signed_hasASignUnlessItIsNought() {
    assertThat(Numbers.r(1.234)).isEqualTo("+1.23");
    assertThat(Numbers.r(-1.236)).isEqualTo("\u22121.24");
    assertThat(Numbers.r(-0.001)).isEqualTo("0.00");
    assertThat(Numbers.r(Optional.empty())).isEqualTo("–");
  }

  @Test
  void usd_isGroupedByThousands() {
    assertThat(Numbers.usd(new BigDecimal("-1234567.891")))
        .isEqualTo("\u22121\u202f234\u202f567.89");
    assertThat(Numbers.usd(new BigDecimal("999.999"))).isEqualTo("+1\u202f000.00");
    assertThat(Numbers.count(1000)).isEqualTo("1\u202f000");
  }

  @Test
  void span_isSaidInItsTwoLargestUnits() {
    assertThat(Numbers.span(42_000)).isEqualTo("42 s");
    assertThat(Numbers.span(59 * 60_000)).isEqualTo("59 min");
    assertThat(Numbers.span(3_600_000)).isEqualTo("1 h");
    assertThat(Numbers.span(90 * 60_000)).isEqualTo("1 h 30 min");
    assertThat(Numbers.span(50 * 3_600_000L)).isEqualTo("2 d 2 h");
  }
}
