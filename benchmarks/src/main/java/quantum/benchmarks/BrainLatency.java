package quantum.benchmarks;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import quantum.contracts.Names;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * Milliseconds from the XADD of a price that triggers a harvest to its suggestion arriving at a
 * blocking XREAD, on an idle machine. Each price belongs to a position of its own that was never
 * harvested before.
 *
 * <p>Arguments: flags of the service's JVM; none means those of production.
 */
public final class BrainLatency {
  private static final int WARM_UP = 50;
  private static final int EVENTS = 300;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private BrainLatency() {}

  public static void main(String[] args) throws IOException {
    List<String> flags = args.length == 0 ? ServiceProcess.PRODUCTION_FLAGS : Arrays.asList(args);
    System.out.println("harvest-brain, idle, " + String.join(" ", flags));
    Names names = new Names(Names.DEFAULT_NAMESPACE);
    Path log = Files.createTempFile("brain-", ".log");
    try (var redis = RedisServer.processOnly();
        var probe = new StreamProbe(redis)) {
      long opened = System.currentTimeMillis() - 3_600_000;
      for (int i = 0; i < WARM_UP + EVENTS; i++) {
        Market.open(probe, names, symbol(i), String.format("%016x", i + 1), opened);
      }
      try (var brain =
          new ServiceProcess(
              ServiceProcess.BRAIN,
              flags,
              redis.uri(),
              log,
              Map.of("HARVEST_MAX_ACTIONS_PER_MIN", "100000", "HARVEST_MODE", "live"))) {
        probe.await(
            "the service",
            () -> "running".equals(probe.hash(names.health("harvest-brain")).get("state")),
            LONGEST);
        double[] millis = new double[EVENTS];
        for (int i = 0; i < WARM_UP + EVENTS; i++) {
          double took = once(probe, names, symbol(i));
          if (i >= WARM_UP) {
            millis[i - WARM_UP] = took;
          }
        }
        Arrays.sort(millis);
        System.out.printf(
            Locale.ROOT,
            "median %.2f ms, p99 %.2f ms, max %.2f ms of %d (needed: median 5 ms), %d MB resident%n",
            millis[EVENTS / 2],
            millis[EVENTS * 99 / 100],
            millis[EVENTS - 1],
            EVENTS,
            brain.residentMb());
      }
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private static Symbol symbol(int i) {
    return Symbol.of("COIN" + i + "USDT");
  }

  /** The tranche comes after the stop move, in the same commit. */
  private static double once(StreamProbe probe, Names names, Symbol symbol) {
    Map<String, String> price =
        new PriceUpdate(symbol, Price.of("105"), System.currentTimeMillis()).encode();
    String last = lastId(probe, names.tradeIntent());
    long start = System.nanoTime();
    probe.xadd(names.priceUpdate(), price);
    probe.awaitAfter(
        names.tradeIntent(),
        last,
        entry ->
            symbol.name().equals(entry.get("symbol"))
                && "HARVEST_PARTIAL_25".equals(entry.get("intent_type")),
        LONGEST);
    return (System.nanoTime() - start) / 1e6;
  }

  private static String lastId(StreamProbe probe, String stream) {
    var last = probe.commands().xrevrange(stream, Range.unbounded(), Limit.from(1));
    return last.isEmpty() ? "0" : last.getFirst().getId();
  }
}
