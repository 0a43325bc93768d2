package quantum.account.explain;

import java.math.BigDecimal;
import quantum.contracts.HarvestOverrides;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.LadderPolicy;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;

/**
 * What harvest-brain decides by: the settings that an explanation depends on.
 *
 * @param setBeAtR ladder: gross R at which the stop goes to the entry
 * @param trailAtrMult ladder: distance of the trailing stop behind the peak, in ATR
 * @param minR R below which no partial is taken
 * @param live whether decisions are carried out, not only suggested
 * @param freshMillis a price older than this by the wall clock decides nothing; 0 = off
 * @param marketMaxAgeMillis event time; an older market state counts as none
 */
public record HarvestTerms(
    Kind kind,
    Theta theta,
    KillRule kill,
    RScaling scaling,
    QuantityBasis basis,
    Ladder ladder,
    BigDecimal setBeAtR,
    BigDecimal trailAtrMult,
    boolean dynamicLadder,
    double minR,
    boolean live,
    long freshMillis,
    long marketMaxAgeMillis) {

  /** Which policy harvests. */
  public enum Kind {
    KERNEL,
    LADDER
  }

  /**
   * These terms with what is set for one symbol laid over them, as harvest-brain does it.
   *
   * @throws IllegalArgumentException if the two do not go together
   */
  public HarvestTerms with(HarvestOverrides overrides) {
    return new HarvestTerms(
        kind,
        theta.withAll(overrides.theta()),
        kill,
        scaling,
        basis,
        overrides.ladder().orElse(ladder),
        overrides.setBeAtR().orElse(setBeAtR),
        overrides.trailAtrMult().orElse(trailAtrMult),
        dynamicLadder,
        overrides.minR().map(BigDecimal::doubleValue).orElse(minR),
        live,
        freshMillis,
        marketMaxAgeMillis);
  }

  /** These terms in another mode. */
  HarvestTerms in(boolean liveMode) {
    return new HarvestTerms(
        kind,
        theta,
        kill,
        scaling,
        basis,
        ladder,
        setBeAtR,
        trailAtrMult,
        dynamicLadder,
        minR,
        liveMode,
        freshMillis,
        marketMaxAgeMillis);
  }

  /** The policy as harvest-brain runs it. */
  public HarvestPolicy policy() {
    return policy(kill);
  }

  /** The same with another kill rule: what it would do if nothing killed. */
  HarvestPolicy policy(KillRule rule) {
    return switch (kind) {
      case KERNEL -> new KernelPolicy(theta, rule, minR, scaling, basis);
      case LADDER ->
          new LadderPolicy(ladder, setBeAtR, trailAtrMult, dynamicLadder, minR, theta, rule, basis);
    };
  }
}
