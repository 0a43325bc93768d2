package quantum.kernel.market;

import java.util.Arrays;
import java.util.Optional;

/**
 * Statistics and references of one symbol, close by close. The same closes in the same order give
 * the same result; of those further back than {@link #memory} nothing is left in it. Not
 * thread-safe.
 */
public final class RollingMarket {
  private final StatisticsParameters parameters;
  private final Optional<RollingReferences> references;

  /** The latest closes; room for twice as many as needed, so that most of them move nothing. */
  private final double[] closes;

  private int size;
  private int seen;
  private Optional<MarketStatistics> statistics = Optional.empty();

  private RollingMarket(StatisticsParameters parameters, Optional<RollingReferences> references) {
    this.parameters = parameters;
    this.references = references;
    this.closes = new double[2 * parameters.closesNeeded()];
  }

  public static RollingMarket withReferences(
      StatisticsParameters parameters, ReferenceParameters references) {
    return new RollingMarket(parameters, Optional.of(new RollingReferences(references)));
  }

  /** For the time until the history behind the references is there. */
  public static RollingMarket withoutReferences(StatisticsParameters parameters) {
    return new RollingMarket(parameters, Optional.empty());
  }

  /** How many closes decide about a result. */
  public static int memory(StatisticsParameters parameters, ReferenceParameters references) {
    return references.window() + parameters.closesNeeded() - 1;
  }

  /**
   * Takes the close of the next minute.
   *
   * @param close quote currency per base unit, finite and &gt; 0
   */
  public void add(double close) {
    int needed = parameters.closesNeeded();
    if (size == closes.length) {
      System.arraycopy(closes, size - needed, closes, 0, needed);
      size = needed;
    }
    closes[size++] = close;
    seen++;
    if (size >= needed) {
      MarketStatistics now =
          MarketStatistics.of(Arrays.copyOfRange(closes, size - needed, size), parameters);
      statistics = Optional.of(now);
      references.ifPresent(all -> all.add(now.toMarketState(), close));
    }
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
