package quantum.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quantum.apply.decide.EntryRules;
import quantum.brain.decide.HarvestRules;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.bridge.decide.BridgeRules;
import quantum.exitbrain.decide.ExitRules;
import quantum.exitbrain.decide.ExitRules.ExitMode;
import quantum.kernel.exit.ExitPolicy;
import quantum.kernel.exit.TargetMode;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.LadderPolicy;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The backtest on the command line. */
@Command(
    name = "replay.sh",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Replay.BAD_USAGE,
    description =
        "What the suite would have decided for entries on recorded prices: one line a decision and a"
            + " summary per position.")
public final class Replay implements Callable<Integer> {
  static final int BAD_USAGE = 64; // EX_USAGE of sysexits.h

  private static final int BAD_INPUT = 2;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int MAX_HOURS = 24 * 366;
  private static final long STOP_GRACE_MILLIS = 1_500;
  private static final double MIN_R = 0.5;
  private static final double BASE_TP_PCT = 0.06;
  private static final double BASE_SL_PCT = 0.02;

  /** The harvest policies. */
  private enum Policy {
    kernel,
    ladder
  }

  @Option(names = "--prices", required = true, description = "price file or folder of them")
  private Path prices;

  @ArgGroup(multiplicity = "1")
  private Entries entries;

  /** Who acts on a stop. */
  private enum Stops {
    exchange,
    watched
  }

  /** Where the entries come from. */
  private static final class Entries {
    @Option(names = "--entries", description = "file of entries, in the demo's format")
    private Path file;

    @Option(
        names = "--every",
        paramLabel = "HOURS",
        description = "LONG and SHORT of every symbol each so many hours")
    private Integer everyHours;
  }

  @Option(
      names = "--stop-pct",
      description = "with --every: distance of the stop in percent (default ${DEFAULT-VALUE})")
  private BigDecimal stopPct = BigDecimal.TWO;

  @Option(
      names = "--independent",
      description = "each entry is its own account; a table compares the kill with none")
  private boolean independent;

  @Option(
      names = "--kill",
      description =
          "adaptive, fixed or off (default adaptive); the market state is computed along the way")
  private String kill = "adaptive";

  @Option(
      names = "--kill-confirm-sec",
      description = "seconds that K must stay above its threshold (default: the reference's)")
  private Integer killConfirmSec;

  @Option(
      names = "--kill-adverse-drift",
      description = "adaptive: drift against the position that is asked for")
  private Double killAdverseDrift;

  @Option(
      names = "--stops",
      description =
          "exchange: a stop rests there and fills at its level inside the bar; watched: exitbrain"
              + " closes at the first price beyond it (default ${DEFAULT-VALUE})")
  private Stops stops = Stops.exchange;

