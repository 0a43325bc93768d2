package quantum.kernel.harvest;

import java.math.BigDecimal;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;

/**
 * What a harvest policy is made of: all that an operator may set of it, also what the policy in use
 * does not ask for.
 *
 * @param minR R below which no partial is taken
 * @param rScaling kernel: whether T1_R, T2_R, T3_R and lock_R shrink with leverage
 * @param ladder ladder: the rungs
 * @param setBeAtR ladder: gross R at which the stop goes to the entry
 * @param trailAtrMult ladder: distance of the trailing stop behind the peak, in ATR
 * @param dynamicLadder ladder: whether rung fractions scale with the entry risk
 */
public record PolicyTerms(
    Kind kind,
    Theta theta,
    KillRule killRule,
    double minR,
    RScaling rScaling,
    QuantityBasis quantityBasis,
    Ladder ladder,
    BigDecimal setBeAtR,
    BigDecimal trailAtrMult,
    boolean dynamicLadder) {

  /** Which policy harvests. */
  public enum Kind {
    KERNEL,
    LADDER
  }

  /** The same with another kill rule. */
  public PolicyTerms killedBy(KillRule rule) {
    return new PolicyTerms(
        kind,
        theta,
        rule,
        minR,
        rScaling,
        quantityBasis,
        ladder,
        setBeAtR,
        trailAtrMult,
        dynamicLadder);
  }

  /** The same with other tunables. */
  public PolicyTerms by(Theta tunables) {
    return new PolicyTerms(
        kind,
        tunables,
        killRule,
        minR,
        rScaling,
        quantityBasis,
        ladder,
        setBeAtR,
        trailAtrMult,
        dynamicLadder);
  }

  /**
   * The policy itself.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public HarvestPolicy policy() {
    return switch (kind) {
      case KERNEL -> new KernelPolicy(theta, killRule, minR, rScaling, quantityBasis);
      case LADDER ->
          new LadderPolicy(
              ladder, setBeAtR, trailAtrMult, dynamicLadder, minR, theta, killRule, quantityBasis);
    };
  }
}
