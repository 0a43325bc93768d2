package quantum.kernel.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Positions;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Side;

class KillTriggersPropertyTest {
  private static final double OFF_BY = 1e-6;

  @Property
  void sigma_reachedOrMissed_decidesTheThreshold(
      @ForAll("yardsticks") KillYardstick y,
      @ForAll @Scale(2) @DoubleRange(min = 0, max = 90_000) double age,
      @ForAll @Scale(3) @DoubleRange(min = 0.4, max = 0.95) double threshold) {
    Theta theta = theta(threshold);
    KillTriggers triggers = KillTriggers.of(y, age, theta);
    if (triggers.sigma().isEmpty()) {
      assertThat(withSigma(y, 10).score(age, theta).triggered()).isFalse();
    } else if (triggers.sigma().getAsDouble() == 0) {
      assertThat(withSigma(y, 0).score(age, theta).triggered()).isTrue();
    } else {
      double sigma = triggers.sigma().getAsDouble();
      assertThat(withSigma(y, sigma * (1 + OFF_BY)).score(age, theta).triggered()).isTrue();
      assertThat(withSigma(y, sigma * (1 - OFF_BY)).score(age, theta).triggered()).isFalse();
    }
  }

  @Property
  void ts_reachedOrMissed_decidesTheThreshold(
      @ForAll("yardsticks") KillYardstick y,
      @ForAll @Scale(2) @DoubleRange(min = 0, max = 90_000) double age,
      @ForAll @Scale(3) @DoubleRange(min = 0.4, max = 0.95) double threshold) {
    Theta theta = theta(threshold);
    KillTriggers triggers = KillTriggers.of(y, age, theta);
    if (triggers.ts().isEmpty()) {
      assertThat(withTs(y, -10).score(age, theta).triggered()).isFalse();
    } else if (Double.isInfinite(triggers.ts().getAsDouble())) {
      assertThat(withTs(y, 10).score(age, theta).triggered()).isTrue();
    } else {
      double ts = triggers.ts().getAsDouble();
      assertThat(withTs(y, ts - OFF_BY).score(age, theta).triggered()).isTrue();
      assertThat(withTs(y, ts + OFF_BY).score(age, theta).triggered()).isFalse();
    }
  }

  @Property
  void age_reachedOrMissed_decidesTheThreshold(
      @ForAll("yardsticks") KillYardstick y,
      @ForAll @Scale(3) @DoubleRange(min = 0.4, max = 0.95) double threshold) {
    Theta theta = theta(threshold);
    KillTriggers triggers = KillTriggers.of(y, 100, theta);
    if (triggers.ageSec().isEmpty()) {
      assertThat(y.score(1e9, theta).triggered()).isFalse();
    } else {
      double age = triggers.ageSec().getAsDouble();
      assertThat(y.score(age + 1, theta).triggered()).isTrue();
      assertThat(age < 1 || !y.score(age - 1, theta).triggered()).isTrue();
    }
  }

  @Property
  void flip_saysWhatAFlipWouldDo(
      @ForAll("yardsticks") KillYardstick y,
      @ForAll @Scale(3) @DoubleRange(min = 0.4, max = 0.95) double threshold) {
    Theta theta = theta(threshold);
    MarketState m = y.state();
    MarketState chop = new MarketState(m.sigma(), m.ts(), 0, 0.4, 0.6);
    KillScore flipped =
        new KillYardstick(chop, y.sigmaRef(), y.tsRef(), 0.3, true).score(100, theta);
    assertThat(KillTriggers.of(y, 100, theta).flip()).isEqualTo(flipped.triggered());
  }

  @Example
  void triggers_thresholdOfOneOrMore_areNone() {
    for (double threshold : new double[] {1, 1.1, 50}) {
      KillTriggers none =
          KillTriggers.of(
              KillYardstick.of(MarketState.NEUTRAL, Theta.DEFAULTS), 0, theta(threshold));
      assertThat(none.sigma()).isEmpty();
      assertThat(none.ts()).isEmpty();
      assertThat(none.ageSec()).isEmpty();
      assertThat(none.flip()).isFalse();
    }
  }