  @Option(names = "--policy", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private Policy policy = Policy.kernel;

  @Option(
      names = "--theta",
      paramLabel = "NAME=VALUE",
      description = "a tunable of the kernel, e.g. T1_R=1.5; may be repeated")
  private Map<String, String> theta = new LinkedHashMap<>();

  @Option(names = "--check", description = "say whether the options can be used, read no prices")
  private boolean check;

  @Option(names = "--json", description = "JSON lines instead of text")
  private boolean json;

  private static String version() {
    return Optional.ofNullable(Replay.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Replay());
    command.getCommandSpec().version("replay " + version());
    int code = command.execute(args);
    System.out.flush();
    System.exit(code);
  }

  @Override
  public Integer call() {
    Theta tunables;
    KillRule killRule;
    try {
      tunables = Theta.ofSettings(theta);
      killRule = killRule();
      checkEvery();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return BAD_USAGE;
    }
    if (check) {
      System.out.println(
          "policy=" + policy + "\nstops=" + stops + "\nkill=" + killRule + "\ntheta=" + tunables);
      return 0;
    }
    Backtest.Rules rules;
    List<EntryOrder> orders;
    SortedMap<Symbol, CandleSeries> recorded;
    ReplayWindow window;
    try {
      recorded = CandleFiles.read(prices);
      orders = orders(recorded);
      window = ReplayWindow.of(recorded, orders, ReplayWindow.HISTORY_BARS);
      rules = rules(tunables, killRule, window);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      return BAD_INPUT;
    }
    MarketHistory markets = markets(window);
    try (PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new java.io.FileOutputStream(java.io.FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8)) {
      return independent
          ? runEach(out, rules, orders, recorded, window, markets)
          : runAll(out, rules, orders, window, markets);
    }
  }

  private List<EntryOrder> orders(SortedMap<Symbol, CandleSeries> recorded) throws IOException {
    if (entries.file != null) {
      return EntriesFile.read(entries.file);
    }
    List<EntryOrder> orders =
        new EveryFewHours(entries.everyHours * HOUR_MILLIS, stopPct.movePointLeft(2))
            .over(recorded);
    if (orders.isEmpty()) {
      throw new IllegalArgumentException("no bar opens at a multiple of --every hours");
    }
    return orders;
  }

  /** Before the prices are read, which takes longer than to find a wrong option. */
  private void checkEvery() {
    if (entries.everyHours != null && (entries.everyHours < 1 || entries.everyHours > MAX_HOURS)) {
      throw new IllegalArgumentException(
          "--every must be 1 to " + MAX_HOURS + " hours, was " + entries.everyHours);
    }
    if (stopPct.signum() <= 0 || stopPct.compareTo(BigDecimal.valueOf(50)) > 0) {
      throw new IllegalArgumentException(
          "--stop-pct must be above 0 and at most 50, was " + stopPct.toPlainString());
    }
  }

  /** Within the bounds of KILL_CONFIRM_SEC and KILL_ADVERSE_DRIFT. */
  private KillRule killRule() {
    KillReference reference;
    try {
      reference = KillReference.parse(kill);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--kill: " + e.getMessage(), e);
    }
    if (killConfirmSec != null && (killConfirmSec < 0 || killConfirmSec > 86_400)) {
      throw new IllegalArgumentException(
          "--kill-confirm-sec must be 0 to 86400, was " + killConfirmSec);
    }
    if (killAdverseDrift != null && !(Math.abs(killAdverseDrift) <= 100)) {
      throw new IllegalArgumentException(
          "--kill-adverse-drift must be -100 to 100, was " + killAdverseDrift);
    }
    KillRule rule = KillRule.of(reference);
    return new KillRule(
        reference,
        killConfirmSec == null ? rule.confirmMillis() : killConfirmSec * 1000L,
        killAdverseDrift == null ? rule.adverseDrift() : killAdverseDrift);
  }

  private Backtest.Rules rules(Theta tunables, KillRule killRule, ReplayWindow window) {
    return rules(
        policy == Policy.ladder, tunables, killRule, stops == Stops.exchange, window.symbols());
  }

  private static MarketHistory markets(ReplayWindow window) {
    MarketHistory markets = MarketHistory.of(window.series().values());
    for (Symbol symbol : window.symbols()) {
      if (!markets.knows(symbol)) {
        System.err.println(symbol + ": bars are no minutes, so its market counts as neutral");
      }
    }
    return markets;
  }

  private int runAll(
      PrintStream out,
      Backtest.Rules rules,
      List<EntryOrder> orders,
      ReplayWindow window,
      MarketHistory markets) {
    Consumer<Decision> printer = decision -> out.println(json ? decision.json() : decision.text());
    Backtest backtest = new Backtest(window, markets, orders, rules, printer);
    Journal journal = backtest.run();
    if (!json) {
      out.println();
    }
    for (PositionSummary position : journal.positions(window.ticks())) {
      out.println(summary(position));
    }
    for (EntryOrder entry : backtest.unsent()) {
      out.println(unsent(entry));
    }
    return backtest.unsent().isEmpty() ? 0 : 1;
  }

  private int runEach(
      PrintStream out,
      Backtest.Rules rules,
      List<EntryOrder> orders,
      SortedMap<Symbol, CandleSeries> recorded,
      ReplayWindow window,
      MarketHistory markets) {
    IndependentRun run = new IndependentRun(recorded, markets);
    Theta tunables = rules.harvest().theta();
    List<IndependentRun.Outcome> without = run.run(orders, rules(tunables, KillRule.OFF, window));
    List<KillReport> reports = new ArrayList<>();
    reports.add(KillReport.of(KillReference.OFF, without, without));
    KillRule rule = killRule();
    List<IndependentRun.Outcome> outcomes = without;
    if (rule.reference() != KillReference.OFF) {
      outcomes = run.run(orders, rules);
      reports.add(KillReport.of(rule.reference(), outcomes, without));
    }
    for (IndependentRun.Outcome outcome : outcomes) {
      outcome.position().forEach(position -> out.println(summary(position)));
      if (outcome.position().isEmpty()) {
        out.println(notOpened(outcome.entry()));
      }
    }
    if (json) {
      reports.forEach(
          report -> {
            ObjectNode line = JsonMapper.shared().createObjectNode();
            line.set("report", report.node());
            out.println(line);
          });
    } else {
      out.println();
      out.println(KillReport.header());
      reports.forEach(report -> out.println(report.text()));
    }
    return outcomes.stream().allMatch(outcome -> !outcome.position().isEmpty()) ? 0 : 1;
  }

  /** The settings' defaults, live, with every symbol of the prices allowed. */
  public static Backtest.Rules rules(
      boolean ladder, Theta theta, KillRule kill, Set<Symbol> allowed) {
    return rules(ladder, theta, kill, true, allowed);
  }

  private static Backtest.Rules rules(
      boolean ladder, Theta theta, KillRule kill, boolean exchangeStops, Set<Symbol> allowed) {
    HarvestPolicy policy =
        ladder
            ? new LadderPolicy(
                Ladder.DEFAULT,
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                false,
                MIN_R,
                theta,
                kill)
            : new KernelPolicy(theta, kill, MIN_R, RScaling.NONE);
    return new Backtest.Rules(
        new HarvestRules(HarvestMode.LIVE, policy, theta, ladder, 30, 900_000),
        new BridgeRules(allowed, 0, BridgeRules.TICKER_MAX_AGE_SEC, BASE_TP_PCT, BASE_SL_PCT),
        EntryRules.UNLIMITED,
        exchangeStops,
        new ExitRules(
            ExitMode.LIVE,
            new ExitPolicy(theta, kill, TargetMode.OFF, 0),
            STOP_GRACE_MILLIS,
            BASE_TP_PCT,
            BASE_SL_PCT,
            0));
  }

  private String summary(PositionSummary position) {
    if (json) {
      ObjectNode line = JsonMapper.shared().createObjectNode();
      line.set("summary", position.node());
      return line.toString();
    }
    return String.format(
        Locale.ROOT,
        "%-12s %-5s %s @ %s  realized R %s  realized %s USDT  max R %s  exit %s",
        position.symbol(),
        position.side(),
        position.initialQty(),
        position.entry(),
        two(position.realizedR()),
        Decimals.plain(position.realizedPnl()),
        two(position.maxR()),
        position.exitReason());
  }

  private String unsent(EntryOrder entry) {
    return nothing(entry, "never sent: the prices end before it");
  }

  private String notOpened(EntryOrder entry) {
    return nothing(entry, "not opened: refused, or the prices end before it");
  }

  private String nothing(EntryOrder entry, String message) {
    if (json) {
      return JsonMapper.shared()
          .createObjectNode()
          .put("symbol", entry.symbol().name())
          .put("at", entry.atMillis())
          .put("error", message)
          .toString();
    }
    return entry.symbol() + " entry at " + entry.atMillis() + " was " + message;
  }

  private static String two(Optional<Double> value) {
    return value.map(v -> String.format(Locale.ROOT, "%.2f", v)).orElse("-");
  }
}
