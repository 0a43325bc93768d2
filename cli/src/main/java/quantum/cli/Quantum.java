package quantum.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import quantum.cli.verb.AlertTest;
import quantum.cli.verb.AlertUnitFailed;
import quantum.cli.verb.AlertVerb;
import quantum.cli.verb.AwaitService;
import quantum.cli.verb.Backtest;
import quantum.cli.verb.Close;
import quantum.cli.verb.Completion;
import quantum.cli.verb.Config;
import quantum.cli.verb.ConfigCheck;
import quantum.cli.verb.ConfigureRedis;
import quantum.cli.verb.Data;
import quantum.cli.verb.Desk;
import quantum.cli.verb.Doctor;
import quantum.cli.verb.FixOffset;
import quantum.cli.verb.FlattenVerb;
import quantum.cli.verb.HaltVerb;
import quantum.cli.verb.HarvestsVerb;
import quantum.cli.verb.Inspect;
import quantum.cli.verb.Kill;
import quantum.cli.verb.Logs;
import quantum.cli.verb.Pause;
import quantum.cli.verb.Positions;
import quantum.cli.verb.Practice;
import quantum.cli.verb.Proof;
import quantum.cli.verb.ProvePublisher;
import quantum.cli.verb.ReportVerb;
import quantum.cli.verb.Resume;
import quantum.cli.verb.Rollback;
import quantum.cli.verb.Status;
import quantum.cli.verb.TestBrain;
import quantum.cli.verb.TradesVerb;
import quantum.cli.verb.Unpause;
import quantum.cli.verb.Verify;
import quantum.cli.verb.Watch;
import quantum.runtime.BadSettings;
import quantum.runtime.ServiceMain;

/**
 * The command {@code quantum}. Exit codes are those of {@code --help}. Verbs that act say what they
 * will do and ask first; the others only read.
 */
@Command(
    name = "quantum",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "VERB",
    exitCodeOnInvalidInput = Desk.BAD_USAGE,
    description = "What the profit-harvesting suite does, and why.",
    footer = {
      "",
      "Exit codes: 0 fine, 1 something is wrong, 2 cannot tell (Redis is away or does not let this"
          + " user read), 64 an argument is wrong, 78 a setting is wrong.",
      "Redis: --redis-url, else REDIS_URL, else /etc/quantum, else redis://127.0.0.1:6379/0.",
      "Example: quantum status"
    })
public final class Quantum implements Runnable {
  private static final Set<String> VERSION = Set.of("--version", "-V");
  private static final int USAGE_WIDTH = 100;

  @Mixin private final Desk desk;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Quantum(Desk desk) {
    this.desk = desk;
  }

  public static void main(String[] args) throws InterruptedException {
    // what is printed is the answer; what goes wrong is said once, on stderr, and a log's
    // configuration is not even read
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    if (args.length > 1 && args[0].equals(Backtest.NAME) && !isAskedForHelp(args[1])) {
      System.exit(Backtest.handOver(List.of(args).subList(1, args.length), System.err));
    }
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    boolean terminal = System.console() != null && System.console().isTerminal();
    System.exit(run(new Desk(out, System.err, terminal), out, System.err, args));
  }

  private static boolean isAskedForHelp(String word) {
    return word.equals("--help") || word.equals("-h");
  }

  /** As on a command line whose output nobody looks at as it is written. */
  public static int run(PrintStream out, PrintStream err, String... args) {
    return run(new Desk(out, err, false), out, err, args);
  }

