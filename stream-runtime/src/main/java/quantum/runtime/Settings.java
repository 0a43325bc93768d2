package quantum.runtime;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import quantum.kernel.value.Symbol;

/**
 * Reads a service's environment into validated values.
 *
 * <p>A value that is not allowed is noted and its default handed out instead, so that one run finds
 * every violation; {@link #complete(String, Supplier)} then refuses them all together. A blank
 * value counts as absent, because env files keep unused names as {@code NAME=}. Not thread-safe:
 * read once, in main.
 */
public final class Settings {
  /**
   * A setting that was read: what it is without the environment, and what it is now. Secrets are
   * masked.
   */
  public record Known(String name, String dflt, String value) {}

  private static final Set<String> TRUE = Set.of("true", "1", "yes", "on");
  private static final Set<String> FALSE = Set.of("false", "0", "no", "off");

  private final Map<String, String> env;
  private final List<String> servicePrefixes;
  private final Set<String> credentials;
  private final Map<String, String> newNames = new LinkedHashMap<>();
  private final Map<String, String> oldNames = new LinkedHashMap<>();
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Set<String> violations = new LinkedHashSet<>();

  private Settings(
      Map<String, String> env, Map<String, String> credentials, List<String> servicePrefixes) {
    this.env = new TreeMap<>(env);
    this.credentials = Set.copyOf(credentials.keySet());
    this.servicePrefixes = List.copyOf(servicePrefixes);
    this.env.putAll(credentials);
  }

  public static Settings of(Map<String, String> env) {
    return new Settings(env, Map.of(), List.of());
  }

  /**
   * As a service's main reads them: the environment, over it the files in the folder that it names
   * as CREDENTIALS_DIRECTORY, over both what the command line says. The file {@code
   * quantum_BINANCE_API_SECRET} holds the setting BINANCE_API_SECRET; what comes from a file is
   * never shown.
   *
   * @param servicePrefixes of the variables that only this service reads
   */
  public static Settings ofService(
      Map<String, String> env, Map<String, String> options, List<String> servicePrefixes) {
    List<String> unreadable = new ArrayList<>();
    Map<String, String> credentials =
        Credentials.in(env.getOrDefault(Credentials.DIRECTORY, ""), unreadable::add);
    credentials.keySet().removeAll(options.keySet());
    Map<String, String> all = new TreeMap<>(env);
    all.putAll(options);
    Settings settings = new Settings(all, credentials, servicePrefixes);
    settings.violations.addAll(unreadable);
    return settings;
  }

  /**
   * For tools that look at what a service was told: options of the command line, over credentials,
   * over the process environment, over the service's env file.
   */
  public static Settings ofProcess(Map<String, String> file, Map<String, String> options) {
    Map<String, String> env = new TreeMap<>(file);
    env.putAll(System.getenv());
    return ofService(env, options, List.of());
  }

  /** As {@link #ofService}, with credentials that were read already. */
  static Settings withCredentials(
      Map<String, String> env, Map<String, String> credentials, List<String> servicePrefixes) {
    return new Settings(env, credentials, servicePrefixes);
  }

  /** The process environment; only a service's main asks for it. */
  static Settings fromEnvironment(List<String> servicePrefixes, Map<String, String> overrides) {
    return ofService(System.getenv(), overrides, servicePrefixes);
  }

  /** A variable of whoever started the process: no setting of the service, so not one of those. */
  public Optional<String> surrounding(String name) {
    return present(name);
  }

  public String text(String name, String dflt) {
    return read(name, dflt, UnaryOperator.identity()).orElse(dflt);
  }

  public Optional<String> text(String name) {
    return read(name, "", UnaryOperator.identity());
  }

  public Optional<Secret> secret(String name) {
    return read(name, "", value -> Secret.MASK).map(Secret::new);
  }

  /** A whole number in [min, max]. */
  public int integer(String name, int dflt, int min, int max) {
    String allowed = "a whole number from " + min + " to " + max;
    return parsed(
        name,
        Integer.toString(dflt),
        text -> {
          int value = Integer.parseInt(text);
          if (value < min || value > max) {
            throw new IllegalArgumentException();
          }
          return value;
        },
        allowed);
  }

  /** A decimal number in [min, max]. */
  public BigDecimal decimal(String name, String dflt, String min, String max) {
    var least = new BigDecimal(min);
    var most = new BigDecimal(max);
    return parsed(
        name,
        dflt,
        text -> {
          // an exponent of a billion parses, and then fills the memory of whoever prints it
          var value = new BigDecimal(text.length() > 64 ? "refused" : text);
          if (Math.abs((long) value.scale()) > 64
              || value.compareTo(least) < 0
              || value.compareTo(most) > 0) {
            throw new IllegalArgumentException();
          }
          return value;
        },
        "a number from " + min + " to " + max);
  }

