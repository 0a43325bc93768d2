package quantum.kernel.kill;

import java.util.OptionalLong;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;

/**
 * When the kill score closes a position (SPEC §3, references of the kill score).
 *
 * <pre>
 * adaptive: sigma_ref, ts_ref, trend_min of the symbol; regime_flip only once p_trend ≥ trend_arm
 *           was seen since the entry; no references → the neutral market
 * fixed:    sigma_ref, ts_ref, trend_min of the theta
 * off:      as adaptive where there are references, else as fixed; never closes
 * closes    if K ≥ kill_threshold at every price of the last confirmMillis, no two of them more than
 *           60 s apart; adaptive: and the drift of the reference window is against the position by
 *           adverseDrift or more, and its stop does not stand at the entry or beyond
 * </pre>
 *
 * <p>K knows no direction: the same volatility is one position's danger and another one's profit.
 * The two conditions of the adaptive rule give it one; docs/decisions has the evidence.
 *
 * @param reference what K is measured against
 * @param confirmMillis event time that K must have been watched above its threshold; 0 = at once
 * @param adverseDrift in units of the usual move of the reference window; only adaptive asks for it
 */
public record KillRule(KillReference reference, long confirmMillis, double adverseDrift) {
  /** Chosen by evidence; docs/decisions has the table. */
  public static final KillRule ADAPTIVE = new KillRule(KillReference.ADAPTIVE, 900_000, 1.5);

  /** The documented formula, at once. */
  public static final KillRule FIXED = new KillRule(KillReference.FIXED, 0, 0);

  /** K is shown only. */
  public static final KillRule OFF = new KillRule(KillReference.OFF, 0, 0);

  /**
   * @throws IllegalArgumentException if the confirmation is negative or the drift not finite
   */
  public KillRule {
    if (confirmMillis < 0) {
      throw new IllegalArgumentException("kill confirmation must be >= 0 ms, was " + confirmMillis);
    }
    if (!Double.isFinite(adverseDrift)) {
      throw new IllegalArgumentException("adverse drift must be finite, was " + adverseDrift);
    }
  }

  /** The defaults of a reference. */
  public static KillRule of(KillReference reference) {
    return switch (reference) {
      case ADAPTIVE -> ADAPTIVE;
      case FIXED -> FIXED;
      case OFF -> OFF;
    };
  }

  /**
   * Judges a position at a price.
   *
   * @param before what the price before left; {@link KillMemory#NONE} at the first one
   * @param nowMillis event time of the price; one from before the entry changes nothing
   */
  public KillVerdict judge(
      Position position, MarketConditions market, KillMemory before, long nowMillis, Theta theta) {
    return judge(
        position,
        market,
        before,
        nowMillis,
        yardstick(market, before, theta).score(position.ageSec(nowMillis), theta));
  }

  /**
   * Judges a position whose score is known.
   *
   * @param score what {@link #yardstick} gives for the same arguments
   */
  public KillVerdict judge(
      Position position,
      MarketConditions market,
      KillMemory before,
      long nowMillis,
      KillScore score) {
    if (nowMillis < position.openedAtMillis()) {
      return new KillVerdict(score, before, KillStanding.BEFORE_ENTRY);
    }
    OptionalLong since =
        score.triggered() ? OptionalLong.of(before.aboveSince(nowMillis)) : OptionalLong.empty();
    return new KillVerdict(
        score,
        new KillMemory(isArmed(market, before), since, OptionalLong.of(nowMillis)),
        standing(position, market, since, nowMillis));
  }

  private KillStanding standing(
      Position position, MarketConditions market, OptionalLong since, long nowMillis) {
    if (since.isEmpty()) {
      return KillStanding.BELOW_THRESHOLD;
    }
    if (nowMillis - since.getAsLong() < confirmMillis) {
      return KillStanding.CONFIRMING;
    }
    return switch (reference) {
      case OFF -> KillStanding.SHOWN_ONLY;
      case FIXED -> KillStanding.CLOSES;
      case ADAPTIVE -> {
        if (!marketIsAgainst(position, market)) {
          yield KillStanding.MARKET_NOT_AGAINST;
        }
        yield stopIsInProfit(position) ? KillStanding.STOP_IN_PROFIT : KillStanding.CLOSES;
      }
    };
  }

  /** Whether the drift of the reference window is against the position; false without one. */
  public boolean marketIsAgainst(Position position, MarketConditions market) {
    return market.usual().isPresent()
        && market.usual().get().drift() * position.side().direction() <= -adverseDrift;
  }

  /** Whether the stop stands at the entry or beyond, so that there is nothing left to lose. */
  public static boolean stopIsInProfit(Position position) {
    return position.stop().isPresent()
        && !position.side().isBetter(position.entry().value(), position.stop().get().value());
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
