package quantum.cli.verb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.cli.explain.Explainer;
import quantum.cli.explain.Explanation;
import quantum.cli.screen.Json;
import quantum.cli.screen.Screen;
import quantum.cli.settings.EnvFile;
import quantum.cli.settings.HarvestSettings;
import quantum.cli.snapshot.Snapshot;
import quantum.cli.snapshot.SymbolReader;
import quantum.kernel.value.Symbol;
import quantum.runtime.BadSettings;
import quantum.runtime.Redis;
import quantum.runtime.Settings;

/** One symbol: position and what protects it, market, R and K with their terms, what comes next. */
@Command(
    name = "inspect",
    description = "Everything about one symbol, and why nothing happens now.",
    footer = {"", "Example: quantum inspect BTCUSDT"})
public final class Inspect implements Callable<Integer> {
  private static final Path ENV_FILE = Path.of("/etc/quantum/harvest-brain.env");

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SYMBOL", description = "for example BTCUSDT")
  private String symbol;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "explain by these settings of harvest-brain")
  private Path envFile;

  public Inspect(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Symbol asked = asked();
    try {
      Map<String, String> file = new LinkedHashMap<>();
      String origin = "default settings";
      if (envFile != null || Files.isReadable(ENV_FILE)) {
        Path path = envFile != null ? envFile : ENV_FILE;
        file.putAll(EnvFile.read(path));
        origin = "settings of " + path;
      }
      Settings read = desk.settingsOver(file);
      HarvestSettings settings = read.complete(() -> HarvestSettings.read(read));
      String shown = origin;
      return desk.withRedis(settings.redis(), redis -> show(redis, asked, settings, shown));
    } catch (BadSettings e) {
      desk.err().println(e.getMessage());
    } catch (IOException e) {
      desk.err().println("cannot read the env file " + e.getMessage());
    }
    return Desk.BAD_SETTINGS;
  }

  private Symbol asked() {
    try {
      return Symbol.of(symbol);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int show(Redis redis, Symbol asked, HarvestSettings settings, String origin) {
    Snapshot snapshot =
        new SymbolReader(redis, settings.sources()).read(asked, System.currentTimeMillis());
    if (!snapshot.isKnown() && snapshot.withheld().isEmpty()) {
      desk.err().println("nothing is known about " + asked + " at " + settings.redis());
      return Desk.WRONG;
    }
    Explanation explanation = Explainer.explain(snapshot, settings.terms());
    if (desk.json()) {
      desk.out().println(Json.of(explanation));
    } else {
      desk.print(Screen.lines(explanation, settings.redis() + "   " + origin));
    }
    return desk.unless(snapshot.withheld(), Desk.FINE);
  }
}
