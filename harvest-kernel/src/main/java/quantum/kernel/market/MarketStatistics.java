package quantum.kernel.market;

import java.util.Arrays;
import quantum.kernel.market.StatisticsParameters.SlopeWindow;

/**
 * What the closes of a symbol say about its market.
 *
 * <pre>
 * r      = differences of ln close, w = r winsorized to its 1 % and 99 % quantiles
 * s1     = √EWMA variance of w (λ 0.94)      s2 = 1.4826 · median |w − median w|
 * spike  = clamp(s2 / (s1 + 1e-12), 0, 5)    b  = sigmoid((spike − 1.2) / 0.3)
 * sigma  = max(1e-6, (1 − b)·s1 + b·s2)
 * mu     = Theil–Sen slopes of the last 64, 128, 256 log prices, weighted 0.5, 0.3, 0.2
 * ts     = |mu| / (sigma + 1e-12)
 * dp     = share of consecutive returns of equal sign
 * vr     = population variance of 5-step sums / (5 · variance + 1e-12)
 * trend  = ts + dp − |vr − 1|    mr = |vr − 1| − ts − dp
 * chop   = (1 − dp) + (1 − min(ts, 1)) − |vr − 1|    probabilities = softmax of the three
 * </pre>
 *
 * @param sigma volatility of a bar's log return
 * @param mu drift per bar in log price
 * @param ts trend strength
 * @param dp persistence of direction, 0 to 1
 * @param vr variance ratio; below 1 mean-reverting, above 1 trending
 * @param spike robust over moving volatility
 * @param pTrend probability of a trending regime
 * @param pMr probability of a mean-reverting regime
 * @param pChop probability of a choppy regime
 */
public record MarketStatistics(
    double sigma,
    double mu,
    double ts,
    double dp,
    double vr,
    double spike,
    double pTrend,
    double pMr,
    double pChop) {

  static final double MAD_TO_SIGMA = 1.4826;
  static final double TINY = 1e-12;

  /** The statistics of {@code closes} with the default windows and weights. */
  public static MarketStatistics of(double[] closes) {
    return of(closes, StatisticsParameters.DEFAULTS);
  }

  /**
   * The statistics of the latest {@code closes}, oldest first.
   *
   * @throws IllegalArgumentException if there are too few closes, or one is not finite and &gt; 0
   */
  public static MarketStatistics of(double[] closes, StatisticsParameters parameters) {
    double[] logs = logs(closes, parameters.closesNeeded());
    return of(logs, drift(logs, parameters), parameters);
  }

  private static MarketStatistics of(double[] logs, double mu, StatisticsParameters parameters) {
    double[] returns = returns(logs, parameters.window());
    double[] winsorized = winsorized(returns, parameters.winsorQuantile());
    double moving = Math.sqrt(ewmaVariance(winsorized, parameters));
    double robust = MAD_TO_SIGMA * medianDeviation(winsorized);
    double dp = persistence(returns);
    double vr = varianceRatio(returns, parameters.varianceRatioStep());
    return of(moving, robust, mu, dp, vr, parameters);
  }

  /**
   * @param moving s1
   * @param robust s2
   */
  static MarketStatistics of(
      double moving,
      double robust,
      double mu,
      double dp,
      double vr,
      StatisticsParameters parameters) {
    double spike = Math.clamp(robust / (moving + TINY), 0, parameters.spikeCap());
    double blend =
        1 / (1 + Math.exp(-(spike - parameters.spikeCentre()) / parameters.spikeWidth()));
    double sigma = Math.max(parameters.minSigma(), (1 - blend) * moving + blend * robust);
    double ts = Math.abs(mu) / (sigma + TINY);
    return withRegime(sigma, mu, ts, dp, vr, spike);
  }

  /** What the kernel needs of it. */
  public MarketState toMarketState() {
    return new MarketState(sigma, ts, pTrend, pMr, pChop);
  }

  private static MarketStatistics withRegime(
      double sigma, double mu, double ts, double dp, double vr, double spike) {
    double off = Math.abs(vr - 1);
    double trend = ts + dp - off;
    double mr = off - ts - dp;
    double chop = (1 - dp) + (1 - Math.min(ts, 1)) - off;
    double top = Math.max(trend, Math.max(mr, chop));
    double eTrend = Math.exp(trend - top);
    double eMr = Math.exp(mr - top);
    double eChop = Math.exp(chop - top);
    double sum = eTrend + eMr + eChop;
    return new MarketStatistics(sigma, mu, ts, dp, vr, spike, eTrend / sum, eMr / sum, eChop / sum);
  }

  private static double[] logs(double[] closes, int needed) {
    if (closes.length < needed) {
      throw new IllegalArgumentException(
          "at least " + needed + " closes are needed, were " + closes.length);
    }
    double[] logs = new double[needed];
    int from = closes.length - needed;
    for (int i = 0; i < needed; i++) {
      logs[i] = log(from + i, closes[from + i]);
    }
    return logs;
  }

  /**
   * @throws IllegalArgumentException naming the close if it is not finite and &gt; 0
   */
  static double log(int index, double close) {
    if (!Double.isFinite(close) || close <= 0) {
      throw new IllegalArgumentException(
          "close " + index + " must be finite and > 0, was " + close);
    }
    return Math.log(close);
  }

  private static double[] returns(double[] logs, int window) {
    double[] returns = new double[window];
    int from = logs.length - 1 - window;
    for (int i = 0; i < window; i++) {
      returns[i] = logs[from + i + 1] - logs[from + i];
    }
    return returns;
  }

  private static double[] winsorized(double[] values, double quantile) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double low = Medians.quantileOfSorted(sorted, sorted.length, quantile);
    double high = Medians.quantileOfSorted(sorted, sorted.length, 1 - quantile);
    double[] clipped = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      clipped[i] = Math.clamp(values[i], low, high);
    }
    return clipped;
  }

  private static double ewmaVariance(double[] values, StatisticsParameters parameters) {
    double lambda = parameters.ewmaLambda();
    double variance = variance(values, parameters.ewmaSeed());
    for (double value : values) {
      variance = lambda * variance + (1 - lambda) * value * value;
    }
    return variance;
  }

  private static double medianDeviation(double[] values) {
    double middle = Medians.median(values.clone(), values.length);
    double[] deviations = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      deviations[i] = Math.abs(values[i] - middle);
    }
    return Medians.median(deviations, deviations.length);
  }

  private static double drift(double[] logs, StatisticsParameters parameters) {
    double mu = 0;
    for (SlopeWindow slope : parameters.slopes()) {
      mu += slope.weight() * TheilSen.slope(logs, slope.points());
    }
    return mu;
  }

  private static double persistence(double[] returns) {
    int equal = 0;
    for (int i = 1; i < returns.length; i++) {
      if (Math.signum(returns[i]) == Math.signum(returns[i - 1])) {
        equal++;
      }
    }
    return (double) equal / (returns.length - 1);
  }

  private static double varianceRatio(double[] returns, int step) {
    double[] sums = new double[returns.length - step + 1];
    for (int i = 0; i < sums.length; i++) {
      for (int k = 0; k < step; k++) {
        sums[i] += returns[i + k];
      }
    }
    return variance(sums, sums.length) / (step * variance(returns, returns.length) + TINY);
  }

  /** Population variance of the first {@code count} values. */
  private static double variance(double[] values, int count) {
    double mean = 0;
    for (int i = 0; i < count; i++) {
      mean += values[i];
    }
    mean /= count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return squares / count;
  }
}
