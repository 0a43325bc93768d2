package quantum.cli.verb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.snapshot.SuiteService;
import quantum.cli.machine.LogFiles;

/** What the services say. */
@Command(
    name = "logs",
    header = "Lines of the services that matter.",
    description =
        "Lines of the services that matter, those with a mark such as [HARVEST] or [ALARM]: from the"
            + " journal, in a clone from the log files of the newest run.",
    footer = {"", "Example: quantum logs harvest-brain --mark HARVEST --follow"})
public final class Logs implements Callable<Integer> {
  private static final List<String> MARKS =
      List.of(
          "HARVEST",
          "CLOSE",
          "CLOSE_EXECUTE",
          "CLOSE_DONE",
          "ENTRY",
          "ENTRY_EXECUTE",
          "ENTRY_DONE",
          "STOP",
          "RECONCILE",
          "EXIT",
          "ALARM",
          "RESOLVED");

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..*",
      description = "only of these; of all if none is named")
  private List<String> services = List.of();

  @Option(
      names = "--mark",
      paramLabel = "MARK",
      split = ",",
      description = "only with these, e.g. HARVEST,ALARM")
  private List<String> marks = List.of();

  @Option(names = "--all", description = "also lines without a mark")
  private boolean all;

  @Option(
      names = {"-f", "--follow"},
      description = "goes on with what comes; Ctrl-C ends")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "50",
      description = "how many of the past (${DEFAULT-VALUE})")
  private int lines;

  public Logs(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<SuiteService> asked = services.stream().map(this::named).toList();
    Optional<Path> clone = desk.sources();
    if (clone.isEmpty()) {
      return journal(asked);
    }
    Optional<LogFiles> files = LogFiles.newest(clone.get());
    if (files.isEmpty()) {
      desk.err().println("no run has left logs in " + clone.get() + "/demo/target/runs");
      return Desk.WRONG;
    }
    desk.print(files.get().newest(asked, Pattern.compile(pattern()), lines));
    return Desk.FINE;
  }

  private SuiteService named(String name) {
    return SuiteService.named(name)
        .orElseThrow(() -> new ParameterException(spec.commandLine(), Services.unknown(name)));
  }

  private String pattern() {
    if (all && marks.isEmpty()) {
      return "";
    }
    return (marks.isEmpty() ? MARKS : marks)
        .stream()
            .map(mark -> mark.toUpperCase(Locale.ROOT).replaceAll("[^A-Z_]", ""))
            .collect(Collectors.joining("|", "\\[(", ")\\]"));
  }

  /** The journal shows itself: what is asked for is its business, and so is the paging. */
  private int journal(List<SuiteService> asked) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("journalctl", "--no-pager", "-n", "" + lines));
    for (SuiteService service : asked.isEmpty() ? List.of(SuiteService.values()) : asked) {
      command.add("-u");
      command.add(service.unit());
    }
    if (!pattern().isEmpty()) {
      command.add("--grep");
      command.add(pattern());
      command.add("--case-sensitive=yes");
    }
    if (follow) {
      command.add("-f");
    }
    if (desk.json()) {
      command.add("-o");
      command.add("json");
    }
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0
          ? Desk.FINE
          : Desk.CANNOT_TELL;
    } catch (IOException e) {
      desk.err().println("cannot tell: there is no journalctl here: " + e.getMessage());
      return Desk.CANNOT_TELL;
    }
  }
}
