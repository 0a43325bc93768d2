package quantum.cli.verb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.SuiteService;
import quantum.cli.screen.SettingsScreen;
import quantum.cli.settings.SettingsCheck;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.SettingsSchema.Judged;
import quantum.runtime.snapshot.Found;

/** What services run with. */
@Command(
    name = "config",
    header = "What the services run with.",
    description =
        "What the services run with, as they say themselves, secrets masked; of one that does not run:"
            + " what its env file says. Without SERVICE: of all, what differs from the defaults.",
    footer = {"", "Example: quantum config harvest-brain", "         quantum config check"})
public final class Config implements Callable<Integer> {
  static final String FOLDER = "/etc/quantum";
  static final String SHIPPED = "/opt/quantum/env";

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..1",
      description = "for example harvest-brain; its unit's name is understood, too")
  private String service;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = FOLDER,
      description = "where the env files are (${DEFAULT-VALUE})")
  private Path folder;

  @Option(
      names = "--shipped",
      paramLabel = "DIR",
      defaultValue = SHIPPED,
      description = "where the package's are, which those override (${DEFAULT-VALUE})")
  private Path shipped;

  public Config(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Optional<SuiteService> asked = Optional.ofNullable(service).map(this::named);
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> show(SettingsReader.read(redis), asked));
  }

  private SuiteService named(String name) {
    return SuiteService.named(name)
        .orElseThrow(() -> new ParameterException(spec.commandLine(), Services.unknown(name)));
  }

  private int show(ServiceSettings shown, Optional<SuiteService> asked) {
    SettingsCheck files = new SettingsCheck(shipped, folder);
    SettingsScreen screen = new SettingsScreen(desk.paint());
    boolean unknown = false;
    for (SuiteService each : asked.map(List::of).orElse(List.of(SuiteService.values()))) {
      Map<String, String> defaults = SettingsCheck.defaults(each);
      switch (shown.of(each)) {
        case Found.Known<Map<String, String>>(Map<String, String> values) ->
            screen.of(each, "runs with", new TreeMap<>(values), defaults);
        case Found.Garbled<Map<String, String>>(String why) -> {
          unknown = true;
          screen.unknown(each, why);
        }
        case Found.Absent<Map<String, String>> none -> notRunning(screen, files, each, defaults);
      }
    }
    if (desk.json()) {
      desk.out().println(screen.json());
    } else {
      desk.print(screen.lines(asked.isPresent()));
    }
    return desk.unless(shown.withheld(), unknown ? Desk.CANNOT_TELL : Desk.FINE);
  }

  private static void notRunning(
      SettingsScreen screen, SettingsCheck files, SuiteService each, Map<String, String> defaults) {
    Optional<Judged> judged;
    try {
      judged = files.judged(each);
    } catch (IOException e) {
      judged = Optional.empty();
    }
    String state =
        each.part() == SuiteService.Part.VENUE ? "knows no Redis" : "shows nothing (does not run?)";
    if (judged.isEmpty()) {
      screen.unknown(each, state + ", and " + files.file(each) + " cannot be read");
      return;
    }
    screen.of(
        each,
        state + "; " + files.file(each) + " says",
        judged.get().known().stream()
            .collect(
                Collectors.toMap(
                    Settings.Known::name, Settings.Known::value, (a, b) -> a, TreeMap::new)),
        defaults);
  }
}
