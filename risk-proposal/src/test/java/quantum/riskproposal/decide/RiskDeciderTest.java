package quantum.riskproposal.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.contracts.Evaluation;
import quantum.contracts.RiskProposal;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.risk.StopParameters;
import quantum.kernel.risk.StopParameters.RegimeWeights;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class RiskDeciderTest {
  private static final long OPENED = 1_770_000_000_000L;
  private static final long NOW = OPENED + 60_000;
  private static final PositionId ID = new PositionId("5f070856a1b2c3d4");
  private static final RiskDecider DECIDER = new RiskDecider(StopParameters.DEFAULTS);

  /** Pure chop: stop 1.0 · 0.01, trail gap 1.3 · 0.01, target 1.5 · 0.01. */
  private static final Optional<MarketConditions> CHOP = market(0.01);

  private static Optional<MarketConditions> market(double sigma) {
    return Optional.of(MarketConditions.of(new MarketState(sigma, 0.05, 0, 0, 1)));
  }

  private static Position position(Side side, Optional<String> stop) {
    return new Position(
        Symbol.of("BTCUSDT"),
        side,
        ID,
        Quantity.of("1"),
        Quantity.of("1"),
        Price.of("100"),
        Optional.empty(),
        stop.map(Price::of),
        Optional.empty(),
        List.of(),
        List.of(),
        Leverage.NONE,
        Optional.empty(),
        OPENED,
        0,
        Optional.empty());
  }

  private static Optional<Evaluation> evaluation(PositionId id, String peak) {
    return Optional.of(
        new Evaluation(
            id,
            Price.of("100"),
            BigDecimal.ZERO,
            0,
            0.5,
            0,
            Price.of(peak),
            Price.of("100"),
            "NONE",
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeMap<>(),
            Optional.empty(),
            false,
            0,
            0,
            0,
            0,
            java.util.Set.of(),
            KillMemory.NONE,
            NOW));
  }

  private static Optional<Ticker> ticker(String price) {
    return ticker(price, NOW);
  }

  private static Optional<Ticker> ticker(String price, long timestampMillis) {
    return Optional.of(new Ticker(Price.of(price), Optional.empty(), timestampMillis, NOW));
  }

  private static RiskProposal proposed(RiskDecision decision) {
    return ((RiskDecision.Propose) decision).proposal();
  }

  private static String kept(RiskDecision decision) {
    return ((RiskDecision.Keep) decision).why();
  }

  @Test
  void long_belowItsPeak_trailsThePeak() {
    RiskProposal proposal =
        proposed(
            DECIDER.decide(
                position(Side.LONG, Optional.of("98")),
                evaluation(ID, "110"),
                ticker("108"),
                CHOP));
    assertThat(proposal.stop().orElseThrow().asDouble()).isCloseTo(108.57, within(1e-9));
    assertThat(proposal.target().orElseThrow().asDouble()).isCloseTo(109.62, within(1e-9));
    assertThat(proposal.reasons()).containsExactly("trail_active", "sl_tightening", "regime_chop");
    assertThat(proposal.positionId()).contains(ID);
    assertThat(proposal.updatedAtMillis()).isEqualTo(NOW);
  }

  /** The best price of a SHORT is the lowest one. */
  @Test
  void short_aboveItsTrough_trailsTheTrough() {
    RiskProposal proposal =
        proposed(
            DECIDER.decide(
                position(Side.SHORT, Optional.of("102")),
                evaluation(ID, "90"),
                ticker("92"),
                CHOP));
    assertThat(proposal.stop().orElseThrow().asDouble()).isCloseTo(91.17, within(1e-9));
    assertThat(proposal.target().orElseThrow().asDouble()).isCloseTo(90.62, within(1e-9));
  }

  @Test
  void price_betterThanThePeakKnown_isThePeak() {
    RiskProposal proposal =
        proposed(
            DECIDER.decide(
                position(Side.SHORT, Optional.empty()), evaluation(ID, "95"), ticker("90"), CHOP));
    assertThat(proposal.stop().orElseThrow().asDouble()).isCloseTo(90.9, within(1e-9));
  }

  @Test
  void evaluation_ofAnEarlierPosition_isNotBelieved() {
    RiskProposal proposal =
        proposed(
            DECIDER.decide(
                position(Side.LONG, Optional.empty()),
                evaluation(new PositionId("earlier"), "150"),
                ticker("100"),
                CHOP));
    assertThat(proposal.stop().orElseThrow().asDouble()).isCloseTo(99, within(1e-9));
  }

  @Test
  void stop_tighterThanTheMarketSuggests_isKept() {
    RiskProposal proposal =
        proposed(
            DECIDER.decide(
                position(Side.LONG, Optional.of("99.70000000000001")),
                Optional.empty(),
                ticker("100"),
                CHOP));
    assertThat(proposal.stop()).contains(Price.of("99.70000000000001"));
    assertThat(proposal.reasons()).contains("sl_tightened_monotonic");
  }

  @Test
  void missingFacts_keepTheLastProposal() {
    Position position = position(Side.LONG, Optional.empty());
    assertThat(kept(DECIDER.decide(position, Optional.empty(), Optional.empty(), CHOP)))
        .isEqualTo("no price");
    assertThat(kept(DECIDER.decide(position, Optional.empty(), ticker("100"), Optional.empty())))
        .isEqualTo("no fresh market state");
    assertThat(kept(DECIDER.decide(position, Optional.empty(), ticker("100", OPENED - 1), CHOP)))
        .contains("from before the position");
  }

  @Test
  void price_ofTheMomentOfOpening_isThePositionsFirst() {
    RiskDecision decision =
        DECIDER.decide(
            position(Side.LONG, Optional.empty()), Optional.empty(), ticker("100", OPENED), CHOP);
    assertThat(proposed(decision).updatedAtMillis()).isEqualTo(OPENED);
  }

  /** In pure chop with a sigma of 0.5 a distance is half its weight. */
  @ParameterizedTest
  @CsvSource({"2,1,1", "1,2,1", "1,1,2"})
  void distanceOf100Percent_isNoProposal_justBelowItIs(double stop, double target, double trail) {
    for (Side side : Side.values()) {
      assertThat(kept(weighed(side, stop, target, trail))).contains("sigma of 0.5");
      RiskProposal below = proposed(weighed(side, stop - 1e-9, target - 1e-9, trail - 1e-9));
      assertThat(below.stop()).isPresent();
      assertThat(below.target()).isPresent();
    }
  }

  private static RiskDecision weighed(Side side, double stop, double target, double trail) {
    StopParameters parameters =
        new StopParameters(
            new RegimeWeights(0, 0, stop),
            new RegimeWeights(0, 0, target),
            new RegimeWeights(0, 0, trail),
            0.005,
            0.01,
            0.005,
            0,
            0,
            0,
            0);
    return new RiskDecider(parameters)
        .decide(position(side, Optional.empty()), Optional.empty(), ticker("100"), market(0.5));
  }

  @Test
  void sigma_beyondReason_proposesNothingUnreadable() {
    for (double sigma : new double[] {0.7, 1, 5, 1e6}) {
      assertThat(
              kept(
                  DECIDER.decide(
                      position(Side.SHORT, Optional.empty()),
                      Optional.empty(),
                      ticker("100"),
                      market(sigma))))
          .contains("sigma");
    }
  }
}
