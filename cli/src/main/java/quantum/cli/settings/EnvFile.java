package quantum.cli.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An environment file as systemd reads it: NAME=VALUE a line, '#' and ';' begin a comment.
 *
 * @param values what it sets, in its order
 * @param oddities lines that do not do what they seem to, one sentence each
 */
public record EnvFile(Map<String, String> values, List<String> oddities) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern EXPORT =
      Pattern.compile("export\\s+([A-Za-z_][A-Za-z0-9_]*)\\s*=.*");

  /**
   * @throws IOException if it cannot be read
   */
  public static EnvFile of(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> oddities = new ArrayList<>();
    int number = 0;
    for (String raw : Files.readAllLines(file)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      int equals = line.indexOf('=');
      String name = equals < 0 ? line : line.substring(0, equals).strip();
      var export = EXPORT.matcher(line);
      if (export.matches()) {
        oddities.add(
            "line "
                + number
                + ": 'export' is the shell's, systemd does not read this line; write "
                + export.group(1)
                + "=…");
      } else if (equals <= 0 || !NAME.matcher(name).matches()) {
        oddities.add("line " + number + " is no NAME=VALUE and is not read");
      } else {
        if (values.containsKey(name)) {
          oddities.add("line " + number + ": " + name + " is set again, the last one counts");
        }
        values.put(name, unquoted(line.substring(equals + 1).strip()));
      }
    }
    return new EnvFile(values, oddities);
  }

  /**
   * What it sets, in its order.
   *
   * @throws IOException if it cannot be read
   */
  public static Map<String, String> read(Path file) throws IOException {
    return of(file).values();
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
