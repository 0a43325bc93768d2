package quantum.inspect;

import ch.qos.logback.classic.LoggerContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.inspect.explain.Explainer;
import quantum.inspect.explain.Explanation;
import quantum.inspect.screen.Json;
import quantum.inspect.screen.Screen;
import quantum.inspect.snapshot.Snapshot;
import quantum.inspect.snapshot.SymbolReader;
import quantum.kernel.value.Symbol;
import quantum.runtime.BadSettings;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.ServiceMain;
import quantum.runtime.Settings;

/** One symbol on the command line. Reads only; exit codes are those of {@code --help}. */
@Command(
    name = "inspect.sh",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = ServiceMain.BAD_USAGE,
    description =
        "Everything about one symbol on one screen: position and what protects it, market, R and kill"
            + " score with their terms, the prices at which something happens next, and why nothing"
            + " happens now."
            + " Reads Redis only, changes nothing.",
    footer = {
      "",
      "What is not given as an option comes from the environment (REDIS_URL, QUANTUM_NAMESPACE,"
          + " HARVEST_POLICY ...), then from the env file, then from harvest-brain's defaults.",
      "Exit codes: 0 shown, 1 nothing is known about the symbol, 64 an argument is wrong, 69 Redis"
          + " unavailable, 78 a setting is wrong."
    })
public final class Inspect implements Callable<Integer> {
  static final int UNKNOWN_SYMBOL = 1;
  static final int UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h

  private static final Path ENV_FILE = Path.of("/etc/quantum/harvest-brain.env");

  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SYMBOL", arity = "0..1", description = "for example BTCUSDT")
  private String symbol;

  @Option(names = "--check", description = "print the settings or what is wrong, ask no Redis")
  private boolean check;

  @Option(names = "--json", description = "one JSON object instead of text")
  private boolean json;

  @Option(
      names = "--redis-url",
      paramLabel = "URL",
      description = "redis://[user:password@]host:port/db")
  private String redisUrl;

  @Option(names = "--namespace", paramLabel = "NAME", description = "what all keys begin with")
  private String namespace;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description =
          "settings of harvest-brain (default: /etc/quantum/harvest-brain.env where it is readable)")
  private Path envFile;

  Inspect(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.reset(); // the screen is for the symbol; what goes wrong is said once, on stderr
    }
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(run(out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) {
    CommandLine command = new CommandLine(new Inspect(out, err));
    command.getCommandSpec().version("inspect " + ServiceMain.version(Inspect.class));
    return command
        .setOut(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new java.io.PrintWriter(err, true, StandardCharsets.UTF_8))
        .execute(args);
  }

  @Override
  public Integer call() {
    if (symbol == null && !check) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'SYMBOL'");
    }
    try {
      Map<String, String> file = new LinkedHashMap<>();
      String origin = "default settings";
      if (envFile != null || Files.isReadable(ENV_FILE)) {
        Path path = envFile != null ? envFile : ENV_FILE;
        file.putAll(EnvFile.read(path));
        origin = "settings of " + path;
      }
      Map<String, String> options = new LinkedHashMap<>();
      option(options, "REDIS_URL", redisUrl);
      option(options, "QUANTUM_NAMESPACE", namespace);
      Settings read = Settings.ofProcess(file, options);
      InspectSettings settings = read.complete(() -> InspectSettings.read(read));
      if (check) {
        out.println("# inspect: " + origin);
        read.known().forEach(known -> out.println(known.name() + "=" + known.value()));
        return 0;
      }
      return show(asked(), settings, origin);
    } catch (BadSettings e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("cannot read the env file " + e.getMessage());
    }
    return ServiceMain.BAD_SETTINGS;
  }

  private Symbol asked() {
    try {
      return Symbol.of(symbol);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void option(Map<String, String> options, String name, String value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  private int show(Symbol asked, InspectSettings settings, String origin) {
    Snapshot snapshot;
    try (Redis redis = Redis.connect(settings.redis(), "inspect")) {
      snapshot =
          new SymbolReader(redis, settings.sources()).read(asked, System.currentTimeMillis());
    } catch (RuntimeException e) {
      if (!RedisUnavailable.is(e)) {
        throw e;
      }
      err.println("Redis is unavailable: " + e.getMessage());
      return UNAVAILABLE;
    }
    if (!snapshot.isKnown()) {
      err.println("nothing is known about " + asked + " at " + settings.redis());
      return UNKNOWN_SYMBOL;
    }
    Explanation explanation = Explainer.explain(snapshot, settings.terms());
    if (json) {
      out.println(Json.of(explanation));
    } else {
      Screen.lines(explanation, settings.redis() + "   " + origin).forEach(out::println);
    }
    return 0;
  }
}
