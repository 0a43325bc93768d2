package quantum.cli.verb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.judge.Finding;
import quantum.account.snapshot.SuiteService;
import quantum.cli.screen.FindingsScreen;
import quantum.cli.settings.SettingsCheck;

/** Judges env files before a service is given them. */
@Command(
    name = "check",
    header = "Judges env files; starts and stops nothing.",
    description =
        "Judges env files and credentials by the readers of the services; starts and stops nothing,"
            + " asks no Redis. Names mistyped settings and lines that systemd does not read. Ends with"
            + " 78 if a service would not start or would not be set to what was meant.",
    footer = {"", "Example: quantum config check harvest-brain"})
public final class ConfigCheck implements Callable<Integer> {
  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..*",
      description = "only these; all if none is named")
  private List<String> services = List.of();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = Config.FOLDER,
      description = "where the env files are (${DEFAULT-VALUE})")
  private Path folder;

  @Option(
      names = "--shipped",
      paramLabel = "DIR",
      defaultValue = Config.SHIPPED,
      description = "where the package's are, which those override (${DEFAULT-VALUE})")
  private Path shipped;

  public ConfigCheck(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws IOException {
    SettingsCheck check = new SettingsCheck(shipped, folder);
    List<Finding> findings = new ArrayList<>();
    for (SuiteService service : asked()) {
      findings.addAll(check.findings(service));
    }
    if (desk.json()) {
      desk.out().println(FindingsScreen.json(findings));
    } else {
      desk.print(FindingsScreen.lines(findings, desk.paint()));
    }
    return switch (Finding.worst(findings)) {
      case FAIL -> Desk.BAD_SETTINGS;
      case UNKNOWN -> Desk.CANNOT_TELL;
      case WARN, INFO, PASS -> Desk.FINE;
    };
  }

  private List<SuiteService> asked() {
    if (services.isEmpty()) {
      return List.of(SuiteService.values());
    }
    return services.stream()
        .map(
            name ->
                SuiteService.named(name)
                    .orElseThrow(
                        () -> new ParameterException(spec.commandLine(), Services.unknown(name))))
        .toList();
  }
}
