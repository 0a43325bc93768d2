package quantum.kernel.market;

import java.util.Optional;

/**
 * The references of one symbol over its latest states. Not thread-safe; the same states in the same
 * order always give the same references.
 *
 * <p>Each quantity is kept in order, so a state costs two binary searches and two shifts instead of
 * a sort of the whole window: a month of minutes must not dominate a replay.
 */
public final class RollingReferences {
  private final ReferenceParameters parameters;
  private final SortedWindow sigma;
  private final SortedWindow ts;
  private final SortedWindow pTrend;
  private final double[] logs;
  private int next;

  public RollingReferences(ReferenceParameters parameters) {
    this.parameters = parameters;
    this.sigma = new SortedWindow(parameters.window());
    this.ts = new SortedWindow(parameters.window());
    this.pTrend = new SortedWindow(parameters.window());
    this.logs = new double[parameters.window()];
  }

  /**
   * Takes the next minute; the oldest one leaves a full window.
   *
   * @param state at the minute's close
   * @param close quote currency per base unit, &gt; 0
   */
  public void add(MarketState state, double close) {
    sigma.add(state.sigma());
    ts.add(state.ts());
    pTrend.add(state.pTrend());
    logs[next] = Math.log(close);
    next = (next + 1) % logs.length;
  }

  /** How many states are in the window. */
  public int size() {
    return sigma.size();
  }

  /** The references; empty while too few states were seen. */
  public Optional<MarketReferences> references() {
    if (size() < parameters.atLeast()) {
      return Optional.empty();
    }
    double usualSigma = sigma.quantile(parameters.sigmaQuantile());
    if (usualSigma <= 0) {
      return Optional.empty(); // a market that does not move has no usual movement
    }
    return Optional.of(
        new MarketReferences(
            usualSigma,
            Math.max(0, ts.quantile(parameters.tsQuantile())),
            pTrend.quantile(parameters.trendMinQuantile()),
            pTrend.quantile(parameters.trendArmQuantile()),
            drift(usualSigma)));
  }

  private double drift(double usualSigma) {
    if (size() == 1) {
      return 0;
    }
    double newest = logs[(next + logs.length - 1) % logs.length];
    double oldest = logs[size() < logs.length ? 0 : next];
    return (newest - oldest) / (usualSigma * Math.sqrt(size() - 1));
  }
}
