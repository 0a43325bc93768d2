package quantum.replay;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.replay.journal.Journal;
import quantum.replay.journal.PositionSummary;
import quantum.replay.journal.ReportedPositions;
import quantum.replay.market.MarketHistory;
import quantum.replay.output.Assumptions;
import quantum.replay.output.BacktestReport;
import quantum.replay.output.DataQuality;
import quantum.replay.output.KillReport;
import quantum.replay.output.OwnComparison;
import quantum.replay.output.RunOutput;
import quantum.replay.output.Totals;
import quantum.replay.run.Backtest;
import quantum.replay.run.Fills;
import quantum.replay.run.IndependentRun;
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
      "'compare' as the first word tries settings against each other; 'compare --help' lists its"
          + " options.",
      "",
      "Exit codes: 0 all as asked, 1 entries were refused or positions cut by the data, 2 the input"
          + " cannot be used or the result not be written, 64 an option is wrong."
    })
public final class Replay implements Callable<Integer> {
  static final int BAD_USAGE = 64; // EX_USAGE of sysexits.h

  static final int BAD_INPUT = 2;
  private static final String UNSENT = "never sent: the prices end before it";

  @Mixin private InputOptions data = new InputOptions();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "a setting of the decisions by its name in the env files, e.g. HARVEST_QTY_BASIS=initial;"
              + " may be repeated")
  private Map<String, String> set = new LinkedHashMap<>();

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
    System.exit(execute(new Replay(), args));
  }

  /** What the words ask for: a backtest, or behind the word compare a comparison of settings. */
  static int execute(Replay replay, String... words) {
    boolean compares = words.length > 0 && words[0].equals(Compare.NAME);
    CommandLine command = new CommandLine(compares ? new Compare(replay.out, replay.err) : replay);
    command.getCommandSpec().version("replay " + version());
    command.setErr(new PrintWriter(replay.err, true));
    return command.execute(compares ? Arrays.copyOfRange(words, 1, words.length) : words);
  }

  @Override
  public Integer call() {
    Map<String, String> settings;
    AccountTerms terms;
    int historyBars;
    try {
      settings = run.settings(set);
      terms = run.terms();
      data.check();
      report.check();
      Backtest.Rules any = LabRules.of(settings, Set.of(Symbol.of("ANY")));
      historyBars = any.market().historyBars();
      if (check) {
        out.println(
            "policy="
                + any.harvest().policy()
                + "\nstops="
                + (any.exchangeStops() ? "exchange" : "watched")
                + "\nkill="
                + any.exits().policy().killRule()
                + "\ntheta="
                + any.harvest().theta());
        out.flush();
        return 0;
      }
    } catch (BadSettings | IllegalArgumentException e) {
      err.println(e.getMessage());
      return BAD_USAGE;
    }
    LabInput input;
    Backtest.Rules rules;
    try {
      input = data.read(run, terms, historyBars);
      rules = LabRules.of(settings, input.window().symbols());
    } catch (NoSuchFileException e) {
      err.println(e.getFile() + " does not exist");
      return BAD_INPUT;
    } catch (IOException | IllegalArgumentException e) {
      err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      return BAD_INPUT;
    }
    Result result = run(input, rules, settings, new RunOutput(out, json));
    out.flush();
    if (out.checkError()) {
      err.println("the result cannot be written: is the disk full?");
      return BAD_INPUT;
    }
    if (report.isAsked() && !isReported(input, rules, result)) {
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

  private boolean isReported(LabInput input, Backtest.Rules rules, Result result) {
    BacktestReport of =
        new BacktestReport(
            data.entriesInWords(),
            assumptions(input, rules),
            input.notes(),
            input.window().series());
    try {
      ReportData data = of.data(result.told(), result.refused(), result.totals());
      report.write(result.compared().map(data::compared).orElse(data), of.prices());
      return true;
    } catch (IOException e) {
      err.println("the report cannot be written: " + e);
      return false;
    }
  }

  private Assumptions assumptions(LabInput input, Backtest.Rules rules) {
    return Assumptions.of(
        input.fills(), rules, run.isIndependent(false) || input.own().isPresent());
  }

  private Result run(
      LabInput input, Backtest.Rules rules, Map<String, String> settings, RunOutput output) {
    output.assumptions(assumptions(input, rules));
    input.notes().forEach(output::note);
    DataQuality.of(input.window().series().values()).forEach(output::data);
    if (input.own().isPresent()) {
      return runOwn(input, rules, output);
    }
    return run.isIndependent(false)
        ? runEach(input, rules, settings, output)
        : runAll(input, rules, output);
  }

  private Result runAll(LabInput input, Backtest.Rules rules, RunOutput output) {
    MarketHistory markets = markets(input, rules);
    Backtest backtest =
        new Backtest(
            input.window(), markets, input.orders(), rules, input.fills(), output::decision);
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
  private Result runOwn(LabInput input, Backtest.Rules rules, RunOutput output) {
    List<IndependentRun.Outcome> outcomes =
        new IndependentRun(input.recorded(), markets(input, rules), input.fills())
            .run(input.orders(), rules);
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
        OwnComparison.of(
            input.own().orElseThrow(), outcomes, input.recorded(), data.stopFraction());
    output.own(comparison);
    Totals totals = Totals.of(positions, refused.size());
    output.totals(totals);
    return new Result(told, refused, totals, BacktestReport.comparison(comparison.pairs(), told));
  }

  private Result runEach(
      LabInput input, Backtest.Rules rules, Map<String, String> settings, RunOutput output) {
    IndependentRun run = new IndependentRun(input.recorded(), markets(input, rules), input.fills());
    Map<String, String> without = new LinkedHashMap<>(settings);
    without.put(LabRules.KILL_REFERENCE, "off");
    List<IndependentRun.Outcome> off =
        run.run(input.orders(), LabRules.of(without, input.window().symbols()));
    List<KillReport> reports = new ArrayList<>();
    reports.add(KillReport.of(KillReference.OFF, off, off));
    KillReference reference = rules.exits().policy().killRule().reference();
    List<IndependentRun.Outcome> outcomes = off;
    if (reference != KillReference.OFF) {
      outcomes = run.run(input.orders(), rules);
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

  private MarketHistory markets(LabInput input, Backtest.Rules rules) {
    return input.markets(LabRules.mayKill(rules), rules.market(), err);
  }

  /** The settings' defaults, live, with every symbol of the prices allowed. */
  public static Backtest.Rules rules(
      boolean ladder, Theta theta, KillRule kill, Set<Symbol> allowed) {
    return LabRules.of(ladder, theta, kill, allowed);
  }
}
