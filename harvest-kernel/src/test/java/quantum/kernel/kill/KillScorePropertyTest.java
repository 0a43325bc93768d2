package quantum.kernel.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;

class KillScorePropertyTest {

  @Property
  void score_anyMarketAgeAndWeights_isStrictlyBetweenZeroAndOne(
      @ForAll("markets") MarketState market,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 1e9) double ageSec,
      @ForAll @Scale(6) @DoubleRange(min = -2000, max = 2000) double bias,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 2000) double weight) {
    Theta theta =
        Theta.DEFAULTS
            .with("k_bias", Double.toString(bias))
            .with("k_sigma_spike", Double.toString(weight));
    assertThat(KillScore.of(market, ageSec, theta).value()).isStrictlyBetween(0.0, 1.0);
  }

  @Property
  void score_documentedWeights_isNeverBelowHalf(
      @ForAll("markets") MarketState market,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 1e6) double ageSec) {
    assertThat(KillScore.of(market, ageSec, Theta.DEFAULTS).value()).isGreaterThanOrEqualTo(0.5);
  }

  @Property
  void score_moreVolatility_isNotLower(
      @ForAll("markets") MarketState m,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.1) double more) {
    MarketState worse = new MarketState(m.sigma() + more, m.ts(), m.pTrend(), m.pMr(), m.pChop());
    assertNotLower(m, worse, 0, 0);
  }

  @Property
  void score_lessTrendStrength_isNotLower(
      @ForAll("markets") MarketState m,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 2) double less) {
    MarketState worse = new MarketState(m.sigma(), m.ts() - less, m.pTrend(), m.pMr(), m.pChop());
    assertNotLower(m, worse, 0, 0);
  }

  @Property
  void score_lessTrendProbability_isNotLower(
      @ForAll("markets") MarketState m,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double share) {
    double moved = m.pTrend() * share;
    MarketState worse =
        new MarketState(
            m.sigma(), m.ts(), m.pTrend() - moved, m.pMr(), Math.min(1, m.pChop() + moved));
    assertNotLower(m, worse, 0, 0);
  }

  @Property
  void score_olderPosition_isNotLower(
      @ForAll("markets") MarketState m,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 200_000) double ageSec,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 200_000) double more) {
    assertNotLower(m, m, ageSec, ageSec + more);
  }

  @Example
  void score_eachComponentAlone_raisesIt() {
    double calm = score(MarketState.NEUTRAL, 0);
    assertThat(calm).isEqualTo(0.5);
    assertThat(score(new MarketState(0.015, 0.35, 0.5, 0.3, 0.2), 0)).isGreaterThan(calm);
    assertThat(score(new MarketState(0.01, 0.1, 0.5, 0.3, 0.2), 0)).isGreaterThan(calm);
    assertThat(score(new MarketState(0.01, 0.35, 0.2, 0.4, 0.4), 0)).isGreaterThan(calm);
    assertThat(score(MarketState.NEUTRAL, 3600)).isGreaterThan(calm);
  }

  @Example
  void score_neutralMarketAtAnyAge_neverTriggers() {
    assertThat(KillScore.of(MarketState.NEUTRAL, 1e9, Theta.DEFAULTS).triggered()).isFalse();
  }

  @Example
  void flip_atItsBounds_doesNotCount() {
    // p_trend 0.3 is not below trend_min; p_chop + p_mr of 0.5 is not more than a half
    assertThat(flip(new MarketState(0.01, 0.35, 0.3, 0.4, 0.3))).isZero();
    assertThat(flip(new MarketState(0.01, 0.35, 0.25, 0.25, 0.25))).isZero();
    assertThat(flip(new MarketState(0.01, 0.35, 0.29, 0.4, 0.31))).isEqualTo(1);
  }

  @Example
  void score_outsideOfItsRange_isRefused() {
    for (double value : new double[] {0, 1, -0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new KillScore(value, 0.6, 0, 0, 0, 0))
          .hasMessageContaining("kill score");
    }
    assertThatThrownBy(() -> score(MarketState.NEUTRAL, Double.NaN))
        .hasMessageContaining("age_sec");
  }

  private static double flip(MarketState market) {
    return KillScore.of(market, 0, Theta.DEFAULTS).regimeFlip();
  }

  @Provide
  Arbitrary<MarketState> markets() {
    Arbitrary<Double> share = Arbitraries.doubles().between(0.001, 1).ofScale(6);
    return Combinators.combine(
            Arbitraries.doubles().between(0, 0.1).ofScale(6),
            Arbitraries.doubles().between(0, 2).ofScale(6),
            share,
            share,
            share)
        .as(
            (sigma, ts, trend, mr, chop) -> {
              double sum = trend + mr + chop;
              return new MarketState(sigma, ts, trend / sum, mr / sum, chop / sum);
            });
  }

  private static void assertNotLower(
      MarketState before, MarketState after, double ageBefore, double ageAfter) {
    assertThat(score(after, ageAfter)).isGreaterThanOrEqualTo(score(before, ageBefore));
  }

  private static double score(MarketState market, double ageSec) {
    return KillScore.of(market, ageSec, Theta.DEFAULTS).value();
  }
}
