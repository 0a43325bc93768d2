package quantum.replay.market;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.market.RollingMarket;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;

/**
 * What market-state would have said of each symbol at each moment: the statistics of all minutes
 * that had ended before it. Symbols whose bars are no minutes have none.
 */
public final class MarketHistory {
  /** Nothing is known of any market. */
  public static final MarketHistory NONE = new MarketHistory(Map.of(), 0);

  private static final long MINUTE_MILLIS = 60_000;

  private final Map<Symbol, Minutes> bySymbol;
  private final long maxAgeMillis;

  /** Columns of {@link Minutes#values}: state, then what is usual; not a number if absent. */
  private static final int WIDTH = 10;

  private static final int USUAL = 5;

  /** Another way to compute or to keep them needs another name in the cache. */
  private static final String VERSION = "1 ";

  /**
   * @param series whose closes they are of
   * @param values WIDTH numbers for each bar
   */
  private record Minutes(CandleSeries series, double[] values) {
    Optional<MarketConditions> after(int bar) {
      int i = bar * WIDTH;
      if (Double.isNaN(values[i])) {
        return Optional.empty();
      }
      MarketState state =
          new MarketState(values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4]);
      int u = i + USUAL;
      return Optional.of(
          new MarketConditions(
              state,
              Double.isNaN(values[u])
                  ? Optional.empty()
                  : Optional.of(
                      new MarketReferences(
                          values[u], values[u + 1], values[u + 2], values[u + 3], values[u + 4]))));
    }
  }

  private MarketHistory(Map<Symbol, Minutes> bySymbol, long maxAgeMillis) {
    this.bySymbol = Map.copyOf(bySymbol);
    this.maxAgeMillis = maxAgeMillis;
  }

  /**
   * Computes the statistics of every minute, one symbol a thread.
   *
   * @param prices with as many bars before the first entry as the references look back on
   */
  public static MarketHistory of(Collection<CandleSeries> prices) {
    return of(prices, MarketRules.DEFAULTS, Optional.empty());
  }

  /**
   * The same, what was computed before taken from a cache.
   *
   * @param cache empty if nothing is kept
   */
  public static MarketHistory of(
      Collection<CandleSeries> prices, MarketRules rules, Optional<MarketCache> cache) {
    Map<Symbol, Future<Minutes>> computing = new HashMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (CandleSeries series : prices) {
        if (series.intervalMillis() == MINUTE_MILLIS) {
          Callable<Minutes> task = () -> minutes(series, rules, cache);
          computing.put(series.symbol(), threads.submit(task));
        }
      }
    }
    Map<Symbol, Minutes> computed = new HashMap<>();
    computing.forEach((symbol, minutes) -> computed.put(symbol, get(minutes)));
    return new MarketHistory(computed, rules.maxAgeMillis());
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

  private static Minutes minutes(
      CandleSeries series, MarketRules rules, Optional<MarketCache> cache) {
    if (cache.isEmpty()) {
      return new Minutes(series, computed(series, rules));
    }
    String name = MarketCache.name(series, VERSION + rules.statistics() + rules.references());
    Optional<double[]> kept = cache.get().get(name, series.size() * WIDTH);
    double[] values = kept.orElseGet(() -> computed(series, rules));
    if (kept.isEmpty()) {
      cache.get().put(name, values);
    }
    return new Minutes(series, values);
  }

  /**
   * The statistics remember so many bars and no more, so a stretch is computed as part of the whole
   * if it is begun that much earlier; and stretches can be computed side by side.
   */
  static double[] computed(CandleSeries series, MarketRules rules) {
    double[] values = new double[series.size() * WIDTH];
    Arrays.fill(values, Double.NaN);
    int stretch = stretch(rules);
    int stretches = (series.size() + stretch - 1) / stretch;
    IntStream.range(0, stretches)
        .parallel()
        .forEach(
            i ->
                compute(
                    series,
                    rules,
                    i * stretch,
                    Math.min(series.size(), (i + 1) * stretch),
                    values));
    return values;
  }

  /** Bars; long beside what is computed twice at its beginning. */
  static int stretch(MarketRules rules) {
    return 20 * rules.historyBars();
  }

  private static void compute(
      CandleSeries series, MarketRules rules, int from, int to, double[] values) {
    RollingMarket market = RollingMarket.ofHistory(rules.statistics(), rules.references());
    for (int bar = Math.max(0, from - rules.historyBars()); bar < to; bar++) {
      market.add(series.closeAsDouble(bar));
      if (bar >= from) {
        Optional<MarketConditions> now = market.conditions();
        if (now.isPresent()) {
          put(values, bar * WIDTH, now.get());
        }
      }
    }
  }

  private static void put(double[] values, int at, MarketConditions now) {
    MarketState state = now.state();
    values[at] = state.sigma();
    values[at + 1] = state.ts();
    values[at + 2] = state.pTrend();
    values[at + 3] = state.pMr();
    values[at + 4] = state.pChop();
    if (now.usual().isPresent()) {
      MarketReferences usual = now.usual().get();
      values[at + USUAL] = usual.sigma();
      values[at + USUAL + 1] = usual.ts();
      values[at + USUAL + 2] = usual.trendMin();
      values[at + USUAL + 3] = usual.trendArm();
      values[at + USUAL + 4] = usual.drift();
    }
  }

  /** Whether the symbol's market can be known at all. */
  public boolean knows(Symbol symbol) {
    return bySymbol.containsKey(symbol);
  }

  /**
   * What is known at a price's event time.
   *
   * @param timeMillis epoch milliseconds
   * @return empty where the services would assume the neutral market
   */
  public Optional<MarketConditions> at(Symbol symbol, long timeMillis) {
    Minutes minutes = bySymbol.get(symbol);
    if (minutes == null) {
      return Optional.empty();
    }
    // a bar is known once its last millisecond has passed
    int last = minutes.series().firstFrom(timeMillis - MINUTE_MILLIS + 1) - 1;
    if (last < 0) {
      return Optional.empty();
    }
    long closedAt = minutes.series().openMillis(last) + MINUTE_MILLIS - 1;
    return timeMillis - closedAt > maxAgeMillis ? Optional.empty() : minutes.after(last);
  }
}