  /** true, 1, yes, on or false, 0, no, off; in any case. */
  public boolean flag(String name, boolean dflt) {
    return parsed(
        name,
        Boolean.toString(dflt),
        text -> {
          String lower = text.toLowerCase(Locale.ROOT);
          if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
            throw new IllegalArgumentException();
          }
          return TRUE.contains(lower);
        },
        "true or false (also 1/0, yes/no, on/off)");
  }

  /** One constant of {@code type}, in any case, with '-' or '_' between its words. */
  public <E extends Enum<E>> E choice(String name, Class<E> type, E dflt) {
    return parsed(
        name,
        spelling(dflt),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')),
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Settings::spelling)
                .collect(Collectors.joining(", ")));
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Symbols separated by commas, in the order written, each once; none if the variable is absent.
   */
  public Set<Symbol> symbols(String name) {
    return symbols(name, "");
  }

  /** As {@link #symbols(String)}, with a default list. */
  public Set<Symbol> symbols(String name, String dflt) {
    return parsed(
        name,
        dflt,
        text -> {
          Set<Symbol> symbols = new LinkedHashSet<>();
          for (String part : text.split(",")) {
            if (!part.isBlank()) {
              symbols.add(Symbol.of(part.strip()));
            }
          }
          return Collections.unmodifiableSet(symbols);
        },
        "symbols separated by commas, e.g. BTCUSDT,ETHUSDT");
  }

  /**
   * A value of the caller's own kind.
   *
   * @param parser throws IllegalArgumentException for text that is not allowed; must accept {@code
   *     dflt}
   * @param allowed what the reader of the refusal should write instead
   */
  public <T> T parsed(String name, String dflt, Function<String, T> parser, String allowed) {
    return parsed(name, dflt, parser, allowed, UnaryOperator.identity());
  }

  <T> T parsed(
      String name,
      String dflt,
      Function<String, T> parser,
      String allowed,
      UnaryOperator<String> shown) {
    Optional<String> found = read(name, dflt, shown);
    if (found.isPresent()) {
      try {
        return parser.apply(found.get());
      } catch (IllegalArgumentException e) {
        refuse(name, shown.apply(found.get()), allowed);
      }
    }
    return parser.apply(dflt);
  }

  /**
   * Reads {@code oldName} where {@code name} is absent. Both set to different values is a
   * violation: which of them the operator meant cannot be known.
   */
  public Settings alias(String oldName, String name) {
    newNames.put(oldName, name);
    oldNames.put(name, oldName);
    Optional<String> old = present(oldName);
    Optional<String> current = present(name);
    if (old.isPresent() && current.isPresent() && !old.equals(current)) {
      refuse(oldName, old.get(), "the value of " + name + ", its newer name, or nothing");
    }
    return this;
  }

  /** Notes a violation that only the caller can see, e.g. one that concerns two variables. */
  public void refuse(String name, String found, String allowed) {
    violations.add(
        name
            + (found.isEmpty() ? " is not set" : " is '" + masked(name, found) + "'")
            + ", allowed is "
            + allowed);
  }

  /** {@link #complete(List, Supplier)} with the prefixes that the service named to ServiceMain. */
  public <T> T complete(Supplier<T> record) {
    return complete(servicePrefixes, record);
  }

  /** {@link #complete(List, Supplier)} with one prefix; "" checks none. */
  public <T> T complete(String servicePrefix, Supplier<T> record) {
    return complete(servicePrefix.isEmpty() ? List.of() : List.of(servicePrefix), record);
  }

  /**
   * Builds the service's settings and refuses to hand them out if anything was wrong.
   *
   * @param prefixes variables starting with one of them that nobody has read are violations,
   *     because a mistyped limit is a missing limit; without any, none are looked for
   * @param record reads every setting of the service
   * @throws BadSettings listing all violations
   */
  public <T> T complete(List<String> prefixes, Supplier<T> record) {
    T settings = null;
    try {
      settings = record.get();
    } catch (IllegalArgumentException e) {
      // defaults that stand in for refused values may contradict each other: then only the cause
      // counts
      if (violations.isEmpty()) {
        violations.add(String.valueOf(e.getMessage()));
      }
    }
    if (!prefixes.isEmpty()) {
      env.keySet().stream()
          .filter(name -> credentials.contains(name) || startsWithAny(name, prefixes))
          .filter(name -> !known.containsKey(name) && !newNames.containsKey(name))
          .forEach(name -> violations.add("unknown setting " + name + suggestion(name)));
    }
    if (!violations.isEmpty()) {
      throw new BadSettings(List.copyOf(violations));
    }
    return settings;
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }

  /** Every setting read so far, in that order. */
  public List<Known> known() {
    return List.copyOf(known.values());
  }

  private Optional<String> read(String name, String dflt, UnaryOperator<String> shown) {
    Optional<String> found = present(name);
    if (found.isEmpty() && oldNames.containsKey(name)) {
      found = present(oldNames.get(name));
    }
    String now = found.map(value -> masked(name, shown(value, shown))).orElse(shown(dflt, shown));
    known.put(name, new Known(name, shown(dflt, shown), now));
    return found;
  }

  /** What stands in a credential's file is meant for nobody's eyes, whatever it is. */
  private String masked(String name, String text) {
    boolean secret =
        credentials.contains(name) || credentials.contains(oldNames.getOrDefault(name, name));
    return secret && !text.contains(Secret.MASK) ? Secret.MASK : text;
  }

  private static String shown(String value, UnaryOperator<String> shown) {
    return value.isEmpty() ? value : shown.apply(value);
  }

  private Optional<String> present(String name) {
    return Optional.ofNullable(env.get(name)).map(String::strip).filter(text -> !text.isEmpty());
  }

  private String suggestion(String unknown) {
    List<String> candidates = new ArrayList<>(known.keySet());
    candidates.addAll(newNames.keySet());
    return Spelling.nearest(unknown, candidates)
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }
}
