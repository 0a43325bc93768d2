package quantum.kernel.harvest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import quantum.kernel.harvest.HarvestDecision.Harvest;
import quantum.kernel.harvest.HarvestDecision.Hold;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.kill.KillVerdict;
import quantum.kernel.level.RScaling;
import quantum.kernel.lock.StopRatchet;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.RMultiple;

/**
 * The policy around the kernel formula (SPEC §3, §7): {@link HarvestKernel#propose} says what is
 * due, and each of T1_R, T2_R, T3_R is harvested once per position, the lock becomes a stop that
 * may be sent, the kill rule says whether the score closes the whole.
 *
 * @param theta the tunables
 * @param killRule when the kill score closes
 * @param minR R_net below which nothing is harvested
 * @param rScaling whether T1_R, T2_R, T3_R and lock_R shrink with leverage
 * @param quantityBasis what a tranche is a percent of
 */
public record KernelPolicy(
    Theta theta, KillRule killRule, double minR, RScaling rScaling, QuantityBasis quantityBasis)
    implements HarvestPolicy {

  /**
   * The formula is certified to 1e-12, so its stop is read to as many digits: in binary 100 · 1.002
   * may fall short of 100.2, and a stop is not to lose a tick to that.
   */
  private static final MathContext CERTIFIED = new MathContext(12, RoundingMode.HALF_EVEN);

  /**
   * @throws IllegalArgumentException if minR is not finite
   */
  public KernelPolicy {
    if (!Double.isFinite(minR)) {
      throw new IllegalArgumentException("min_r must be finite, was " + minR);
    }
  }

  /** Tranches of what is open. */
  public KernelPolicy(Theta theta, KillRule killRule, double minR, RScaling rScaling) {
    this(theta, killRule, minR, rScaling, QuantityBasis.CURRENT);
  }

  @Override
  public HarvestAssessment assess(
      Position position,
      Excursion excursion,
      MarketConditions market,
      HarvestProgress progress,
      KillMemory memory,
      long nowMillis) {
    Theta scaled = rScaling.scale(theta, position.leverage());
    Price current = excursion.current();
    Optional<Price> stop = StopRatchet.effective(position, progress.stopEmitted());
    KernelProposal proposal =
        HarvestKernel.propose(
            new KernelInput(
                position.side(),
                position.entry().asDouble(),
                current.asDouble(),
                position.pnlPerUnit(current),
                Math.max(position.pnlPerUnit(current), position.pnlPerUnit(excursion.peak())),
                position.ageSec(nowMillis),
                stop.isPresent()
                    ? OptionalDouble.of(stop.get().asDouble())
                    : OptionalDouble.empty(),
                position.stopDistancePct(theta),
                killRule.yardstick(market, memory, theta)),
            scaled);
    RMultiple r = proposal.profit().multiple();
    KillVerdict kill = killRule.judge(position, market, memory, nowMillis, proposal.kill());
    if (nowMillis < position.openedAtMillis()) {
      return HarvestAssessment.beforeEntry(r, r, kill);
    }
    return HarvestAssessment.of(
        r,
        r,
        kill,
        proposal.reached(),
        lock(proposal, position, stop, current),
        tranche(proposal, scaled, position, progress));
  }

  private static Optional<MoveStop> lock(
      KernelProposal proposal, Position position, Optional<Price> stop, Price current) {
    if (proposal.newStop().isEmpty()) {
      return Optional.empty();
    }
    BigDecimal candidate = Decimals.of(proposal.newStop().getAsDouble()).round(CERTIFIED);
    return Decisions.move(StopReason.PROFIT_LOCK, position, stop, candidate, current);
  }

  private HarvestDecision tranche(
      KernelProposal proposal, Theta scaled, Position position, HarvestProgress progress) {
    HarvestStep step = proposal.reached();
    if (step == HarvestStep.NONE) {
      return new Hold(HoldReason.BELOW_FIRST_LEVEL);
    }
    if (proposal.profit().value() < minR) {
      return new Hold(HoldReason.BELOW_MIN_R);
    }
    double level = step.level(scaled);
    Optional<HoldReason> hold = Decisions.holdAt(level, progress);
    if (hold.isPresent()) {
      return new Hold(hold.get());
    }
    return new Harvest(
        Decimals.of(level).stripTrailingZeros(),
        quantityBasis.percentOfOpen(step.percent(), position.initialQty(), position.qty()),
        step);
  }
}
