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
  void priceAt_documentedExample_is105() {
    assertThat(DOCUMENTED.priceAt(Side.LONG, 100, 2.45)).isCloseTo(105, within(1e-12));
    assertThat(DOCUMENTED.priceAt(Side.SHORT, 100, 2.45)).isCloseTo(95, within(1e-12));
  }
}
