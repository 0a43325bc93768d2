package quantum.harvestproposal.decide;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.HarvestProposal;
import quantum.contracts.RiskProposal;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.harvest.ReasonCode;
import quantum.kernel.kill.KillRule;
import quantum.kernel.kill.KillScore;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Position;
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;

/**
 * What the kernel would do with a position now, whether or not it was done already: the policy of
 * harvest-brain without its memory of what was taken.
 *
 * @param theta tunables, FALLBACK_STOP_PCT among them
 * @param killRule the one that harvest-brain closes on
 */
public record Proposer(Theta theta, KillRule killRule, RScaling scaling) {
  /** Below it harvest-brain takes no tranche; a proposal shows the level reached all the same. */
  private static final double NO_MIN_R = 0;

  /**
   * With what the operator has set for one symbol; harvest-brain does the same.
   *
   * @throws IllegalArgumentException if it does not go together with the other tunables
   */
  public Proposer with(HarvestOverrides overrides) {
    return new Proposer(theta.withAll(overrides.theta()), killRule, scaling);
  }

  /**
   * Judges a position.
   *
   * @param market neutral where nothing fresh is known
   * @param risk the proposal for the symbol, if there is one
   * @param nowMillis wall clock, for the times of publication
   */
  public HarvestProposal propose(
      Subject subject, MarketConditions market, Optional<RiskProposal> risk, long nowMillis) {
    Position position = measured(subject.position(), risk);
    // a full close replaces the partial, not the stop: the stop is what would be without the close
    HarvestAssessment open = assess(position, subject, market, never());
    HarvestAssessment assessment =
        subject.isSynthetic() ? open : assess(position, subject, market, killRule);
    NetR profit = position.netR(subject.current(), theta);
    KillScore kill = assessment.kill();
    return new HarvestProposal(
        position.symbol(),
        assessment.action(),
        open.decisions().stream()
            .filter(MoveStop.class::isInstance)
            .map(move -> ((MoveStop) move).stop())
            .findFirst(),
        profit.value(),
        profit.riskUnit(),
        profit.costEstimate(),
        new HarvestProposal.Kill(
            kill.value(), kill.regimeFlip(), kill.sigmaSpike(), kill.tsDrop(), kill.agePenalty()),
        assessment.reasons().stream().map(ReasonCode::code).toList(),
        market.state(),
        new HarvestProposal.Holding(
            position.side(),
            (long) position.ageSec(subject.atMillis()),
            subject.current(),
            position.entry(),
            position.unrealizedPnl(subject.current()),
            subject.source().toString()),
        nowMillis,
        nowMillis);
  }

  /**
   * The position's own frozen risk; where it has none, the proposed distance. Without either the
   * kernel takes theta's fallback.
   */
  private static Position measured(Position position, Optional<RiskProposal> risk) {
    Optional<BigDecimal> distance =
        risk.filter(proposal -> Sightings.isAbout(proposal.positionId(), position))
            .map(proposal -> Decimals.of(proposal.stopDistPct()));
    return position.entryRisk().isPresent() || distance.isEmpty()
        ? position
        : position.withEntryRisk(position.entry().value().multiply(distance.get()));
  }

  private HarvestAssessment assess(
      Position position, Subject subject, MarketConditions market, KillRule rule) {
    return new KernelPolicy(theta, rule, NO_MIN_R, scaling)
        .assess(
            position,
            subject.excursion(),
            market,
            HarvestProgress.NONE,
            subject.memory(),
            subject.atMillis());
  }

  /** Shows the same K and closes on none, as for an example that does not exist. */
  private KillRule never() {
    return new KillRule(killRule.reference(), Long.MAX_VALUE, killRule.adverseDrift());
  }
}
