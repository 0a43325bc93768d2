package quantum.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.RollingMarket;
import quantum.kernel.market.StatisticsParameters;

/** One minute of 500 symbols on one core; needed: less than a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MarketBenchmark {
  private static final int SYMBOLS = 500;
  private static final double MINUTE_SIGMA = 0.001;

  private final Random random = new Random(1);
  private final double[][] closes = new double[SYMBOLS][257];
  private final double[] prices = new double[SYMBOLS];
  private final RollingMarket[] markets = new RollingMarket[SYMBOLS];

  @Setup
  public void prepare() {
    int memory = RollingMarket.memory(StatisticsParameters.DEFAULTS, ReferenceParameters.DEFAULTS);
    for (int s = 0; s < SYMBOLS; s++) {
      prices[s] = 100;
      markets[s] =
          RollingMarket.withReferences(StatisticsParameters.DEFAULTS, ReferenceParameters.DEFAULTS);
      for (int i = 0; i < memory; i++) {
        double close = nextClose(s);
        markets[s].add(close);
        closes[s][i % closes[s].length] = close;
      }
    }
  }

  private double nextClose(int symbol) {
    prices[symbol] *= Math.exp(MINUTE_SIGMA * random.nextGaussian());
    return prices[symbol];
  }

  /** From the 257 closes alone, as at a start. */
  @Benchmark
  public void fromScratch(Blackhole sink) {
    for (double[] ofSymbol : closes) {
      sink.consume(MarketStatistics.of(ofSymbol));
    }
  }

  /** As market-state goes on: one more close of each, with the references of a day. */
  @Benchmark
  public void nextMinute(Blackhole sink) {
    for (int s = 0; s < SYMBOLS; s++) {
      markets[s].add(nextClose(s));
      sink.consume(markets[s].conditions());
    }
  }
}
