package quantum.kernel.market;

import java.util.List;
import java.util.Optional;

/**
 * Statistics and references of one symbol, close by close. The same closes in the same order give
 * the same result; of those further back than {@link #memory} nothing is left in it. Not
 * thread-safe.
 */
public final class RollingMarket {
  private final StatisticsParameters parameters;
  private final Optional<RollingReferences> references;

  /** In the order of the parameters' slopes. */
  private final List<RollingSlope> slopes;

  private final RollingReturns returns;

  /** Of the latest closes; room for twice as many as needed, so that most of them move nothing. */
  private final double[] logs;

  private int size;
  private int seen;
  private Optional<MarketStatistics> statistics = Optional.empty();

  private RollingMarket(
      StatisticsParameters parameters, Optional<RollingReferences> references, double share) {
    this.parameters = parameters;
    this.references = references;
    this.slopes =
        parameters.slopes().stream()
            .map(window -> new RollingSlope(window.points(), share))
            .toList();
    this.returns = new RollingReturns(parameters);
    this.logs = new double[2 * parameters.closesNeeded()];
  }

  public static RollingMarket withReferences(
      StatisticsParameters parameters, ReferenceParameters references) {
    return new RollingMarket(
        parameters, Optional.of(new RollingReferences(references)), RollingSlope.SPARING);
  }

  /** The same for a long history in a row: faster, with more memory. */
  public static RollingMarket ofHistory(
      StatisticsParameters parameters, ReferenceParameters references) {
    return new RollingMarket(
        parameters, Optional.of(new RollingReferences(references)), RollingSlope.GENEROUS);
  }

  /** For the time until the history behind the references is there. */
  public static RollingMarket withoutReferences(StatisticsParameters parameters) {
    return new RollingMarket(parameters, Optional.empty(), RollingSlope.SPARING);
  }

  /** How many closes decide about a result. */
  public static int memory(StatisticsParameters parameters, ReferenceParameters references) {
    return references.window() + parameters.closesNeeded() - 1;
  }

  /**
   * Takes the close of the next minute.
   *
   * @param close quote currency per base unit
   * @throws IllegalArgumentException if it is not finite and &gt; 0; it is not taken then
   */
  public void add(double close) {
    double log = MarketStatistics.log(seen, close);
    int needed = parameters.closesNeeded();
    if (size == logs.length) {
      System.arraycopy(logs, size - needed, logs, 0, needed);
      size = needed;
    }
    if (size > 0) {
      returns.add(log - logs[size - 1]);
    }
    logs[size++] = log;
    seen++;
    if (size >= needed) {
      MarketStatistics now = returns.statistics(drift());
      statistics = Optional.of(now);
      references.ifPresent(all -> all.add(now.toMarketState(), close));
    }
  }

  private double drift() {
    double mu = 0;
    for (int i = 0; i < slopes.size(); i++) {
      mu += parameters.slopes().get(i).weight() * slopes.get(i).next(logs, size);
    }
    return mu;
  }

  /** How many closes were taken. */
  public int seen() {
    return seen;
  }

  /** Empty while there are fewer closes than {@link StatisticsParameters#closesNeeded}. */
  public Optional<MarketStatistics> statistics() {
    return statistics;
  }

  /** Empty while too few statistics were seen. */
  public Optional<MarketReferences> references() {
    return references.flatMap(RollingReferences::references);
  }

  /** What the kernel decides with; empty while there are no statistics. */
  public Optional<MarketConditions> conditions() {
    return statistics.map(now -> new MarketConditions(now.toMarketState(), references()));
  }
}
