package quantum.replay;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.TimeText;
import quantum.replay.trades.BadTrades;
import quantum.replay.trades.OwnTrades;
import quantum.replay.trades.TradesFile;
import quantum.report.data.Comparison;
import quantum.report.data.Refusal;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.runtime.BadSettings;

/** The backtest on the command line. */
@Command(
    name = "replay.sh",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Replay.BAD_USAGE,
    description =
        "What the suite would have decided for entries on recorded prices: one line a decision, a"
            + " summary per position, and what it comes to.",
    footer = {
      "",
      "Exit codes: 0 all as asked, 1 entries were refused or positions cut by the data, 2 the input"
          + " cannot be used or the result not be written, 64 an option is wrong."
    })
public final class Replay implements Callable<Integer> {
  static final int BAD_USAGE = 64; // EX_USAGE of sysexits.h

  private static final int BAD_INPUT = 2;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int MAX_HOURS = 24 * 366;
  private static final String UNSENT = "never sent: the prices end before it";

  @Option(
      names = "--prices",
      required = true,
      paramLabel = "PATH",
      description =
          "price file or folder of them: csv, csv.gz, zip, json of any exchange; may be repeated")
  private List<Path> prices;

  @Option(
      names = "--symbol",
      description = "whose prices they are (default: what the names of the files say)")
  private String symbol;

