package quantum.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.prices.CandleSeries;
import quantum.replay.compare.Block;
import quantum.replay.compare.Combination;
import quantum.replay.compare.Comparison;
import quantum.replay.compare.Grid;
import quantum.replay.compare.PairedBootstrap;
import quantum.replay.compare.Split;
import quantum.replay.entry.EntryOrder;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.MarketRules;
import quantum.replay.output.Assumptions;
import quantum.replay.output.CompareOutput;
import quantum.replay.output.DataQuality;
import quantum.replay.run.Backtest;
import quantum.runtime.BadSettings;

/** Whether other settings would have done better, on the command line. */
@Command(
    name = "replay.sh compare",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = Replay.BAD_USAGE,
    description =
        "Tries every combination of some settings on the first part of the time, and judges the best of"
            + " them on the second: the same entries under it and under the default, the mean difference"
            + " in R, and its 90 %% interval.",
    footer = {
      "",
      "Example: quantum backtest compare --prices candles/ --every 4 --set KILL_REFERENCE=adaptive,off"
          + " --set lock_mode=be_plus,ratchet",
      "",
      "Exit codes: 0 all as asked, 1 entries were refused or positions cut by the data, 2 the input"
          + " cannot be used or the result not be written, 64 an option is wrong."
    })
final class Compare implements Callable<Integer> {
  /** The word on the command line. */
  static final String NAME = "compare";

  private static final int MOST_SAMPLES = 1_000_000;

  @Mixin private InputOptions data = new InputOptions();

  @Mixin private RunOptions run;

