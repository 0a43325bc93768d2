package quantum.replay.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One value for each of the settings that are compared.
 *
 * @param values by the settings' names, in the order in which they were asked for; none is the
 *     default
 */
public record Combination(Map<String, String> values) {
  /** Whatever is set where nothing is. */
  public static final Combination DEFAULT = new Combination(Map.of());

  public Combination {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  Combination with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Combination(more);
  }

  @Override
  public String toString() {
    return values.isEmpty()
        ? "default"
        : values.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(" "));
  }
}
