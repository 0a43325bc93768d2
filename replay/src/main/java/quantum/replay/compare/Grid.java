package quantum.replay.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings that are compared, and the values of each.
 *
 * @param choices values by the settings' names
 */
public record Grid(Map<String, List<String>> choices) {
  /** More than a night's work, and more than any data can tell apart. */
  public static final int MOST = 1000;

  public Grid {
    choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
  }

  /**
   * @param texts each NAME=A,B,…; where a value has commas, NAME=A|B|…
   * @throws IllegalArgumentException naming the option, its value and what is wrong with it
   */
  public static Grid parse(List<String> texts) {
    Map<String, List<String>> choices = new LinkedHashMap<>();
    long combinations = 1;
    for (String text : texts) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? "" : text.substring(0, equals).strip();
      if (name.isEmpty()) {
        throw wrong(text, "must be NAME=A,B,…");
      }
      List<String> values = values(text, text.substring(equals + 1));
      if (choices.putIfAbsent(name, values) != null) {
        throw wrong(text, name + " is there twice");
      }
      combinations = Math.min(combinations * values.size(), Integer.MAX_VALUE);
    }
    if (combinations > MOST) {
      throw new IllegalArgumentException(
          "--set asks for " + combinations + " combinations, at most " + MOST + " are tried");
    }
    return new Grid(choices);
  }

  private static List<String> values(String text, String list) {
    if (list.isBlank()) {
      throw wrong(text, "names no value");
    }
    List<String> values = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String part : list.split(list.indexOf('|') < 0 ? "," : "\\|", -1)) {
      String value = part.strip();
      if (value.isEmpty()) {
        throw wrong(text, "one of its values is empty");
      }
      if (!seen.add(value)) {
        throw wrong(text, "'" + value + "' is there twice");
      }
      values.add(value);
    }
    if (values.size() < 2) {
      throw wrong(
          text, "a single value compares nothing; what all combinations share is set by --fixed");
    }
    return List.copyOf(values);
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException("--set " + text + ": " + what);
  }

  /** Every combination, the last setting varying first. */
  public List<Combination> combinations() {
    List<Combination> all = List.of(Combination.DEFAULT);
    for (Map.Entry<String, List<String>> choice : choices.entrySet()) {
      List<Combination> more = new ArrayList<>();
      for (Combination each : all) {
        choice.getValue().forEach(value -> more.add(each.with(choice.getKey(), value)));
      }
      all = more;
    }
    return all;
  }
}
