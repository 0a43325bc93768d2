package quantum.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quantum.kernel.theta.Theta;
import quantum.replay.compare.Combination;

/** The settings of a combination over those that all combinations share. */
final class CombinationSettings {
  private static final String THETA = "HARVEST_THETA";

  private CombinationSettings() {}

  /**
   * By the services' names; tunables of the kernel, such as lock_mode, go into their list.
   *
   * @param shared by the services' names
   * @throws IllegalArgumentException naming what is said twice
   */
  static Map<String, String> of(Map<String, String> shared, Combination combination) {
    Map<String, String> all = new LinkedHashMap<>(shared);
    List<String> tunables = new ArrayList<>();
    combination
        .values()
        .forEach(
            (name, value) -> {
              if (Theta.knows(name)) {
                tunables.add(name + "=" + value);
              } else if (all.put(name, value) != null) {
                throw new IllegalArgumentException(
                    "--set " + name + "=" + value + ": another option sets " + name + " for all");
              }
            });
    if (!tunables.isEmpty()) {
      String before = all.getOrDefault(THETA, "");
      for (String tunable : tunables) {
        if (("," + before.replace(" ", "")).contains("," + tunable.split("=", 2)[0] + "=")) {
          throw new IllegalArgumentException(
              "--set " + tunable + ": another option or " + THETA + " sets it as well");
        }
      }
      if (!before.isBlank()) {
        tunables.addFirst(before);
      }
      all.put(THETA, String.join(",", tunables));
    }
    return all;
  }
}
