package quantum.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.RollingMarket;
import quantum.kernel.market.StatisticsParameters;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;

/**
 * What market-state would have said of each symbol at each moment: the statistics of all minutes
 * that had ended before it. Symbols whose bars are no minutes have none.
 */
public final class MarketHistory {
  /** Nothing is known of any market. */
  public static final MarketHistory NONE = new MarketHistory(Map.of());

  private static final long MINUTE_MILLIS = 60_000;

  /** As the services' MARKETSTATE_MAX_AGE_SEC. */
  private static final long MAX_AGE_MILLIS = 300_000;

  private final Map<Symbol, Minutes> bySymbol;

  /**
   * @param closeTimes strictly increasing
   * @param conditions after each of them; empty while too few closes were seen
   */
  private record Minutes(long[] closeTimes, List<Optional<MarketConditions>> conditions) {}

  private MarketHistory(Map<Symbol, Minutes> bySymbol) {
    this.bySymbol = Map.copyOf(bySymbol);
  }

  /**
   * Computes the statistics of every minute, one symbol a thread.
   *
   * @param prices with as many bars before the first entry as the references look back on
   */
  public static MarketHistory of(Collection<CandleSeries> prices) {
    Map<Symbol, Future<Minutes>> computing = new HashMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (CandleSeries series : prices) {
        if (series.intervalMillis() == MINUTE_MILLIS) {
          Callable<Minutes> task = () -> minutes(series);
          computing.put(series.symbol(), threads.submit(task));
        }
      }
    }
    Map<Symbol, Minutes> computed = new HashMap<>();
    computing.forEach((symbol, minutes) -> computed.put(symbol, get(minutes)));
    return new MarketHistory(computed);
  }

  private static Minutes get(Future<Minutes> done) {
    try {
      return done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Minutes minutes(CandleSeries series) {
    RollingMarket market =
        RollingMarket.withReferences(StatisticsParameters.DEFAULTS, ReferenceParameters.DEFAULTS);
    long[] closeTimes = new long[series.size()];
    List<Optional<MarketConditions>> conditions = new ArrayList<>(series.size());
    for (int i = 0; i < closeTimes.length; i++) {
      closeTimes[i] = series.openMillis(i) + MINUTE_MILLIS - 1;
      market.add(series.closeAsDouble(i));
      conditions.add(market.conditions());
    }
    return new Minutes(closeTimes, conditions);
  }

  /** Whether the symbol's market can be known at all. */
  public boolean knows(Symbol symbol) {
    return bySymbol.containsKey(symbol);
  }

  /**
   * What is known at a price's event time.
   *
   * @return empty where the services would assume the neutral market
   */
  public Optional<MarketConditions> at(Symbol symbol, long timeMillis) {
    Minutes minutes = bySymbol.get(symbol);
    if (minutes == null) {
      return Optional.empty();
    }
    int last = lastBefore(minutes.closeTimes(), timeMillis);
    if (last < 0 || timeMillis - minutes.closeTimes()[last] > MAX_AGE_MILLIS) {
      return Optional.empty();
    }
    return minutes.conditions().get(last);
  }

  private static int lastBefore(long[] times, long timeMillis) {
    int found = java.util.Arrays.binarySearch(times, timeMillis);
    return found >= 0 ? found - 1 : -found - 2;
  }
}
