package quantum.kernel.risk;

import java.util.ArrayList;
import java.util.List;
import quantum.kernel.market.MarketState;
import quantum.kernel.risk.StopParameters.RegimeWeights;
import quantum.kernel.value.Side;

/**
 * Stop, target and trail that the market's state suggests.
 *
 * <pre>
 * k(w)   = p_trend·w.trend + p_mr·w.mr + p_chop·w.chop
 * stop   = max(0.005, k_sl·sigma)      gap = max(0.005, k_trail·sigma)
 * target = max(0.01, k_tp·sigma·ext)   ext = 1 + min(0.5·clamp(ts, 0, 1)·p_trend, 0.3)
 *                                            if p_trend &gt; 0.3 and ts &gt; 0.1, else 1
 * LONG:  sl = max(price·(1 − stop), best·(1 − gap))     SHORT: min(price·(1 + stop), best·(1 + gap))
 * </pre>
 *
 * Never looser than the present stop. A proposal only: it may lie beyond the price.
 *
 * @param stopDistPct stop distance, fraction of the price
 * @param targetDistPct target distance, fraction of the price
 * @param trailGapPct gap behind the best price, fraction of it
 * @param stop proposed stop, quote currency
 * @param target proposed target, quote currency
 * @param reasons in the order of their enum
 */
public record StopProposal(
    double stopDistPct,
    double targetDistPct,
    double trailGapPct,
    double stop,
    double target,
    List<StopReasonCode> reasons) {

  /** Differences below this say nothing. */
  private static final double MARGIN = 1e-8;

  public StopProposal {
    reasons = List.copyOf(reasons);
  }

  /** The proposal with the default weights. */
  public static StopProposal of(StopInput in, MarketState market) {
    return of(in, market, StopParameters.DEFAULTS);
  }

  /** The proposal for a position in a market. */
  public static StopProposal of(StopInput in, MarketState market, StopParameters parameters) {
    double sigma = market.sigma();
    double extension = extension(market, parameters);
    double stopDist = Math.max(parameters.minStopPct(), weigh(parameters.stop(), market) * sigma);
    double targetDist =
        Math.max(parameters.minTargetPct(), weigh(parameters.target(), market) * sigma * extension);
    double gap = Math.max(parameters.minTrailPct(), weigh(parameters.trail(), market) * sigma);

    Side side = in.side();
    int direction = side.direction();
    List<StopReasonCode> reasons = new ArrayList<>(4);
    double fromPrice = in.currentPrice() * (1 - direction * stopDist);
    double fromBest = in.bestPrice() * (1 - direction * gap);
    double stop = side.isBetter(fromBest, fromPrice) ? fromBest : fromPrice;
    if (direction * (fromBest - fromPrice) > MARGIN) {
      reasons.add(StopReasonCode.TRAIL_ACTIVE);
    }
    if (in.currentStop().isPresent()) {
      double present = in.currentStop().getAsDouble();
      double tightening = direction * (stop - present);
      if (tightening > MARGIN) {
        reasons.add(StopReasonCode.SL_TIGHTENING);
      } else if (tightening < -MARGIN) {
        reasons.add(StopReasonCode.SL_TIGHTENED_MONOTONIC);
      }
      stop = tightening < 0 ? present : stop;
    }
    reasons.add(regime(market));
    if (extension > 1 + MARGIN) {
      reasons.add(StopReasonCode.TP_EXTENDED);
    }
    double target = in.currentPrice() * (1 + direction * targetDist);
    return new StopProposal(stopDist, targetDist, gap, stop, target, reasons);
  }

  private static double weigh(RegimeWeights weights, MarketState market) {
    return market.pTrend() * weights.trend()
        + market.pMr() * weights.mr()
        + market.pChop() * weights.chop();
  }

  private static double extension(MarketState market, StopParameters parameters) {
    boolean trending =
        market.pTrend() > parameters.extensionMinTrend()
            && market.ts() > parameters.extensionMinTs();
    return trending
        ? 1
            + Math.min(
                parameters.extensionWeight() * Math.clamp(market.ts(), 0.0, 1.0) * market.pTrend(),
                parameters.maxExtension())
        : 1;
  }

  private static StopReasonCode regime(MarketState market) {
    return switch (market.regime()) {
      case TREND -> StopReasonCode.REGIME_TREND;
      case MEAN_REVERSION -> StopReasonCode.REGIME_MR;
      case CHOP -> StopReasonCode.REGIME_CHOP;
    };
  }
}