  @Option(
      names = "--set",
      required = true,
      paramLabel = "NAME=A,B,…",
      description =
          "a setting by its name in the env files, or a tunable of the kernel, and the values to try;"
              + " A|B where a value has commas; may be repeated, every combination is tried")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--fixed",
      paramLabel = "NAME=VALUE",
      description = "a setting that all combinations share; may be repeated")
  private Map<String, String> fixed = new LinkedHashMap<>();

  @Option(
      names = "--split",
      paramLabel = "A/B",
      description = "percent of the time that both parts have (default ${DEFAULT-VALUE})")
  private String split = "60/40";

  @Option(
      names = "--bootstrap",
      paramLabel = "N",
      description = "samples that an interval is made of (default ${DEFAULT-VALUE})")
  private int samples = 2000;

  @Option(
      names = "--seed",
      description = "of the samples: the same gives the same interval (default ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--blocks",
      description =
          "day_symbol: entries of a day and symbol are drawn together; day: all of a day, as symbols"
              + " move together (default ${DEFAULT-VALUE})")
  private Blocks blocks = Blocks.day_symbol;

  /** As the command line spells {@link Block.Of}. */
  private enum Blocks {
    day_symbol,
    day
  }

  @Option(
      names = "--all",
      description =
          "every combination on the second part as well, to look at: who chooses by it has no part left"
              + " to judge on")
  private boolean all;

  @Option(names = "--by-symbol", description = "the tables of each symbol as well")
  private boolean bySymbol;

  @Option(names = "--json", description = "JSON lines instead of text")
  private boolean json;

  private final PrintStream out;
  private final PrintStream err;

  Compare(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** What of the options can be checked before anything is read. */
  private record Asked(
      Map<String, String> shared,
      Grid grid,
      Split split,
      PairedBootstrap bootstrap,
      MarketRules market) {}

  @Override
  public Integer call() {
    Asked asked;
    AccountTerms terms;
    try {
      terms = run.terms();
      data.check();
      asked = asked();
    } catch (BadSettings | IllegalArgumentException e) {
      err.println(e.getMessage());
      return Replay.BAD_USAGE;
    }
    int code;
    try {
      code = compare(data.read(run, terms, asked.market().historyBars()), asked);
    } catch (NoSuchFileException e) {
      err.println(e.getFile() + " does not exist");
      return Replay.BAD_INPUT;
    } catch (IOException | IllegalArgumentException e) {
      err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      return Replay.BAD_INPUT;
    }
    out.flush();
    if (out.checkError()) {
      err.println("the result cannot be written: is the disk full?");
      return Replay.BAD_INPUT;
    }
    return code;
  }

  private Asked asked() {
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw new IllegalArgumentException(
          "--bootstrap must be 1 to " + MOST_SAMPLES + ", was " + samples);
    }
    Split parts;
    try {
      parts = Split.parse(split);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--split " + e.getMessage(), e);
    }
    Grid grid = Grid.parse(set);
    Map<String, String> shared = run.settings(fixed);
    Set<Symbol> any = Set.of(Symbol.of("ANY"));
    candidates(shared, grid, any);
    MarketRules market = LabRules.of(shared, any).market();
    return new Asked(shared, grid, parts, new PairedBootstrap(samples, seed), market);
  }

  private static CompareCandidates candidates(
      Map<String, String> shared, Grid grid, Set<Symbol> symbols) {
    return CompareCandidates.of(
        LabRules.of(shared, symbols),
        grid.combinations(),
        combination -> rules(shared, combination, symbols));
  }

  private static Backtest.Rules rules(
      Map<String, String> shared, Combination combination, Set<Symbol> symbols) {
    Map<String, String> settings = CombinationSettings.of(shared, combination);
    Backtest.Rules rules;
    try {
      rules = LabRules.of(settings, symbols);
    } catch (BadSettings e) {
      throw new IllegalArgumentException("--set " + combination + ": " + e.getMessage(), e);
    }
    if (!rules.market().equals(LabRules.of(shared, symbols).market())) {
      throw new IllegalArgumentException(
          "--set "
              + combination
              + ": all are judged in one market; what it is judged by is given with --fixed");
    }
    return rules;
  }

  private int compare(LabInput input, Asked asked) {
    CompareOutput output = new CompareOutput(out, json);
    boolean isIndependent = input.own().isPresent() || run.isIndependent(true);
    Set<Symbol> symbols = input.window().symbols();
    CompareCandidates candidates = candidates(asked.shared(), asked.grid(), symbols);
    output.assumptions(
        Assumptions.of(
            input.fills(), candidates.rules(candidates.inOrder().getFirst()), isIndependent));
    input.notes().forEach(output::note);
    candidates.notes().forEach(output::note);
    DataQuality.of(input.window().series().values()).forEach(output::data);
    long splitMillis = splitMillis(input, asked.split());
    MarketHistory markets = input.markets(candidates.mayKill(), asked.market(), err);
    ComparedPart first = ComparedPart.first(input, splitMillis, markets, isIndependent);
    ComparedPart second = ComparedPart.second(input, splitMillis, markets, isIndependent);
    for (ComparedPart part : List.of(first, second)) {
      if (part.orders().isEmpty()) {
        throw new IllegalArgumentException(
            "--split "
                + asked.split()
                + ": no entry lies in the "
                + (part == first ? "first" : "second")
                + " part");
      }
    }
    Block.Of of = blocks == Blocks.day ? Block.Of.DAY : Block.Of.DAY_AND_SYMBOL;
    Comparison comparison =
        Comparison.of(
            candidates.inOrder(),
            first.part(of, candidates::rules),
            second.part(of, candidates::rules),
            all,
            asked.bootstrap());
    output.split(asked.split(), splitMillis, first.orders().size(), second.orders().size());
    output.comparison(comparison, of, asked.bootstrap(), bySymbol);
    return first.isAllAsAsked(comparison.first()) && second.isAllAsAsked(comparison.second())
        ? 0
        : 1;
  }

  /** Over the time from the first to the last entry. */
  private static long splitMillis(LabInput input, Split split) {
    return split.at(
        input.orders().stream().mapToLong(EntryOrder::atMillis).min().orElseThrow(),
        input.orders().stream().mapToLong(EntryOrder::atMillis).max().orElseThrow(),
        input.recorded().values().stream()
            .mapToLong(CandleSeries::intervalMillis)
            .max()
            .orElseThrow());
  }
}
