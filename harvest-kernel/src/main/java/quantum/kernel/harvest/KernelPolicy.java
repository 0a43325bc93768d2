package quantum.kernel.harvest;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
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
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.tranche.Tranche;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.RMultiple;

/**
 * The policy around the kernel formula (SPEC §3, §7): each of T1_R, T2_R, T3_R is harvested once
 * per position, the profit lock moves the stop, the kill score closes the whole.
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
    double entry = position.entry().asDouble();
    double riskUnit = NetR.riskUnit(entry, position.stopDistancePct(theta));
    double rNet =
        NetR.of(
            position.pnlPerUnit(excursion.current()), NetR.costEstimate(entry, theta), riskUnit);
    KillVerdict kill = killRule.judge(position, market, memory, nowMillis, theta);
    RMultiple r = new RMultiple(rNet);
    if (nowMillis < position.openedAtMillis()) {
      return new HarvestAssessment(
          r,
          r,
          kill,
          ProposedAction.NONE,
          List.of(),
          Decisions.hold(HoldReason.PRICE_BEFORE_ENTRY));
    }
    double divisor = rScaling.divisor(position.leverage());
    ProposedAction partial =
        HarvestKernel.action(
            rNet, theta.t1R() / divisor, theta.t2R() / divisor, theta.t3R() / divisor);
    double lockR = theta.lockR() / divisor;
    Optional<MoveStop> lock =
        rNet >= lockR ? lock(position, excursion.current(), progress, lockR) : Optional.empty();
    boolean closing = kill.closes();
    return new HarvestAssessment(
        r,
        r,
        kill,
        closing ? ProposedAction.FULL_CLOSE_PROPOSED : partial,
        ReasonCode.of(partial, lock.isPresent(), closing, kill.score()),
        closing
            ? Decisions.closeAll(kill.score())
            : Decisions.ordered(lock, tranche(partial, rNet, divisor, position, progress)));
  }

  /** The same formula as the kernel's lock, in decimals: a stop is not to lose a tick to binary. */
  private Optional<MoveStop> lock(
      Position position, Price current, HarvestProgress progress, double lockR) {
    Optional<Price> effective = StopRatchet.effective(position, progress.stopEmitted());
    if (effective.isPresent() && holdsAlready(position, effective.get(), lockR)) {
      return Optional.empty(); // every price of a locked position: decided without decimals
    }
    BigDecimal entry = position.entry().value();
    BigDecimal gain =
        switch (theta.lockMode()) {
          case BE_PLUS -> entry.multiply(Decimals.of(theta.bePlusPct()));
          case R_LOCK -> position.riskPerUnit(theta).multiply(Decimals.of(lockR));
        };
    BigDecimal candidate = position.side().direction() > 0 ? entry.add(gain) : entry.subtract(gain);
    return Decisions.move(StopReason.PROFIT_LOCK, position, effective, candidate, current);
  }

  /** Whether {@code stop} is as tight as the lock or tighter. */
  private boolean holdsAlready(Position position, Price stop, double lockR) {
    double entry = position.entry().asDouble();
    double gain =
        switch (theta.lockMode()) {
          case BE_PLUS -> entry * theta.bePlusPct();
          case R_LOCK -> entry * position.stopDistancePct(theta) * lockR;
        };
    double candidate = entry + position.side().direction() * gain;
    return !position.side().isBetter(candidate, stop.asDouble());
  }

  private HarvestDecision tranche(
      ProposedAction reached,
      double rNet,
      double divisor,
      Position position,
      HarvestProgress progress) {
    if (reached.tranche().isEmpty()) {
      return new Hold(HoldReason.BELOW_FIRST_LEVEL);
    }
    if (rNet < minR) {
      return new Hold(HoldReason.BELOW_MIN_R);
    }
    Tranche tranche = reached.tranche().get();
    double level = level(tranche) / divisor;
    Optional<HoldReason> hold = Decisions.holdAt(level, progress);
    if (hold.isPresent()) {
      return new Hold(hold.get());
    }
    return new Harvest(
        Decimals.of(level).stripTrailingZeros(),
        quantityBasis.percentOfOpen(tranche.percent(), position.initialQty(), position.qty()),
        tranche);
  }

  private double level(Tranche tranche) {
    return switch (tranche) {
      case PARTIAL_25 -> theta.t1R();
      case PARTIAL_50 -> theta.t2R();
      case PARTIAL_75 -> theta.t3R();
    };
  }
}
