package quantum.marketstate;

import java.util.List;
import java.util.Optional;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.RollingMarket;
import quantum.kernel.market.StatisticsParameters;

/**
 * Statistics and references of one symbol, minute by minute. The same minutes in the same order
 * give the same reading. Not thread-safe.
 */
final class RollingStatistics {
  private final StatisticsParameters parameters;
  private final RollingMarket market;
  private Optional<Minute> newest = Optional.empty();

  private RollingStatistics(StatisticsParameters parameters, RollingMarket market) {
    this.parameters = parameters;
    this.market = market;
  }

  static RollingStatistics withReferences(
      StatisticsParameters parameters, ReferenceParameters references) {
    return new RollingStatistics(parameters, RollingMarket.withReferences(parameters, references));
  }

  /** For the time until the history behind the references is there. */
  static RollingStatistics withoutReferences(StatisticsParameters parameters) {
    return new RollingStatistics(parameters, RollingMarket.withoutReferences(parameters));
  }

  /** How many minutes decide about a reading: older ones leave no trace in it. */
  static int memory(StatisticsParameters parameters, ReferenceParameters references) {
    return RollingMarket.memory(parameters, references);
  }

  void addAll(List<Minute> minutes) {
    minutes.forEach(this::add);
  }

  void add(Minute minute) {
    market.add(minute.close().asDouble());
    newest = Optional.of(minute);
  }

  /**
   * @param nowMillis event time, for a symbol that has no minute yet
   */
  Reading reading(long nowMillis) {
    if (newest.isPresent() && market.statistics().isPresent()) {
      return new Reading.Ready(
          market.statistics().get(),
          market.references(),
          newest.get().close(),
          newest.get().closeTimeMillis());
    }
    return new Reading.WarmingUp(
        market.seen(),
        parameters.closesNeeded(),
        newest.map(Minute::closeTimeMillis).orElse(nowMillis));
  }
}
