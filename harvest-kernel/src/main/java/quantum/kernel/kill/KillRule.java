package quantum.kernel.kill;

import java.util.OptionalLong;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;

/**
 * When the kill score closes a position (SPEC §3, references of the kill score).
 *
 * <pre>
 * adaptive: sigma_ref, ts_ref, trend_min of the symbol; regime_flip only once p_trend ≥ trend_arm
 *           was seen since the entry; no references → the neutral market
 * fixed:    sigma_ref, ts_ref, trend_min of the theta
 * off:      as adaptive where there are references, else as fixed; never closes
 * closes    if K ≥ kill_threshold at every price of the last confirmMillis
 * </pre>
 *
 * @param reference what K is measured against
 * @param confirmMillis event time that K must have stayed above its threshold; 0 = at once
 */
public record KillRule(KillReference reference, long confirmMillis) {
  /** The documented formula, at once. */
  public static final KillRule FIXED = new KillRule(KillReference.FIXED, 0);

  /** K is shown only. */
  public static final KillRule OFF = new KillRule(KillReference.OFF, 0);

  /**
   * @throws IllegalArgumentException if the confirmation is negative
   */
  public KillRule {
    if (confirmMillis < 0) {
      throw new IllegalArgumentException("kill confirmation must be >= 0 ms, was " + confirmMillis);
    }
  }

  /**
   * Judges a position at a price.
   *
   * @param before what the price before left; {@link KillMemory#NONE} at the first one
   * @param ageSec seconds since the position was opened
   * @param nowMillis event time of the price
   */
  public KillVerdict judge(
      MarketConditions market, KillMemory before, double ageSec, long nowMillis, Theta theta) {
    KillYardstick yardstick = yardstick(market, before, theta);
    KillScore score = yardstick.score(ageSec, theta);
    OptionalLong since = OptionalLong.empty();
    if (score.triggered()) {
      since =
          before.aboveSinceMillis().isPresent()
              ? before.aboveSinceMillis()
              : OptionalLong.of(nowMillis);
    }
    boolean closes =
        reference != KillReference.OFF
            && since.isPresent()
            && nowMillis - since.getAsLong() >= confirmMillis;
    return new KillVerdict(score, new KillMemory(isArmed(market, before), since), closes);
  }

  /**
   * What {@link #judge} measures the market against.
   *
   * @param before what the price before left
   */
  public KillYardstick yardstick(MarketConditions market, KillMemory before, Theta theta) {
    if (reference == KillReference.FIXED) {
      return KillYardstick.of(market.state(), theta);
    }
    if (market.usual().isPresent()) {
      MarketReferences usual = market.usual().get();
      return new KillYardstick(
          market.state(), usual.sigma(), usual.ts(), usual.trendMin(), isArmed(market, before));
    }
    return KillYardstick.of(
        reference == KillReference.OFF ? market.state() : MarketState.NEUTRAL, theta);
  }

  private static boolean isArmed(MarketConditions market, KillMemory before) {
    return before.flipArmed()
        || market.usual().isPresent() && market.state().pTrend() >= market.usual().get().trendArm();
  }
}
