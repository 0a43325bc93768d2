package quantum.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import quantum.contracts.Names;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * Price events per second that harvest-brain works off from a backlog with 50 open positions: every
 * price is decided on and acknowledged. From the first entry that is delivered to the last one that
 * is acknowledged, so with a cold JIT but without the start of the JVM.
 *
 * <p>Arguments: flags of the service's JVM; none means those of production.
 */
public final class BrainThroughput {
  private static final int EVENTS = 600_000;
  private static final int CHUNK = 20_000;
  private static final int RUNS = 3;
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private BrainThroughput() {}

  public static void main(String[] args) throws IOException {
    List<String> flags = args.length == 0 ? ServiceProcess.PRODUCTION_FLAGS : Arrays.asList(args);
    System.out.println("harvest-brain, " + EVENTS + " prices, " + String.join(" ", flags));
    List<Double> rates = new ArrayList<>();
    for (int run = 1; run <= RUNS; run++) {
      try (var redis = RedisServer.processOnly();
          var probe = new StreamProbe(redis)) {
        rates.add(run(run, redis, probe, flags));
      }
    }
    rates.sort(null);
    System.out.printf(Locale.ROOT, "median %,.0f events/s (needed: 30 000)%n", rates.get(RUNS / 2));
  }

  private static double run(int run, RedisServer redis, StreamProbe probe, List<String> flags)
      throws IOException {
    Names names = new Names(Names.DEFAULT_NAMESPACE);
    long opened = System.currentTimeMillis() - 3_600_000;
    int number = 0;
    for (var symbol : Market.symbols()) {
      Market.open(probe, names, symbol, String.format("%016x", ++number), opened);
    }
    List<Map<String, String>> prices = Market.prices(EVENTS, opened);
    for (int from = 0; from < EVENTS; from += CHUNK) {
      probe.xaddAll(names.priceUpdate(), prices.subList(from, Math.min(EVENTS, from + CHUNK)));
    }
    Path log = Files.createTempFile("brain-", ".log");
    try (var brain =
        new ServiceProcess(
            ServiceProcess.BRAIN,
            flags,
            redis.uri(),
            log,
            Map.of("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "0"))) {
      probe.await("the group", () -> alive(brain, log) && delivered(probe, names) > 0, LONGEST);
      long already = delivered(probe, names);
      long start = System.nanoTime();
      probe.await("the end", () -> alive(brain, log) && isDone(probe, names), LONGEST);
      double seconds = (System.nanoTime() - start) / 1e9;
      double rate = (EVENTS - already) / seconds;
      System.out.printf(
          Locale.ROOT,
          "run %d: %,.0f events/s in %.1f s, %d suggestions, %d MB resident%n",
          run,
          rate,
          seconds,
          probe.length(names.harvestSuggestions()),
          brain.residentMb());
      return rate;
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private static boolean alive(ServiceProcess brain, Path log) {
    if (!brain.isAlive()) {
      try {
        throw new IllegalStateException("harvest-brain ended:\n" + Files.readString(log));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return true;
  }

  private static long delivered(StreamProbe probe, Names names) {
    if (probe.commands().exists(names.priceUpdate()) == 0
        || probe.commands().xinfoGroups(names.priceUpdate()).isEmpty()) {
      return 0;
    }
    return EVENTS - probe.lag(names.priceUpdate(), Names.GROUP_HARVEST_BRAIN);
  }

  private static boolean isDone(StreamProbe probe, Names names) {
    return probe.lag(names.priceUpdate(), Names.GROUP_HARVEST_BRAIN) == 0
        && probe.pending(names.priceUpdate(), Names.GROUP_HARVEST_BRAIN) == 0;
  }
}
