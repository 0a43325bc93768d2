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
import quantum.kernel.lock.StopRatchet;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.RMultiple;
import quantum.kernel.value.Side;

/**
 * The ladder policy (SPEC §3): each rung fires once per position at its gross R, pnl per unit over
 * entry risk; the stop goes to break-even, then trails the peak. What is reached is decided in
 * decimals, so R 0.5 is reached at exactly half of the risk.
 *
 * @param ladder the rungs
 * @param setBeAtR gross R from which the stop goes to the entry, ≥ 0
 * @param trailAtrMult distance of the trailing stop behind the peak in ATR, &gt; 0
 * @param dynamicLadder whether rung fractions scale with the entry risk: below 1 % of the entry
 *     ·1.4, above 2.5 % ·0.6, the result kept within 10 and 50 %
 * @param minR gross R below which nothing is harvested
 * @param theta for the kill score, R_net and the fallback risk
 * @param killRule when the kill score closes
 * @param quantityBasis what a rung is a fraction of
 */
public record LadderPolicy(
    Ladder ladder,
    BigDecimal setBeAtR,
    BigDecimal trailAtrMult,
    boolean dynamicLadder,
    double minR,
    Theta theta,
    KillRule killRule,
    QuantityBasis quantityBasis)
    implements HarvestPolicy {

  private static final BigDecimal TIGHT_RISK = new BigDecimal("0.01");
  private static final BigDecimal WIDE_RISK = new BigDecimal("0.025");
  private static final BigDecimal TIGHT_FACTOR = new BigDecimal("1.4");
  private static final BigDecimal WIDE_FACTOR = new BigDecimal("0.6");
  private static final BigDecimal SMALLEST_PERCENT = BigDecimal.valueOf(10);
  private static final BigDecimal LARGEST_PERCENT = BigDecimal.valueOf(50);

  /**
   * @throws IllegalArgumentException naming the setting that is out of range
   */
  public LadderPolicy {
    if (setBeAtR.signum() < 0) {
      throw new IllegalArgumentException(
          "set_be_at_r must be >= 0, was " + Decimals.plain(setBeAtR));
    }
    if (trailAtrMult.signum() <= 0) {
      throw new IllegalArgumentException(
          "trail_atr_mult must be > 0, was " + Decimals.plain(trailAtrMult));
    }
    if (!Double.isFinite(minR)) {
      throw new IllegalArgumentException("min_r must be finite, was " + minR);
    }
  }

  /** Rungs of what is open. */
  public LadderPolicy(
      Ladder ladder,
      BigDecimal setBeAtR,
      BigDecimal trailAtrMult,
      boolean dynamicLadder,
      double minR,
      Theta theta,
      KillRule killRule) {
    this(
        ladder,
        setBeAtR,
        trailAtrMult,
        dynamicLadder,
        minR,
        theta,
        killRule,
        QuantityBasis.CURRENT);
  }

  @Override
  public HarvestAssessment assess(
      Position position,
      Excursion excursion,
      MarketConditions market,
      HarvestProgress progress,
      KillMemory memory,
      long nowMillis) {
    BigDecimal pnl = position.exactPnlPerUnit(excursion.current());
    BigDecimal risk = position.riskPerUnit(theta);
    double grossR = pnl.doubleValue() / risk.doubleValue();
    KillVerdict kill = killRule.judge(position, market, memory, nowMillis, theta);
    RMultiple r = new RMultiple(grossR);
    RMultiple net = position.netR(excursion.current(), theta).multiple();
    if (nowMillis < position.openedAtMillis()) {
      return HarvestAssessment.beforeEntry(r, net, kill);
    }
    HarvestDecision next = new Hold(HoldReason.BELOW_FIRST_LEVEL);
    HarvestStep step = HarvestStep.NONE;
    Optional<Rung> reached = highestReached(pnl, risk);
    if (reached.isPresent()) {
      BigDecimal percent = percent(reached.get(), position, risk);
      step = HarvestStep.nearest(percent);
      next = tranche(reached.get(), percent, step, grossR, position, progress);
    }
    return HarvestAssessment.of(
        r, net, kill, step, stopMove(position, excursion, progress, pnl, risk), next);
  }

  private Optional<Rung> highestReached(BigDecimal pnl, BigDecimal risk) {
    List<Rung> rungs = ladder.rungs();
    for (int i = rungs.size() - 1; i >= 0; i--) {
      if (pnl.compareTo(rungs.get(i).r().multiply(risk)) >= 0) {
        return Optional.of(rungs.get(i));
      }
    }
    return Optional.empty();
  }

  private HarvestDecision tranche(
      Rung rung,
      BigDecimal percent,
      HarvestStep step,
      double grossR,
      Position position,
      HarvestProgress progress) {
    double level = rung.r().doubleValue();
    // a reached rung at or above min_r settles it exactly; a quotient may be one bit short
    if (level < minR && grossR < minR) {
      return new Hold(HoldReason.BELOW_MIN_R);
    }
    Optional<HoldReason> hold = Decisions.holdAt(level, progress);
    if (hold.isPresent()) {
      return new Hold(hold.get());
    }
    return new Harvest(
        rung.r(),
        quantityBasis.percentOfOpen(percent, position.initialQty(), position.qty()),
        step);
  }

  private BigDecimal percent(Rung rung, Position position, BigDecimal risk) {
    BigDecimal percent = rung.fraction().movePointRight(2);
    if (!dynamicLadder) {
      return percent;
    }
    BigDecimal entry = position.entry().value();
    if (risk.compareTo(entry.multiply(TIGHT_RISK)) < 0) {
      percent = percent.multiply(TIGHT_FACTOR);
    } else if (risk.compareTo(entry.multiply(WIDE_RISK)) > 0) {
      percent = percent.multiply(WIDE_FACTOR);
    }
    return percent.max(SMALLEST_PERCENT).min(LARGEST_PERCENT);
  }

  /** Break-even first, then the trail: one step per price, each tightening the one before. */
  private Optional<MoveStop> stopMove(
      Position position,
      Excursion excursion,
      HarvestProgress progress,
      BigDecimal pnl,
      BigDecimal risk) {
    Optional<Price> effective = StopRatchet.effective(position, progress.stopEmitted());
    BigDecimal entry = position.entry().value();
    if (!StopRatchet.secures(position, effective, entry)) {
      return pnl.compareTo(setBeAtR.multiply(risk)) >= 0
          ? Decisions.move(StopReason.BREAKEVEN, position, effective, entry, excursion.current())
          : Optional.empty();
    }
    if (position.atr().isEmpty()) {
      return Optional.empty();
    }
    BigDecimal gap = position.atr().get().multiply(trailAtrMult);
    BigDecimal peak = excursion.peak().value();
    BigDecimal candidate = position.side() == Side.LONG ? peak.subtract(gap) : peak.add(gap);
    return Decisions.move(StopReason.TRAIL, position, effective, candidate, excursion.current());
  }
}
