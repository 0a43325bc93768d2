package quantum.runtime;

import java.util.Optional;

/**
 * An option of a service's command line that stands for a setting, and wins over it.
 *
 * @param name with its dashes, e.g. --symbols
 * @param value what the help calls its value; empty if it takes none
 * @param bare the value it stands for where none is given; empty if one has to be
 * @param variable the setting; empty if only its presence counts, which its main looks at
 */
public record ServiceOption(
    String name,
    Optional<String> value,
    Optional<String> bare,
    Optional<String> variable,
    String meaning) {

  /** {@code name VALUE} instead of the variable. */
  public static ServiceOption of(String name, String value, String variable, String meaning) {
    return new ServiceOption(
        name, Optional.of(value), Optional.empty(), Optional.of(variable), meaning);
  }

  /** {@code name} alone switches the variable on; {@code name false} is possible. */
  public static ServiceOption flag(String name, String variable, String meaning) {
    return new ServiceOption(
        name, Optional.of("true|false"), Optional.of("true"), Optional.of(variable), meaning);
  }

  /** {@code name} alone. */
  public static ServiceOption present(String name, String meaning) {
    return new ServiceOption(name, Optional.empty(), Optional.of(""), Optional.empty(), meaning);
  }

  String usage() {
    return String.format(
        "  %-28s %s%s",
        name + value.map(text -> " " + text).orElse(""),
        meaning,
        variable.map(text -> " " + text).orElse(""));
  }
}