  @Example
  void triggers_neutralMarket_areTheInverseOfTheFormula() {
    KillTriggers triggers =
        KillTriggers.of(KillYardstick.of(MarketState.NEUTRAL, Theta.DEFAULTS), 0, theta(0.55));
    double missing = Math.log(0.55 / 0.45);
    assertThat(triggers.sigma().getAsDouble()).isCloseTo(0.01 * (1 + missing / 0.5), within(1e-12));
    assertThat(triggers.ts().getAsDouble()).isCloseTo(0.3 - missing / 0.5, within(1e-12));
    assertThat(triggers.ageSec().getAsDouble()).isCloseTo(86_400 * missing / 0.3, within(1e-6));
    assertThat(triggers.flip()).isTrue();
  }

  @Example
  void triggers_exactlyAtTheThreshold_areReached() {
    KillYardstick calm = KillYardstick.of(MarketState.NEUTRAL, Theta.DEFAULTS);
    // K is 0.5 already, so any volatility will do, although it weighs nothing
    Theta half = Theta.parse("kill_threshold=0.5,k_sigma_spike=0,k_ts_drop=0,k_age_penalty=0");
    assertThat(KillTriggers.of(calm, 0, half).sigma()).hasValue(0);
    assertThat(KillTriggers.of(calm, 0, half).ts()).hasValue(Double.POSITIVE_INFINITY);
    assertThat(KillTriggers.of(calm, 0, half).ageSec()).hasValue(0);
    // a whole flip is exactly what is missing
    Theta biased = Theta.parse("kill_threshold=0.5,k_bias=-1");
    assertThat(KillTriggers.of(calm, 0, biased).flip()).isTrue();
    assertThat(KillTriggers.of(calm, 0, Theta.parse("kill_threshold=0.5,k_bias=-1.01")).flip())
        .isFalse();
  }

  @Example
  void yardstick_ofTheRule_givesTheScoreThatIsJudged() {
    MarketState market = new MarketState(0.02, 0.1, 0.2, 0.4, 0.4);
    MarketConditions conditions =
        new MarketConditions(
            market, java.util.Optional.of(new MarketReferences(0.012, 0.2, 0.25, 0.4, 0)));
    for (KillReference reference : KillReference.values()) {
      KillRule rule = KillRule.of(reference);
      for (MarketConditions c : new MarketConditions[] {conditions, MarketConditions.of(market)}) {
        assertThat(rule.yardstick(c, KillMemory.NONE, Theta.DEFAULTS).score(60, Theta.DEFAULTS))
            .isEqualTo(
                rule.judge(
                        Positions.of(Side.LONG, "100", "98"),
                        c,
                        KillMemory.NONE,
                        Positions.OPENED_AT + 60_000,
                        Theta.DEFAULTS)
                    .score());
      }
    }
  }

  @Provide
  Arbitrary<KillYardstick> yardsticks() {
    return Combinators.combine(
            Arbitraries.doubles().between(0, 0.05).ofScale(5),
            Arbitraries.doubles().between(-0.5, 1).ofScale(4),
            Arbitraries.doubles().between(0, 1).ofScale(3),
            Arbitraries.doubles().between(0.001, 0.03).ofScale(5),
            Arbitraries.doubles().between(0, 0.5).ofScale(4),
            Arbitraries.of(true, false))
        .as(
            (sigma, ts, trend, sigmaRef, tsRef, flipCounts) ->
                new KillYardstick(
                    new MarketState(sigma, ts, trend, (1 - trend) / 2, (1 - trend) / 2),
                    sigmaRef,
                    tsRef,
                    0.3,
                    flipCounts));
  }

  private static Theta theta(double threshold) {
    return Theta.DEFAULTS.with("kill_threshold", Double.toString(threshold));
  }

  private static KillYardstick withSigma(KillYardstick y, double sigma) {
    MarketState m = y.state();
    return with(y, new MarketState(sigma, m.ts(), m.pTrend(), m.pMr(), m.pChop()));
  }

  private static KillYardstick withTs(KillYardstick y, double ts) {
    MarketState m = y.state();
    return with(y, new MarketState(m.sigma(), ts, m.pTrend(), m.pMr(), m.pChop()));
  }

  private static KillYardstick with(KillYardstick y, MarketState state) {
    return new KillYardstick(state, y.sigmaRef(), y.tsRef(), y.trendMin(), y.flipCounts());
  }
}
