package quantum.kernel.risk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Side;

class StopProposalPropertyTest {

  @Property
  void stop_anyPresentStop_isNeverLooser(
      @ForAll Side side,
      @ForAll @Scale(6) @DoubleRange(min = 50, max = 150) double price,
      @ForAll @Scale(6) @DoubleRange(min = 50, max = 150) double best,
      @ForAll @Scale(6) @DoubleRange(min = 50, max = 150) double present,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.1) double sigma) {
    StopProposal out =
        StopProposal.of(
            new StopInput(side, price, best, OptionalDouble.of(present)),
            new MarketState(sigma, 0.2, 0.4, 0.3, 0.3));
    assertThat(side.isBetter(present, out.stop())).isFalse();
  }

  @Property
  void distances_anyVolatility_keepTheirFloors(
      @ForAll Side side, @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.1) double sigma) {
    StopProposal out =
        StopProposal.of(
            new StopInput(side, 100, 100, OptionalDouble.empty()),
            new MarketState(sigma, 0.2, 0.4, 0.3, 0.3));
    assertThat(out.stopDistPct()).isGreaterThanOrEqualTo(0.005);
    assertThat(out.targetDistPct()).isGreaterThanOrEqualTo(0.01);
    assertThat(out.trailGapPct()).isGreaterThanOrEqualTo(0.005);
    assertThat(side.isBetter(out.target(), 100)).isTrue();
    assertThat(side.isBetter(100, out.stop())).isTrue();
  }
}
