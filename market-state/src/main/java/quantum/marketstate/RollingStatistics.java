package quantum.marketstate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.RollingReferences;
import quantum.kernel.market.StatisticsParameters;
import quantum.kernel.value.Price;

/**
 * Statistics and references of one symbol, minute by minute. The same minutes in the same order
 * give the same reading. Not thread-safe.
 */
final class RollingStatistics {
  private final StatisticsParameters parameters;
  private final Optional<RollingReferences> references;

  /** The latest closes; twice as many as needed, so that most minutes move nothing. */
  private final double[] closes;

  private int size;
  private int seen;
  private Optional<Minute> newest = Optional.empty();
  private Optional<MarketStatistics> statistics = Optional.empty();

  private RollingStatistics(
      StatisticsParameters parameters, Optional<RollingReferences> references) {
    this.parameters = parameters;
    this.references = references;
    this.closes = new double[2 * parameters.closesNeeded()];
  }

  static RollingStatistics withReferences(
      StatisticsParameters parameters, ReferenceParameters references) {
    return new RollingStatistics(parameters, Optional.of(new RollingReferences(references)));
  }

  /** For the time until the history behind the references is there. */
  static RollingStatistics withoutReferences(StatisticsParameters parameters) {
    return new RollingStatistics(parameters, Optional.empty());
  }

  /** How many minutes decide about a reading: older ones leave no trace in it. */
  static int memory(StatisticsParameters parameters, ReferenceParameters references) {
    return references.window() + parameters.closesNeeded() - 1;
  }

  void addAll(List<Minute> minutes) {
    minutes.forEach(this::add);
  }

  void add(Minute minute) {
    int needed = parameters.closesNeeded();
    if (size == closes.length) {
      System.arraycopy(closes, size - needed, closes, 0, needed);
      size = needed;
    }
    closes[size++] = minute.close().asDouble();
    seen++;
    newest = Optional.of(minute);
    if (size >= needed) {
      MarketStatistics now =
          MarketStatistics.of(Arrays.copyOfRange(closes, size - needed, size), parameters);
      statistics = Optional.of(now);
      references.ifPresent(all -> all.add(now.toMarketState()));
    }
  }

  /**
   * @param nowMillis event time, for a symbol that has no minute yet
   */
  Reading reading(long nowMillis) {
    if (newest.isPresent() && statistics.isPresent()) {
      Optional<MarketReferences> usual = references.flatMap(RollingReferences::references);
      Price price = newest.get().close();
      return new Reading.Ready(statistics.get(), usual, price, newest.get().closeTimeMillis());
    }
    return new Reading.WarmingUp(
        seen, parameters.closesNeeded(), newest.map(Minute::closeTimeMillis).orElse(nowMillis));
  }
}
