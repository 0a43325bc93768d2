package quantum.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
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
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.TickSequence;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The backtest on the command line. */
@Command(
    name = "replay.sh",
    mixinStandardHelpOptions = true,
    description =
        "What the suite would have decided for entries on recorded prices: one line a decision and a"
            + " summary per position.")
public final class Replay implements Callable<Integer> {
  private static final int BAD_INPUT = 2;
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

  @Option(names = "--entries", required = true, description = "entries, in the demo's format")
  private Path entries;

  @Option(names = "--policy", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private Policy policy = Policy.kernel;

  @Option(
      names = "--theta",
      paramLabel = "NAME=VALUE",
      description = "a tunable of the kernel, e.g. T1_R=1.5; may be repeated")
  private Map<String, String> theta = new LinkedHashMap<>();

  @Option(names = "--json", description = "JSON lines instead of text")
  private boolean json;

  public static void main(String[] args) {
    int code = new CommandLine(new Replay()).execute(args);
    System.out.flush();
    System.exit(code);
  }

  @Override
  public Integer call() {
    Theta tunables;
    List<EntryOrder> orders;
    SortedMap<Symbol, CandleSeries> window;
    try {
      tunables = Theta.DEFAULTS.withAll(theta);
      orders = EntriesFile.read(entries);
      window = ReplayWindow.of(CandleFiles.read(prices), orders);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      return BAD_INPUT;
    }
    return run(tunables, orders, window);
  }

  private int run(Theta tunables, List<EntryOrder> orders, SortedMap<Symbol, CandleSeries> window) {
    try (PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new java.io.FileOutputStream(java.io.FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8)) {
      Consumer<Decision> printer =
          decision -> out.println(json ? decision.json() : decision.text());
      Backtest backtest =
          new Backtest(
              window.values(), orders, rules(policy == Policy.ladder, tunables, window), printer);
      Journal journal = backtest.run();
      TickSequence ticks = new TickSequence(window.values());
      if (!json) {
        out.println();
      }
      for (PositionSummary position : journal.positions(ticks)) {
        out.println(summary(position));
      }
      for (EntryOrder entry : backtest.unsent()) {
        out.println(unsent(entry));
      }
      return backtest.unsent().isEmpty() ? 0 : 1;
    }
  }

  /** The settings' defaults, live, with every symbol of the prices allowed. */
  public static Backtest.Rules rules(
      boolean ladder, Theta theta, SortedMap<Symbol, CandleSeries> window) {
    HarvestPolicy policy =
        ladder
            ? new LadderPolicy(
                Ladder.DEFAULT,
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                false,
                MIN_R,
                theta,
                KillRule.FIXED)
            : new KernelPolicy(theta, KillRule.FIXED, MIN_R, RScaling.NONE);
    return new Backtest.Rules(
        new HarvestRules(HarvestMode.LIVE, policy, theta, ladder, 30, 900_000),
        new BridgeRules(
            window.keySet(), 0, BridgeRules.TICKER_MAX_AGE_SEC, BASE_TP_PCT, BASE_SL_PCT),
        EntryRules.UNLIMITED,
        new ExitRules(
            ExitMode.LIVE,
            new ExitPolicy(theta, KillRule.FIXED, TargetMode.OFF, 0),
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
    String message = "never sent: the prices end before it";
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
