package quantum.harvestproposal.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.HarvestProposal;
import quantum.contracts.RiskProposal;
import quantum.kernel.harvest.HarvestStep;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class ProposerTest {
  private static final long NOW = 1_770_155_882_463L;
  private static final PositionId ID = new PositionId("5f070856a1b2c3d4");
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final KillRule ADAPTIVE = KillRule.ADAPTIVE;

  /** Chop, wild and weak against what is usual, after a fall: K is near 0.8. */
  private static final MarketConditions BROKEN =
      new MarketConditions(
          new MarketState(0.03, 0, 0.1, 0.2, 0.7),
          Optional.of(new MarketReferences(0.01, 0.3, 0.3, 0.4, -2)));

  private static Proposer proposer(KillRule rule) {
    return new Proposer(Theta.DEFAULTS, rule, RScaling.NONE);
  }

  private static Subject subject(
      Side side, String price, Optional<String> risk, KillMemory memory) {
    return new Subject(
        new Position(
            BTC,
            side,
            ID,
            Quantity.of("3"),
            Quantity.of("4"),
            Price.of("100"),
            risk.map(java.math.BigDecimal::new),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Leverage.NONE,
            Optional.empty(),
            NOW - 60_000,
            0,
            Optional.empty()),
        FoundIn.REDIS_HASH,
        Excursion.at(Price.of(price)),
        NOW,
        memory);
  }

  private static Optional<RiskProposal> risk(PositionId of, double stopDistPct) {
    return Optional.of(
        new RiskProposal(
            BTC,
            Optional.of(of),
            Optional.of(Side.LONG),
            stopDistPct,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            NOW));
  }

  /** SPEC §6, worked example. */
  @Test
  void workedExample_isAsDocumented() {
    HarvestProposal proposal =
        proposer(ADAPTIVE)
            .propose(
                subject(Side.LONG, "105", Optional.of("2"), KillMemory.NONE),
                MarketConditions.NEUTRAL,
                Optional.empty(),
                NOW);
    assertThat(proposal.riskUnit()).isCloseTo(2, within(1e-12));
    assertThat(proposal.costEstimate()).isCloseTo(0.1, within(1e-12));
    assertThat(proposal.rNet()).isCloseTo(2.45, within(1e-12));
    assertThat(proposal.action()).isEqualTo(HarvestStep.PARTIAL_25);
    assertThat(proposal.newStop()).contains(Price.of("100.2"));
    assertThat(proposal.reasons()).containsExactly("harvest_partial_25", "profit_lock");
    assertThat(proposal.holding().unrealizedPnl()).isEqualByComparingTo("15");
    assertThat(proposal.holding().ageSeconds()).isEqualTo(60);
  }

  @Test
  void short_isTheMirrorImage() {
    HarvestProposal proposal =
        proposer(ADAPTIVE)
            .propose(
                subject(Side.SHORT, "95", Optional.of("2"), KillMemory.NONE),
                MarketConditions.NEUTRAL,
                Optional.empty(),
                NOW);
    assertThat(proposal.rNet()).isCloseTo(2.45, within(1e-12));
    assertThat(proposal.newStop()).contains(Price.of("99.8"));
  }

  @Test
  void synthetic_isTheWorkedExampleAnHourOld_whateverTheMarket() {
    HarvestProposal calm =
        proposer(ADAPTIVE)
            .propose(Synthetic.of(BTC, NOW), MarketConditions.NEUTRAL, risk(ID, 0.5), NOW);
    assertThat(calm.rNet()).isCloseTo(2.45, within(1e-12));
    assertThat(calm.kill().score()).isCloseTo(0.503, within(5e-4));
    assertThat(calm.holding().ageSeconds()).isEqualTo(3600);
    assertThat(Synthetic.of(Symbol.of("ETHUSDT"), NOW).current()).isEqualTo(Price.of("52.5"));

    HarvestProposal wild =
        proposer(KillRule.FIXED).propose(Synthetic.of(BTC, NOW), BROKEN, Optional.empty(), NOW);
    assertThat(wild.kill().score()).isGreaterThan(0.6);
    assertThat(wild.action()).isEqualTo(HarvestStep.PARTIAL_25);
  }

  @Test
  void stopDistance_isOwnRiskThenProposalThenFallback() {
    Proposer proposer = proposer(ADAPTIVE);
    MarketConditions calm = MarketConditions.NEUTRAL;
    Subject known = subject(Side.LONG, "105", Optional.of("4"), KillMemory.NONE);
    Subject unknown = subject(Side.LONG, "105", Optional.empty(), KillMemory.NONE);
    assertThat(proposer.propose(known, calm, risk(ID, 0.01), NOW).riskUnit())
        .isCloseTo(4, within(1e-12));
    assertThat(proposer.propose(unknown, calm, risk(ID, 0.01), NOW).riskUnit())
        .isCloseTo(1, within(1e-12));
    assertThat(proposer.propose(unknown, calm, risk(new PositionId("old"), 0.01), NOW).riskUnit())
        .isCloseTo(2, within(1e-12));
    assertThat(proposer.propose(unknown, calm, Optional.empty(), NOW).riskUnit())
        .isCloseTo(2, within(1e-12));
  }

  @Test
  void overridesOfASymbol_replaceTheTunables_andNothingElse() {
    Proposer proposer = new Proposer(Theta.DEFAULTS, KillRule.FIXED, RScaling.NONE);
    Proposer wider =
        proposer.with(
            new HarvestOverrides(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(Map.of("fallback_stop_pct", "0.04"))));
    Subject unknown = subject(Side.LONG, "105", Optional.empty(), KillMemory.NONE);
    assertThat(wider.propose(unknown, MarketConditions.NEUTRAL, Optional.empty(), NOW).riskUnit())
        .isCloseTo(4, within(1e-12));
    assertThat(wider.killRule()).isEqualTo(KillRule.FIXED);
    assertThat(wider.scaling()).isEqualTo(RScaling.NONE);
  }

  @Test
  void fullClose_onlyOnceHarvestBrainHasSeenItLongEnough() {
    Proposer proposer = proposer(ADAPTIVE);
    HarvestProposal first =
        proposer.propose(
            subject(
                Side.LONG,
                "105",
                Optional.of("2"),
                new KillMemory(true, OptionalLong.empty(), OptionalLong.empty())),
            BROKEN,
            Optional.empty(),
            NOW);
    assertThat(first.kill().score()).isGreaterThan(0.6);
    assertThat(first.action()).isEqualTo(HarvestStep.PARTIAL_25);

    HarvestProposal confirmed =
        proposer.propose(
            subject(
                Side.LONG,
                "105",
                Optional.of("2"),
                new KillMemory(true, OptionalLong.of(NOW - 900_000), OptionalLong.of(NOW - 1_000))),
            BROKEN,
            Optional.empty(),
            NOW);
    assertThat(confirmed.action()).isEqualTo(HarvestStep.FULL_CLOSE_PROPOSED);
    assertThat(confirmed.reasons())
        .startsWith("harvest_partial_25", "profit_lock", "kill_score_triggered", "regime_flip");
    assertThat(confirmed.newStop()).contains(Price.of("100.2"));
  }
}
