package quantum.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a service's command line asks for. */
sealed interface Arguments {
  /** Its work. */
  record Run(Map<String, String> overrides) implements Arguments {}

  /** To read the settings and say what they are. */
  record Check(Map<String, String> overrides) implements Arguments {}

  record Help() implements Arguments {}

  record Version() implements Arguments {}

  /** Something nobody knows: a service that started all the same would do what was not meant. */
  record Unusable(String why) implements Arguments {}

  /** What every service takes. */
  List<ServiceOption> STANDARD =
      List.of(
          ServiceOption.present(
              "--check", "Read the settings, print them (secrets masked) or what is wrong, end."),
          ServiceOption.present("--version", "Print the version, end."),
          ServiceOption.present("--help", "This text."));

  /**
   * Reads {@code --name}, {@code --name VALUE} and {@code --name=VALUE}.
   *
   * @param options beside {@link #STANDARD}
   */
  static Arguments parse(String[] args, List<ServiceOption> options) {
    Deque<String> left = new ArrayDeque<>(List.of(args));
    Set<String> given = new HashSet<>();
    Map<String, String> overrides = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      String argument = left.pop();
      String[] parts = argument.split("=", 2);
      String name = parts[0].equals("-h") ? "--help" : parts[0];
      Optional<ServiceOption> known =
          options.stream().filter(option -> option.name().equals(name)).findFirst();
      boolean standard = STANDARD.stream().anyMatch(option -> option.name().equals(name));
      if (known.isEmpty() && !(standard && parts.length == 1)) {
        return new Unusable("unknown argument '" + argument + "'");
      }
      if (!given.add(name)) {
        return new Unusable("argument '" + name + "' stands twice");
      }
      if (known.isEmpty()) {
        continue;
      }
      ServiceOption option = known.get();
      boolean next = !left.isEmpty() && !left.peek().startsWith("--");
      Optional<String> value =
          parts.length == 2
              ? Optional.of(parts[1])
              : option.value().isPresent() && next ? Optional.of(left.pop()) : option.bare();
      if (value.isEmpty() || option.value().isEmpty() && parts.length == 2) {
        return new Unusable(
            "argument '"
                + name
                + "' takes "
                + option.value().map(v -> "a " + v).orElse("no value"));
      }
      option.variable().ifPresent(variable -> overrides.put(variable, value.get()));
    }
    if (given.contains("--help")) {
      return new Help();
    }
    if (given.contains("--version")) {
      return new Version();
    }
    return given.contains("--check") ? new Check(overrides) : new Run(overrides);
  }
}
