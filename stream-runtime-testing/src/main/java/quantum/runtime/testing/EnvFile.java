package quantum.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

/**
 * The documented settings of a service: its file in deploy/env and its README, compared with what
 * its code reads.
 *
 * <p>A line {@code #NAME=VALUE} shows the code's default. A line {@code NAME=VALUE} is what the
 * suite is delivered with where the code's default cannot be used.
 */
public final class EnvFile {
  private static final Pattern LINE = Pattern.compile("(#?)([A-Z][A-Z0-9_]*)=(.*)");

  /** Names whose value belongs into a credential, which only one service can read. */
  private static final Pattern SECRET = Pattern.compile(".*(SECRET|PASSWORD|API_KEY|TOKEN).*");

  /** Read by ServiceMain for every service. */
  private static final String LOG_LEVEL = "LOG_LEVEL";

  private final String name;
  private final Map<String, String> defaults = new TreeMap<>();
  private final Map<String, String> delivered = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private EnvFile(String service) {
    this.name = "deploy/env/" + service + ".env";
    for (String line : lines(name)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        Map<String, String> values = matcher.group(1).isEmpty() ? delivered : defaults;
        if (values.put(matcher.group(2), matcher.group(3)) != null) {
          problems.add(matcher.group(2) + " stands twice in " + name);
        }
      } else if (!line.isBlank() && !line.startsWith("#")) {
        problems.add("systemd would not read '" + line + "' in " + name);
      }
    }
  }

  /**
   * What is wrong with a service's env file: a setting that is missing, one that the code does not
   * know, a default that is not the code's, a value that the code refuses.
   *
   * @param service the file's name without .env
   * @param read reads the service's settings and completes them
   * @param required settings without which the service does not start, with any allowed value; they
   *     have no default, so the file must show them empty or deliver a value
   * @return empty if nothing is wrong
   */
  public static List<String> problems(
      String service, Consumer<Settings> read, Map<String, String> required) {
    return new EnvFile(service).compared(read, required);
  }

  /** As {@link #problems(String, Consumer, Map)}, for a service that starts without any. */
  public static List<String> problems(String service, Consumer<Settings> read) {
    return problems(service, read, Map.of());
  }

  /** The settings that the code reads and the README of the module does not name. */
  public static List<String> missingInReadme(
      String module, Consumer<Settings> read, Map<String, String> required) {
    Settings settings = Settings.of(required);
    read.accept(settings);
    String readme = String.join("\n", lines(module + "/README.md"));
    return settings.known().stream()
        .map(Settings.Known::name)
        .filter(setting -> !readme.contains(setting))
        .toList();
  }

  /** As {@link #missingInReadme(String, Consumer, Map)}, for a service that starts without any. */
  public static List<String> missingInReadme(String module, Consumer<Settings> read) {
    return missingInReadme(module, read, Map.of());
  }

  private List<String> compared(Consumer<Settings> read, Map<String, String> required) {
    Settings plain = Settings.of(required);
    read.accept(plain);
    Map<String, String> known = new TreeMap<>(Map.of(LOG_LEVEL, "INFO"));
    plain.known().forEach(setting -> known.put(setting.name(), setting.dflt()));
    known.forEach(
        (setting, dflt) -> {
          if (!defaults.containsKey(setting) && !delivered.containsKey(setting)) {
            problems.add(setting + " is missing in " + name);
          } else if (!defaults.getOrDefault(setting, dflt).equals(dflt)) {
            problems.add(
                setting + " has the default '" + dflt + "', not '" + defaults.get(setting) + "'");
          }
        });
    Map<String, String> shown = new TreeMap<>(defaults);
    shown.putAll(delivered);
    shown.forEach(
        (setting, value) -> {
          if (!known.containsKey(setting)) {
            problems.add(setting + " in " + name + " is read by nobody");
          }
          if (SECRET.matcher(setting).matches() && !value.isEmpty()) {
            problems.add(setting + " is a secret and has a value in " + name);
          }
        });
    Map<String, String> asDelivered = new TreeMap<>(required);
    asDelivered.putAll(delivered);
    try {
      read.accept(Settings.of(asDelivered));
    } catch (BadSettings e) {
      problems.add(name + " as delivered: " + e.getMessage());
    }
    return List.copyOf(problems);
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(ProjectFile.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
