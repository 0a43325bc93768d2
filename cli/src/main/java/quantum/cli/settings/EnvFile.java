package quantum.cli.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** An environment file as systemd reads it: NAME=VALUE a line, '#' and ';' begin a comment. */
public final class EnvFile {
  private EnvFile() {}

  /**
   * What it sets, in its order.
   *
   * @throws IOException if it cannot be read
   */
  public static Map<String, String> read(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String raw : Files.readAllLines(file)) {
      String line = raw.strip();
      int equals = line.indexOf('=');
      if (line.startsWith("#") || line.startsWith(";") || equals <= 0) {
        continue;
      }
      values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1).strip()));
    }
    return values;
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