  @Option(names = "--from", paramLabel = "TIME", description = "entries from this time on, UTC")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "prices up to this time, UTC")
  private String to;

  @ArgGroup(multiplicity = "1")
  private Entries entries;

  /** Where the entries come from. */
  private static final class Entries {
    @Option(names = "--entries", description = "file of entries, in the demo's format")
    private Path file;

    @Option(
        names = "--every",
        paramLabel = "HOURS",
        description = "LONG and SHORT of every symbol each so many hours")
    private Integer everyHours;

    @Option(
        names = "--trades",
        paramLabel = "FILE",
        description =
            "your own trades: an export of Binance Futures (trade or position history), of quantum"
                + " trades --csv, or symbol side time price qty; each entry by itself, both exits side"
                + " by side")
    private Path trades;

    private String inWords(BigDecimal stopPct) {
      if (everyHours == null) {
        return "of " + (file != null ? file : trades).getFileName();
      }
      return "LONG and SHORT of every symbol each "
          + everyHours
          + " h, stop "
          + Decimals.plain(stopPct)
          + " % away";
    }
  }

  @Option(
      names = "--trades-zone",
      paramLabel = "ZONE",
      description = "with --trades: of times that name none (default ${DEFAULT-VALUE})")
  private ZoneId tradesZone = ZoneOffset.UTC;

  @Option(
      names = "--stop-pct",
      description =
          "with --every, and with --trades where no stop is known: distance of the stop in percent"
              + " (default ${DEFAULT-VALUE})")
  private BigDecimal stopPct = BigDecimal.TWO;

  @Mixin private RunOptions run;

  @Mixin private ReportOptions report = new ReportOptions();

  @Option(names = "--check", description = "say whether the options can be used, read no prices")
  private boolean check;

  @Option(names = "--json", description = "JSON lines instead of text")
  private boolean json;

  private final PrintStream out;
  private final PrintStream err;

  /** Prints to the process's own output. */
  Replay() {
    this(
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8),
        System.err);
  }

  Replay(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  private static String version() {
    return Optional.ofNullable(Replay.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Replay());
    command.getCommandSpec().version("replay " + version());
    System.exit(command.execute(args));
  }

  /** What there is to run on, and how. */
  private record Input(
      List<String> notes,
      SortedMap<Symbol, CandleSeries> recorded,
      List<EntryOrder> orders,
      Optional<OwnEntries> own,
      ReplayWindow window,
      Backtest.Rules rules,
      Fills fills) {}

  @Override
  public Integer call() {
    Map<String, String> settings;
    AccountTerms terms;
    try {
      settings = run.settings();
      terms = run.terms();
      checkTimes();
      checkEvery();
      report.check();
      Backtest.Rules rules = LabRules.of(settings, Set.of(Symbol.of("ANY")));
      if (check) {
        out.println(
            "policy="
                + rules.harvest().policy()
                + "\nstops="
                + (rules.exchangeStops() ? "exchange" : "watched")
                + "\nkill="
                + rules.exits().policy().killRule()
                + "\ntheta="
                + rules.harvest().theta());
        out.flush();
        return 0;
      }
    } catch (BadSettings | IllegalArgumentException e) {
      err.println(e.getMessage());
      return BAD_USAGE;
    }
    Input input;
    try {
      input = read(settings, terms);
    } catch (NoSuchFileException e) {
      err.println(e.getFile() + " does not exist");
      return BAD_INPUT;
    } catch (IOException | IllegalArgumentException e) {
      err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      return BAD_INPUT;
    }
    Result result = run(input, settings, new RunOutput(out, json));
    out.flush();
    if (out.checkError()) {
      err.println("the result cannot be written: is the disk full?");
      return BAD_INPUT;
    }
    if (report.isAsked() && !isReported(input, result)) {
      return BAD_INPUT;
    }
    boolean isAll = input.own().map(own -> own.leftOut().isEmpty()).orElse(true);
    return isAll ? result.totals().exitCode() : Math.max(1, result.totals().exitCode());
  }

  /**
   * What came of it.
   *
   * @param refused entries that opened nothing
   */
  private record Result(
      List<ReportedPosition> told,
      List<Refusal> refused,
      Totals totals,
      Optional<Comparison> compared) {
    Result(List<ReportedPosition> told, List<Refusal> refused, Totals totals) {
      this(told, refused, totals, Optional.empty());
    }
  }

  private boolean isReported(Input input, Result result) {
    BacktestReport of =
        new BacktestReport(
            entries.inWords(stopPct), assumptions(input), input.notes(), input.window().series());
    try {
      ReportData data = of.data(result.told(), result.refused(), result.totals());
      report.write(result.compared().map(data::compared).orElse(data), of.prices());
      return true;
    } catch (IOException e) {
      err.println("the report cannot be written: " + e);
      return false;
    }
  }

  private Input read(Map<String, String> settings, AccountTerms terms) throws IOException {
    CandleFiles.Prices read = CandleFiles.read(prices, Optional.ofNullable(symbol).map(Symbol::of));
    List<String> notes = new ArrayList<>(read.notes());
    SortedMap<Symbol, CandleSeries> recorded = upTo(read.series());
    Optional<OwnEntries> own = own(recorded, terms, notes);
    List<EntryOrder> orders =
        own.isPresent() ? own.get().orders() : within(orders(recorded), notes);
    ReplayWindow window = ReplayWindow.of(recorded, orders, ReplayWindow.HISTORY_BARS);
    return new Input(
        notes,
        recorded,
        orders,
        own,
        window,
        LabRules.of(settings, window.symbols()),
        new Fills(
            run.model(),
            terms,
            run.funding() == null ? Map.of() : FundingFiles.read(run.funding(), window.symbols()),
            run.maxGapMillis(),
            true));
  }

  private Optional<OwnEntries> own(
      SortedMap<Symbol, CandleSeries> recorded, AccountTerms terms, List<String> notes) {
    if (entries.trades == null) {
      return Optional.empty();
    }
    OwnTrades trades;
    try {
      trades = TradesFile.read(entries.trades, tradesZone);
    } catch (BadTrades e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    notes.add(entries.trades + ": " + trades.format());
    notes.addAll(trades.notes());
    notes.add(
        "risk is that of a position's own stop, where none is known "
            + Decimals.plain(stopPct)
            + " % of its entry; times that name no zone are "
            + tradesZone);
    OwnEntries own = OwnEntries.of(trades, recorded, stopPct.movePointLeft(2), terms.balance());
    own = own.within(bound("--from", from, Long.MIN_VALUE), bound("--to", to, Long.MAX_VALUE));
    own.leftOut().forEach(each -> notes.add("not compared: " + each));
    if (own.orders().isEmpty()) {
      throw new IllegalArgumentException(
          entries.trades + ": none of its positions can be compared; " + String.join("; ", notes));
    }
    return Optional.of(own);
  }

  private static long bound(String option, String text, long otherwise) {
    return text == null ? otherwise : time(option, text);
  }

  private SortedMap<Symbol, CandleSeries> upTo(SortedMap<Symbol, CandleSeries> all) {
    if (to == null) {
      return all;
    }
    long end = time("--to", to);
    SortedMap<Symbol, CandleSeries> cut = new TreeMap<>();
    all.forEach(
        (each, series) -> {
          int bars = series.firstFrom(end);
          if (bars > 0) {
            cut.put(each, series.slice(0, bars));
          }
        });
    if (cut.isEmpty()) {
      throw new IllegalArgumentException("--to " + to + " lies before all prices");
    }
    return cut;
  }

  /** Those that are asked for; how many are not is said. */
  private List<EntryOrder> within(List<EntryOrder> all, List<String> notes) {
    long first = from == null ? Long.MIN_VALUE : time("--from", from);
    long end = to == null ? Long.MAX_VALUE : time("--to", to);
    List<EntryOrder> asked =
        all.stream().filter(e -> e.atMillis() >= first && e.atMillis() < end).toList();
    if (asked.isEmpty()) {
      throw new IllegalArgumentException("no entry lies between --from and --to");
    }
    if (asked.size() < all.size()) {
      notes.add((all.size() - asked.size()) + " entries lie outside --from and --to");
    }
    return asked;
  }

  private static long time(String option, String text) {
    try {
      return TimeText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          option
              + " must be a time such as 2025-05-09, 2025-05-09T08:00Z or epoch milliseconds, was '"
              + text
              + "'",
          e);
    }
  }

  private Assumptions assumptions(Input input) {
    return Assumptions.of(
        input.fills(), input.rules(), run.isIndependent() || input.own().isPresent());
  }

  private Result run(Input input, Map<String, String> settings, RunOutput output) {
    output.assumptions(assumptions(input));
    input.notes().forEach(output::note);
    DataQuality.of(input.window().series().values()).forEach(output::data);
    if (input.own().isPresent()) {
      return runOwn(input, input.own().get(), output);
    }
    return run.isIndependent() ? runEach(input, settings, output) : runAll(input, output);
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

  private void checkTimes() {
    if (from != null) {
      time("--from", from);
    }
    if (to != null) {
      time("--to", to);
    }
    if (symbol != null) {
      Symbol.of(symbol);
    }
  }

  /** Before the prices are read, which takes longer than to find a wrong option. */
  private void checkEvery() {
    if (entries.everyHours != null && (entries.everyHours < 1 || entries.everyHours > MAX_HOURS)) {
      throw new IllegalArgumentException(
          "--every must be 1 to " + MAX_HOURS + " hours, was " + entries.everyHours);
    }
    if (stopPct.signum() <= 0 || stopPct.compareTo(BigDecimal.valueOf(50)) > 0) {
      throw new IllegalArgumentException(
          "--stop-pct must be above 0 and at most 50, was " + Decimals.plain(stopPct));
    }
  }

  /** Nothing asks for the market where the kill score closes nothing. */
  private MarketHistory markets(Input input) {
    if (input.rules().exits().policy().killRule().reference() == KillReference.OFF) {
      return MarketHistory.NONE;
    }
    MarketHistory markets =
        MarketHistory.of(input.window().series().values(), Optional.of(MarketCache.ofUser()));
    for (Symbol symbol : input.window().symbols()) {
      if (!markets.knows(symbol)) {
        err.println(symbol + ": bars are no minutes, so its market counts as neutral");
      }
    }
    return markets;
  }

  private Result runAll(Input input, RunOutput output) {
    MarketHistory markets = markets(input);
    Backtest backtest =
        new Backtest(
            input.window(),
            markets,
            input.orders(),
            input.rules(),
            input.fills(),
            output::decision);
    Journal journal = backtest.run();
    List<PositionSummary> positions =
        input.fills().model() == Fills.Model.PATH
            ? journal.positions()
            : journal.positions(input.window().ticks());
    output.endOfDecisions();
    positions.forEach(output::position);
    backtest.unsent().forEach(entry -> output.notOpened(entry, UNSENT));
    List<Refusal> refused = new ArrayList<>();
    backtest.refused().forEach(each -> refused.add(BacktestReport.refusal(each)));
    backtest.unsent().forEach(each -> refused.add(BacktestReport.refusal(each, UNSENT)));
    Totals totals = Totals.of(positions, refused.size());
    output.totals(totals);
    return new Result(ReportedPositions.of(journal, positions, markets), refused, totals);
  }

  /** A trader's own entries, each by itself: what the suite would have made of them. */
  private Result runOwn(Input input, OwnEntries own, RunOutput output) {
    List<IndependentRun.Outcome> outcomes =
        new IndependentRun(input.recorded(), markets(input), input.fills())
            .run(input.orders(), input.rules());
    List<PositionSummary> positions = new ArrayList<>();
    List<ReportedPosition> told = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    for (IndependentRun.Outcome outcome : outcomes) {
      outcome.position().forEach(output::position);
      positions.addAll(outcome.position());
      told.addAll(outcome.told());
      if (outcome.position().isEmpty()) {
        refused.add(BacktestReport.refusal(outcome.entry(), outcome.refusal()));
        output.notOpened(outcome.entry(), outcome.refusal());
      }
    }
    OwnComparison comparison =
        OwnComparison.of(own, outcomes, input.recorded(), stopPct.movePointLeft(2));
    output.own(comparison);
    Totals totals = Totals.of(positions, refused.size());
    output.totals(totals);
    return new Result(told, refused, totals, BacktestReport.comparison(comparison.pairs(), told));
  }

  private Result runEach(Input input, Map<String, String> settings, RunOutput output) {
    IndependentRun run = new IndependentRun(input.recorded(), markets(input), input.fills());
    Map<String, String> without = new LinkedHashMap<>(settings);
    without.put(LabRules.KILL_REFERENCE, "off");
    List<IndependentRun.Outcome> off =
        run.run(input.orders(), LabRules.of(without, input.window().symbols()));
    List<KillReport> reports = new ArrayList<>();
    reports.add(KillReport.of(KillReference.OFF, off, off));
    KillReference reference = input.rules().exits().policy().killRule().reference();
    List<IndependentRun.Outcome> outcomes = off;
    if (reference != KillReference.OFF) {
      outcomes = run.run(input.orders(), input.rules());
      reports.add(KillReport.of(reference, outcomes, off));
    }
    List<PositionSummary> positions = new ArrayList<>();
    List<ReportedPosition> told = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    for (IndependentRun.Outcome outcome : outcomes) {
      outcome.position().forEach(output::position);
      positions.addAll(outcome.position());
      told.addAll(outcome.told());
      if (outcome.position().isEmpty()) {
        refused.add(BacktestReport.refusal(outcome.entry(), outcome.refusal()));
        output.notOpened(outcome.entry(), outcome.refusal());
      }
    }
    output.reports(reports);
    Totals totals = Totals.of(positions, refused.size());
    output.totals(totals);
    return new Result(told, refused, totals);
  }

  /** The settings' defaults, live, with every symbol of the prices allowed. */
  public static Backtest.Rules rules(
      boolean ladder, Theta theta, KillRule kill, Set<Symbol> allowed) {
    return LabRules.of(ladder, theta, kill, allowed);
  }
}
