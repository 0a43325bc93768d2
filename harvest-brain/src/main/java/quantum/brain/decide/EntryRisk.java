package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.brain.decide.BrainEffect.FreezeRisk.Origin;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.RiskProposal;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;

/**
 * What a position that comes without its risk is given, once and for good (SPEC §2).
 *
 * @param perUnit per base unit, quote currency
 * @param origin where it is from
 */
record EntryRisk(BigDecimal perUnit, Origin origin) {

  /**
   * By what was frozen before, else by the stop it has, else by the distance that the market
   * suggests, else by the fallback.
   */
  static EntryRisk of(Position position, Optional<RiskProposal> proposal, Theta theta) {
    return position
        .entryRisk()
        .map(risk -> new EntryRisk(risk, Origin.EARLIER))
        .or(() -> ofStop(position))
        .or(() -> proposal.flatMap(suggested -> ofProposal(position, suggested)))
        .orElseGet(() -> new EntryRisk(position.riskPerUnit(theta), Origin.FALLBACK));
  }

  /** A stop beyond the entry was moved there and says nothing about the risk that was taken. */
  private static Optional<EntryRisk> ofStop(Position position) {
    return position
        .stop()
        .map(stop -> position.exactPnlPerUnit(stop).negate())
        .filter(loss -> loss.signum() > 0)
        .map(loss -> new EntryRisk(loss, Origin.PRESENT_STOP));
  }

  private static Optional<EntryRisk> ofProposal(Position position, RiskProposal proposal) {
    return Optional.of(proposal)
        .filter(suggested -> isFor(suggested, position))
        .map(suggested -> Decimals.of(suggested.stopDistPct()))
        .filter(HarvestOverrides.STOP_RANGE::contains)
        .map(distance -> position.entry().value().multiply(distance))
        .map(risk -> new EntryRisk(risk, Origin.RISK_PROPOSAL));
  }

  /** Other writers leave the position out, and then mean the symbol's present one. */
  private static boolean isFor(RiskProposal proposal, Position position) {
    return proposal.positionId().filter(id -> !id.equals(position.id())).isEmpty()
        && proposal.side().filter(side -> side != position.side()).isEmpty();
  }
}
