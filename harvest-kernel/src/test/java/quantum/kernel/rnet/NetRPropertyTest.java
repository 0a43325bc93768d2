package quantum.kernel.rnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Side;

class NetRPropertyTest {
  private static final NetR DOCUMENTED = NetR.of(100, 0.02, 5, Theta.DEFAULTS);

  @Property
  void priceAt_anyR_givesThatRBack(
      @ForAll Side side,
      @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 100_000) double entry,
      @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 0.2) double stopDistance,
      @ForAll @Scale(3) @DoubleRange(min = -5, max = 50) double r) {
    double price = NetR.of(entry, stopDistance, 0, Theta.DEFAULTS).priceAt(side, entry, r);
    double pnl = (price - entry) * side.direction();
    assertThat(NetR.of(entry, stopDistance, pnl, Theta.DEFAULTS).value())
        .isCloseTo(r, within(1e-9));
  }

  @Property
  void priceAt_moreR_isBetterForTheSide(
      @ForAll Side side, @ForAll @Scale(3) @DoubleRange(min = -5, max = 50) double r) {
    double less = DOCUMENTED.priceAt(side, 100, r);
    double more = DOCUMENTED.priceAt(side, 100, r + 0.001);
    assertThat(side.isBetter(more, less)).isTrue();
  }

  @Example
  void of_documentedExample_isMeasuredInRiskAfterCosts() {
    assertThat(DOCUMENTED.riskUnit()).isEqualTo(2);
    assertThat(DOCUMENTED.costEstimate()).isEqualTo(0.1);
    assertThat(DOCUMENTED.stopDistance()).isEqualTo(0.02);
    assertThat(DOCUMENTED.multiple().value()).isCloseTo(2.45, within(1e-12));
    assertThat(NetR.of(100, 0, 5, Theta.DEFAULTS)).isEqualTo(DOCUMENTED); // the fallback
    assertThat(NetR.of(1e-9, 1e-6, 0, Theta.DEFAULTS).riskUnit()).isEqualTo(1e-9);
  }

  @Example
  void of_stopDistanceOutOfRange_isRefusedNamingIt() {
    for (double distance : new double[] {-0.01, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> NetR.of(100, distance, 5, Theta.DEFAULTS))
          .hasMessageContaining("stop_dist_pct")
          .hasMessageContaining(Double.toString(distance));
    }
  }

  @Example
  void priceAt_documentedExample_is105() {
    assertThat(DOCUMENTED.priceAt(Side.LONG, 100, 2.45)).isCloseTo(105, within(1e-12));
    assertThat(DOCUMENTED.priceAt(Side.SHORT, 100, 2.45)).isCloseTo(95, within(1e-12));
  }
}
