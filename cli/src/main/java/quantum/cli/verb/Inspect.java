package quantum.cli.verb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.explain.Explainer;
import quantum.account.explain.Explanation;
import quantum.account.json.Json;
import quantum.account.settings.BrainSettings;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.Snapshot;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.SymbolReader;
import quantum.cli.screen.inspect.InspectScreen;
import quantum.cli.settings.EnvFile;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.Spelling;
import quantum.runtime.snapshot.Found;

/** One symbol: position and what protects it, market, R and K with their terms, what comes next. */
@Command(
    name = "inspect",
    header = "One symbol on one screen, and why nothing happens.",
    description =
        "Everything about one symbol, and why nothing happens now: why it is not harvested, or, where"
            + " no position is open, why it is not entered. Explained by what harvest-brain runs with.",
    footer = {"", "Example: quantum inspect BTCUSDT"})
public final class Inspect implements Callable<Integer> {
  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SYMBOL", description = "for example BTCUSDT")
  private String symbol;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "explain by these settings of harvest-brain instead")
  private Path envFile;

  /** What it is explained by, and where that comes from. */
  private record By(HarvestSettings settings, String origin) {}

  public Inspect(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws IOException {
    Symbol asked = asked();
    Optional<HarvestSettings> given = envFile == null ? Optional.empty() : Optional.of(ofFile());
    RedisSettings where = given.map(HarvestSettings::redis).orElseGet(desk::redis);
    return desk.withRedis(where, redis -> show(redis, where, asked, given));
  }

  private HarvestSettings ofFile() throws IOException {
    Map<String, String> file = EnvFile.read(envFile);
    Settings read = desk.settingsOver(file);
    return read.complete(() -> HarvestSettings.read(read));
  }

  private Symbol asked() {
    try {
      return Symbol.of(symbol);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private By by(ServiceSettings shown, RedisSettings where, Optional<HarvestSettings> given) {
    if (given.isPresent()) {
      return new By(given.get(), "settings of " + envFile);
    }
    HarvestSettings running = Accounts.running(desk, shown, where);
    if (BrainSettings.of(shown, where).flaw().isPresent()) {
      return new By(running, "default settings: what harvest-brain shows cannot be understood");
    }
    return new By(
        running,
        shown.of(SuiteService.HARVEST_BRAIN) instanceof Found.Known<?>
            ? "settings that harvest-brain runs with"
            : "default settings: harvest-brain shows none");
  }

  private int show(
      Redis redis, RedisSettings where, Symbol asked, Optional<HarvestSettings> given) {
    ServiceSettings shown = SettingsReader.read(redis);
    By by = by(shown, where, given);
    Snapshot snapshot =
        new SymbolReader(redis, by.settings().sources(), shown)
            .read(asked, System.currentTimeMillis());
    if (!snapshot.isKnown() && snapshot.withheld().isEmpty()) {
      desk.err()
          .println(
              "nothing is known about "
                  + asked
                  + " at "
                  + where
                  + nearest(redis, asked, shown)
                      .map(it -> "; did you mean " + it + "?")
                      .orElse(""));
      return Desk.WRONG;
    }
    Explanation explanation = Explainer.explain(snapshot, by.settings().terms());
    if (desk.json()) {
      desk.out().println(Json.of(explanation));
    } else {
      desk.print(InspectScreen.lines(explanation, where + "   " + by.origin()));
    }
    return desk.unless(snapshot.withheld(), Desk.FINE);
  }

  private static Optional<String> nearest(Redis redis, Symbol asked, ServiceSettings shown) {
    Set<String> open = redis.commands().smembers(redis.names().positionsOpen());
    List<String> known = new ArrayList<>(open);
    known.addAll(shown.symbols());
    return Spelling.nearest(asked.name(), known);
  }
}
