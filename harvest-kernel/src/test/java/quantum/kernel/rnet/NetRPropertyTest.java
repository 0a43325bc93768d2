package quantum.kernel.rnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Side;

class NetRPropertyTest {

  @Property
  void priceAt_anyR_givesThatRBack(
      @ForAll Side side,
      @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 100_000) double entry,
      @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 0.2) double stopDistance,
      @ForAll @Scale(3) @DoubleRange(min = -5, max = 50) double r) {
    double cost = NetR.costEstimate(entry, Theta.DEFAULTS);
    double risk = NetR.riskUnit(entry, stopDistance);
    double price = NetR.priceAt(side, entry, r, cost, risk);
    double pnl = (price - entry) * side.direction();
    assertThat(NetR.of(pnl, cost, risk)).isCloseTo(r, within(1e-9));
  }

  @Property
  void priceAt_moreR_isBetterForTheSide(
      @ForAll Side side, @ForAll @Scale(3) @DoubleRange(min = -5, max = 50) double r) {
    double less = NetR.priceAt(side, 100, r, 0.1, 2);
    double more = NetR.priceAt(side, 100, r + 0.001, 0.1, 2);
    assertThat(side.isBetter(more, less)).isTrue();
  }

  @Example
  void priceAt_documentedExample_is105() {
    assertThat(NetR.priceAt(Side.LONG, 100, 2.45, 0.1, 2)).isCloseTo(105, within(1e-12));
    assertThat(NetR.priceAt(Side.SHORT, 100, 2.45, 0.1, 2)).isCloseTo(95, within(1e-12));
  }
}
