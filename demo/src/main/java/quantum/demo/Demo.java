package quantum.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.TickSequence;
import quantum.replay.entry.EntriesFile;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Journal;
import quantum.replay.market.MarketRules;
import quantum.replay.market.ReplayWindow;
import quantum.runtime.ServiceMain;

/** The demonstration: positions on recorded prices, harvested by the real processes. */
@Command(
    name = "demo.sh",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = ServiceMain.BAD_USAGE,
    description =
        "Runs the whole suite on recorded prices: a private Redis, the paper exchange and all"
            + " services as separate processes. Ends with a summary and checks; exit code 0 only"
            + " if all checks hold.")
public final class Demo implements Callable<Integer> {
  private static final int CHECK_FAILED = 1;
  private static final int BAD_INPUT = 2;
  private static final int INTERRUPTED = 130;

  @Option(
      names = "--prices",
      required = true,
      description =
          "price file or folder of them (CSV, also .gz): 6 columns or Binance Vision's 12")
  private Path prices;

  @Option(
      names = "--entries",
      required = true,
      description =
          "JSON array: symbol, side, at (epoch ms), position_usd or qty, leverage, optionally"
              + " stop_loss, take_profit, atr_value, volatility_factor")
  private Path entries;

  @ArgGroup private Pace pace = new Pace();

  /** How the market moves. */
  private static final class Pace {
    @Option(
        names = "--lockstep",
        description = "one price at a time, each handled by all before the next (default)")
    private boolean lockstep;

    @Option(names = "--speed", description = "N times as fast as the market was, nobody waits")
    private Optional<Double> speed = Optional.empty();
  }

  @Option(names = "--report", description = "write a JSON report to this file")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--check",
      description = "say whether options and input can be used, start nothing")
  private boolean check;

  @Option(names = "--keep", description = "leave everything running until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--console",
      description = "show it in a browser: prints the address and leaves everything running")
  private boolean console;

  @Option(
      names = "--work",
      required = true,
      hidden = true,
      description = "folder for logs, prices in use and the exchange's journal")
  private Path work;

  @Option(
      names = "--set",
      paramLabel = "SERVICE:NAME=VALUE",
      description = "a setting of one service, e.g. harvest-brain:HARVEST_POLICY=ladder")
  private List<String> set = new ArrayList<>();

  private final PrintStream out = System.out;

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Demo());
    command.getCommandSpec().version("demo " + ServiceMain.version(Demo.class));
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<EntryOrder> orders;
    ReplayWindow window;
    Map<String, Map<String, String>> overrides;
    try {
      orders = EntriesFile.read(entries);
      window =
          ReplayWindow.of(CandleFiles.read(prices), orders, MarketRules.DEFAULTS.historyBars());
      overrides = Overrides.parse(set);
      pace.speed.ifPresent(Demo::requirePositive);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      return BAD_INPUT;
    }
    if (check) {
      out.printf("%d entries on %s; settings %s%n", orders.size(), window.symbols(), overrides);
      return 0;
    }
    Path folder = Files.createTempDirectory(Files.createDirectories(work), "run-");
    Path cut = PriceFolder.write(window.series(), folder.resolve("prices"));
    Set<Symbol> symbols = window.symbols();
    boolean lockstep = pace.speed.isEmpty();
    out.printf(
        "%d entries on %s, %s; logs in %s%n",
        orders.size(),
        symbols,
        lockstep ? "in lockstep" : pace.speed.get() + " times real time",
        folder.resolve("logs"));
    CountDownLatch finished = new CountDownLatch(1);
    AtomicBoolean stopped = new AtomicBoolean();
    Thread worker = Thread.currentThread();
    Thread onSignal =
        new Thread(
            () -> {
              stopped.set(true);
              worker.interrupt();
              await(finished);
            });
    Runtime.getRuntime().addShutdownHook(onSignal);
    Set<String> services = new LinkedHashSet<>(Suite.services());
    if (console) {
      services.add(Suite.CONSOLE);
    }
    var config =
        new Suite.Config(
            services,
            cut,
            OptionalLong.of(window.startMillis()),
            symbols,
            lockstep,
            folder,
            overrides);
    try (Suite suite = Suite.start(config)) {
      suite.consoleAddress().ifPresent(address -> out.printf("The console: %s%n", address));
      return run(suite, orders, window);
    } catch (RuntimeException e) {
      if (!stopped.get()) {
        throw e;
      }
      out.println("Stopped.");
      return INTERRUPTED;
    } finally {
      finished.countDown();
    }
  }

  private static void requirePositive(double speed) {
    if (!(speed > 0) || speed > 1_000_000) {
      throw new IllegalArgumentException(
          "--speed must be above 0 and at most 1000000, was " + speed);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int run(Suite suite, List<EntryOrder> orders, ReplayWindow window) throws IOException {
    TickSequence ticks = window.ticks();
    Set<Symbol> symbols = window.symbols();
    boolean terminal = System.console() != null && System.console().isTerminal();
    Board board = new Board(out, terminal, suite, symbols);
    Markets markets = new Markets(suite, board);
    MarketReplay market = new MarketReplay(suite, ticks, orders, markets);
    long started = System.nanoTime();
    if (pace.speed.isPresent()) {
      market.speed(java.math.BigDecimal.valueOf(pace.speed.get()).toPlainString());
    } else {
      market.lockstep();
    }
    long wallMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    Journal journal = new Journal();
    List<ApplyPlan> plans = Streams.plans(suite);
    plans.forEach(journal::add);
    List<ApplyResult> results = Streams.results(suite);
    results.forEach(journal::add);
    Report summary =
        new Report(
            journal.positions(ticks),
            journal.decisions(),
            Checks.run(suite, symbols, plans, results),
            markets,
            suite.redis().commands().xlen(suite.names().harvestProposals()),
            Streams.drySignals(suite),
            market.unsent(),
            ticks,
            wallMillis,
            suite.restarts());
    summary.print(out);
    if (report.isPresent()) {
      summary.write(report.get());
    }
    if (keep || console) {
      stay(suite);
    }
    return summary.allHold() ? 0 : CHECK_FAILED;
  }

  private void stay(Suite suite) {
    out.println();
    out.println("Left running; Ctrl-C stops everything.");
    suite.consoleAddress().ifPresent(address -> out.printf("  %s%n", address));
    out.printf("  export REDIS_URL=%s%n", suite.redisUri());
    out.println("  ops/quantum watch");
    out.println("  ops/quantum inspect SYMBOL");
    out.printf("  redis-cli -u %s SET quantum:kill 1%n", suite.redisUri());
    out.printf("  grep '\\[HARVEST\\]' %s/harvest-brain.log%n", suite.logs());
    out.printf("  grep '\\[CLOSE\\]' %s/apply-layer.log%n", suite.logs());
    suite.pids().forEach((name, pid) -> out.printf("  pid %-8d %s%n", pid, name));
    out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
