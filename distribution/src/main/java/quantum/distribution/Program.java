package quantum.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A program of the installation.
 *
 * @param name of its launcher and, for a service, its unit: {@code quantum-…}; {@code quantum} is
 *     the command for people
 * @param cache what it starts with: {@code aot/….aot}
 */
record Program(String name, Kind kind, String main, String cache) {
  /** What starts it: systemd, or an operator's hand. */
  enum Kind {
    SERVICE,
    TOOL
  }

  private static final String COMMAND = "quantum";
  private static final String PREFIX = COMMAND + "-";

  Program {
    if (!name.startsWith(PREFIX) && !name.equals(COMMAND)) {
      throw new IllegalArgumentException(
          "a program's name is quantum or begins with quantum-, was " + name);
    }
  }

  /** Its name without the prefix, as env files and JVM argument files are named. */
  String shortName() {
    return name.equals(COMMAND) ? COMMAND : name.substring(PREFIX.length());
  }

  /** Reads the table that is installed too: {@code name kind main-class cache}, in order. */
  static List<Program> read(Path table) throws IOException {
    return Files.readAllLines(table).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Program::parse)
        .toList();
  }

  private static Program parse(String line) {
    String[] columns = line.split("\\s+");
    if (columns.length != 4) {
      throw new IllegalArgumentException("not 'name kind main-class cache': " + line);
    }
    return new Program(
        columns[0], Kind.valueOf(columns[1].toUpperCase(Locale.ROOT)), columns[2], columns[3]);
  }
}