  /** As above, where {@code desk} knows whether somebody can be asked. */
  static int run(Desk desk, PrintStream out, PrintStream err, String... args) {
    CommandLine command = command(desk, args);
    return command
        .setUsageHelpWidth(USAGE_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler(Quantum::misused)
        .setExecutionExceptionHandler(Quantum::failed)
        .execute(args);
  }

  /** The command with all its verbs. */
  static CommandLine command(Desk desk) {
    return command(desk, verbs(desk).keySet());
  }

  /**
   * The command with the verb that is asked for alone: to read what the others can be told takes
   * longer than most answers. With all of them where none is asked for, or all are of interest.
   */
  private static CommandLine command(Desk desk, String[] args) {
    Set<String> all = verbs(desk).keySet();
    return command(
        desk,
        args.length > 0 && all.contains(args[0]) && !args[0].equals(Completion.NAME)
            ? Set.of(args[0])
            : args.length == 1 && VERSION.contains(args[0]) ? Set.of() : all);
  }

  private static CommandLine command(Desk desk, Set<String> wanted) {
    CommandLine command = new CommandLine(new Quantum(desk));
    command.getCommandSpec().version("quantum " + ServiceMain.version(Quantum.class));
    verbs(desk)
        .forEach(
            (name, verb) -> {
              if (wanted.contains(name)) {
                command.addSubcommand(name, verb.get());
              }
            });
    return command;
  }

  private static Map<String, Supplier<CommandLine>> verbs(Desk desk) {
    Map<String, Supplier<CommandLine>> verbs = new LinkedHashMap<>();
    verbs.put("status", () -> new CommandLine(new Status(desk)));
    verbs.put("positions", () -> new CommandLine(new Positions(desk)));
    verbs.put("inspect", () -> new CommandLine(new Inspect(desk)));
    verbs.put("pause", () -> new CommandLine(new Pause(desk)));
    verbs.put("unpause", () -> new CommandLine(new Unpause(desk)));
    verbs.put("close", () -> new CommandLine(new Close(desk)));
    verbs.put("flatten", () -> new CommandLine(new FlattenVerb(desk)));
    verbs.put("halt", () -> new CommandLine(new HaltVerb(desk)));
    verbs.put("resume", () -> new CommandLine(new Resume(desk)));
    verbs.put("kill", () -> new CommandLine(new Kill(desk)));
    verbs.put("practice", () -> new CommandLine(new Practice(desk)));
    verbs.put("harvests", () -> new CommandLine(new HarvestsVerb(desk)));
    verbs.put("trades", () -> new CommandLine(new TradesVerb(desk)));
    verbs.put("report", () -> new CommandLine(new ReportVerb(desk)));
    verbs.put("watch", () -> new CommandLine(new Watch(desk)));
    verbs.put("logs", () -> new CommandLine(new Logs(desk)));
    verbs.put("verify", () -> new CommandLine(new Verify(desk)));
    verbs.put("proof", () -> new CommandLine(new Proof(desk)));
    verbs.put("doctor", () -> new CommandLine(new Doctor(desk)));
    verbs.put(
        "config", () -> new CommandLine(new Config(desk)).addSubcommand(new ConfigCheck(desk)));
    verbs.put(
        AlertVerb.NAME,
        () ->
            new CommandLine(new AlertVerb())
                .addSubcommand(new AlertTest(desk))
                .addSubcommand(new AlertUnitFailed(desk)));
    verbs.put(Backtest.NAME, () -> new CommandLine(new Backtest()));
    verbs.put(Data.NAME, () -> new CommandLine(new Data()));
    verbs.put(TestBrain.NAME, () -> new CommandLine(new TestBrain(desk)));
    verbs.put(FixOffset.NAME, () -> new CommandLine(new FixOffset(desk)));
    verbs.put(Rollback.NAME, () -> new CommandLine(new Rollback(desk)));
    verbs.put(ProvePublisher.NAME, () -> new CommandLine(new ProvePublisher(desk)));
    verbs.put(ConfigureRedis.NAME, () -> new CommandLine(new ConfigureRedis(desk)));
    verbs.put(AwaitService.NAME, () -> new CommandLine(new AwaitService(desk)));
    verbs.put(Completion.NAME, () -> new CommandLine(new Completion(desk)));
    return verbs;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a verb is missing");
  }

  /** One sentence, the nearest verb or option, and where help is. */
  private static int misused(ParameterException misuse, String[] args) {
    PrintWriter err = misuse.getCommandLine().getErr();
    err.println("quantum: " + misuse.getMessage());
    UnmatchedArgumentException.printSuggestions(misuse, err);
    err.println(
        "'" + misuse.getCommandLine().getCommandSpec().qualifiedName() + " --help' says more");
    return Desk.BAD_USAGE;
  }

  private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof BadSettings) {
      command.getErr().println(failure.getMessage());
      return Desk.BAD_SETTINGS;
    }
    if (failure instanceof IOException) {
      command.getErr().println("cannot read " + failure.getMessage());
      return Desk.BAD_SETTINGS;
    }
    throw failure;
  }
}
