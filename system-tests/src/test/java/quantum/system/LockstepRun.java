package quantum.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.demo.Check;
import quantum.demo.Checks;
import quantum.demo.MarketReplay;
import quantum.demo.PriceFolder;
import quantum.demo.Streams;
import quantum.demo.Suite;
import quantum.replay.journal.Journal;

/**
 * What a run of the suite in lockstep left behind.
 *
 * @param restarts how often a service had to be started again
 * @param logs where the services wrote
 */
public record LockstepRun(Journal journal, List<Check> checks, int restarts, Path logs) {
  private static final Path FOLDER = Path.of("target", "runs").toAbsolutePath();

  /** An empty folder under {@code target} that outlives the test, for its logs. */
  public static Path folder(String name) {
    try {
      return Files.createTempDirectory(Files.createDirectories(FOLDER), name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With all services, those that only calculate among them. */
  static LockstepRun of(String name, RecordedMarket market) {
    return of(name, market, Suite.services(), suite -> {});
  }

  /**
   * Starts the suite, plays the market to its end and stops everything.
   *
   * @param services that run
   * @param meanwhile what happens to the suite while the market moves; its failure fails the run
   */
  static LockstepRun of(
      String name, RecordedMarket market, Set<String> services, Consumer<Suite> meanwhile) {
    Path folder = folder(name);
    Path prices;
    try {
      prices = PriceFolder.write(market.window().series(), folder.resolve("prices"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var config =
        new Suite.Config(
            services,
            prices,
            OptionalLong.of(market.window().startMillis()),
            market.window().symbols(),
            true,
            folder,
            Map.of());
    try (Suite suite = Suite.start(config)) {
      var trouble = CompletableFuture.runAsync(() -> meanwhile.accept(suite));
      new MarketReplay(suite, market.ticks(), market.entries(), (time, done, total) -> {})
          .lockstep();
      trouble.join();
      List<ApplyPlan> plans = Streams.plans(suite);
      List<ApplyResult> results = Streams.results(suite);
      Journal journal = new Journal();
      plans.forEach(journal::add);
      results.forEach(journal::add);
      return new LockstepRun(
          journal,
          Checks.run(suite, market.window().symbols(), plans, results),
          suite.restarts(),
          suite.logs());
    }
  }

  List<Check> violated() {
    return checks.stream().filter(check -> !check.holds()).toList();
  }
}
