package quantum.cli.verb;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import quantum.account.judge.Finding;
import quantum.cli.screen.Paint;
import quantum.cli.settings.Surroundings;
import quantum.runtime.BadSettings;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.ServiceMain;
import quantum.runtime.Settings;

/** What every verb works with: the options that all have, the way to Redis, and the terminal. */
public final class Desk {
  public static final int FINE = 0;

  /** What was asked about is not in order. */
  public static final int WRONG = 1;

  /** Redis is away, or does not let this user read what the answer needs. */
  public static final int CANNOT_TELL = 2;

  public static final int BAD_USAGE = ServiceMain.BAD_USAGE;
  public static final int BAD_SETTINGS = ServiceMain.BAD_SETTINGS;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final Optional<Supplier<String>> answer;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "one JSON object instead of text")
  private boolean json;

  @Option(
      names = "--redis-url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "redis[s]://[user:password@]host:port/db")
  private String redisUrl;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "what all keys begin with (default quantum)")
  private String namespace;

  /**
   * @param terminal whether a person looks at {@code out} as it is written
   */
  public Desk(PrintStream out, PrintStream err, boolean terminal) {
    this(out, err, terminal, terminal ? Optional.of(Desk::line) : Optional.empty());
  }

  /**
   * @param answer what a person answers to a question; empty where nobody can be asked
   */
  public Desk(
      PrintStream out, PrintStream err, boolean terminal, Optional<Supplier<String>> answer) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.answer = answer;
  }

  private static String line() {
    String line = System.console().readLine();
    return line == null ? "" : line;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean json() {
    return json;
  }

  boolean terminal() {
    return terminal;
  }

  /** What a person answers to a question; empty where nobody can be asked. */
  Optional<Supplier<String>> answer() {
    return answer;
  }

  /** The clone that this runs from; empty in an installation. */
  Optional<Path> sources() {
    return Optional.ofNullable(System.getProperty("quantum.clone")).map(Path::of);
  }

  /** Colours where somebody looks who has not asked for none (no-color.org). */
  Paint paint() {
    return Paint.when(terminal && !json && settings().surrounding("NO_COLOR").isEmpty());
  }

  void print(List<String> lines) {
    lines.forEach(out::println);
  }

  /** Options of the command line, as settings. */
  private Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    if (redisUrl != null) {
      options.put("REDIS_URL", redisUrl);
    }
    if (namespace != null) {
      options.put("QUANTUM_NAMESPACE", namespace);
    }
    return options;
  }

  /** Settings as this command is given them: options, environment, files of the installation. */
  Settings settings() {
    return Surroundings.settings(options());
  }

  /** The same with what one service is told beneath. */
  Settings settingsOver(Map<String, String> file) {
    return Settings.ofProcess(file, options());
  }

  /** Where Redis is. */
  RedisSettings redis() {
    Settings settings = settings();
    return settings.complete(() -> RedisSettings.read(settings));
  }

  /** The way in for what the users that are made for people may not do. */
  RedisSettings redisOfAdministrator() {
    return redisOfAdministrator(Map.of());
  }

  /** The same with what one service is told beneath. */
  RedisSettings redisOfAdministrator(Map<String, String> file) {
    return redisOfAdministrator(file, Surroundings.CREDENTIALS);
  }

  /**
   * @param credentials folder of the addresses with passwords, one folder a user
   */
  RedisSettings redisOfAdministrator(Map<String, String> file, Path credentials) {
    Settings settings = Surroundings.ofAdministrator(file, credentials, options());
    return settings.complete(() -> RedisSettings.read(settings));
  }

  /**
   * Does the work with a connection to Redis.
   *
   * @return the work's exit code, {@link #CANNOT_TELL} if Redis does not answer
   */
  int withRedis(RedisSettings where, ToIntFunction<Redis> work) {
    try (Redis redis = Redis.connect(where, "quantum")) {
      return work.applyAsInt(redis);
    } catch (RuntimeException e) {
      if (e instanceof BadSettings || !RedisUnavailable.is(e)) {
        throw e;
      }
      err.println("cannot tell: Redis does not answer: " + e.getMessage());
      return CANNOT_TELL;
    }
  }

  /** Says what could not be read; the exit code is then not that of what was seen. */
  int unless(List<String> withheld, int code) {
    if (withheld.isEmpty()) {
      return code;
    }
    List<String> shown = new ArrayList<>(withheld.subList(0, Math.min(3, withheld.size())));
    if (withheld.size() > shown.size()) {
      shown.add((withheld.size() - shown.size()) + " more");
    }
    err.println("cannot tell all: this Redis user may not read " + String.join(", ", shown));
    return CANNOT_TELL;
  }

  /** {@link #WRONG} if anything fails, else {@link #CANNOT_TELL} if not all could be read. */
  int judged(List<Finding> findings, List<String> withheld) {
    int told = unless(withheld, FINE);
    return switch (Finding.worst(findings)) {
      case FAIL -> WRONG;
      case UNKNOWN -> CANNOT_TELL;
      case WARN, INFO, PASS -> told;
    };
  }
}
