package quantum.benchmarks;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.LadderPolicy;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** One assessment of a position at one price. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  @Param({"kernel", "ladder"})
  public String policy;

  /** Below the first level; at it; and at it once it was asked for. */
  @Param({"100.5", "104.2"})
  public String price;

  @Param({"false", "true"})
  public boolean asked;

  private HarvestPolicy harvest;
  private Position position;
  private Excursion excursion;
  private HarvestProgress progress;

  @Setup
  public void prepare() {
    Theta theta = Theta.DEFAULTS;
    harvest =
        policy.equals("kernel")
            ? new KernelPolicy(theta, KillRule.FIXED, 0.5, RScaling.NONE)
            : new LadderPolicy(
                Ladder.DEFAULT,
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                false,
                0.5,
                theta,
                KillRule.FIXED);
    position =
        new Position(
            Symbol.of("BTCUSDT"),
            Side.LONG,
            new PositionId("00000000000000a1"),
            Quantity.of("1.5"),
            Quantity.of("1.5"),
            Price.of("100"),
            Optional.of(new BigDecimal("2")),
            Optional.of(Price.of("98")),
            Optional.empty(),
            List.of(),
            List.of(),
            new Leverage(5),
            Optional.of(new BigDecimal("0.8")),
            0,
            0,
            Optional.of(new BigDecimal("0.01")));
    excursion = Excursion.at(Price.of(price));
    progress =
        asked
            ? HarvestProgress.NONE
                .withEmitted(new BigDecimal("2"))
                .withStopEmitted(Price.of("102.6"))
            : HarvestProgress.NONE;
  }

  @Benchmark
  public HarvestAssessment assess() {
    return harvest.assess(
        position, excursion, MarketConditions.NEUTRAL, progress, KillMemory.NONE, 60_000);
  }
}
