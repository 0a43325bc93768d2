package quantum.kernel.kill;

import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;

/**
 * What a kill score is taken of and measured against (SPEC §3, references of the kill score).
 *
 * @param state the market that is judged
 * @param sigmaRef volatility that counts as normal, &gt; 0
 * @param tsRef trend strength that counts as healthy
 * @param trendMin p_trend below which the regime counts as flipped
 * @param flipCounts whether a regime flip counts at all
 */
public record KillYardstick(
    MarketState state, double sigmaRef, double tsRef, double trendMin, boolean flipCounts) {

  /** The documented constants. */
  public static KillYardstick of(MarketState state, Theta theta) {
    return new KillYardstick(state, theta.sigmaRef(), theta.tsRef(), theta.trendMin(), true);
  }

  /**
   * @param ageSec seconds since the position was opened; negative counts as 0
   * @throws IllegalArgumentException if the age is not finite
   */
  public KillScore score(double ageSec, Theta theta) {
    return KillScore.of(state, ageSec, theta, sigmaRef, tsRef, trendMin, flipCounts);
  }
}
