package quantum.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings given on the command line as {@code SERVICE:NAME=VALUE}. */
final class Overrides {
  private Overrides() {}

  /**
   * @throws IllegalArgumentException naming the text that is no such setting
   */
  static Map<String, Map<String, String>> parse(List<String> texts) {
    Map<String, Map<String, String>> overrides = new HashMap<>();
    for (String text : texts) {
      int colon = text.indexOf(':');
      int equals = text.indexOf('=', colon + 1);
      if (colon < 1 || equals < colon + 2) {
        throw new IllegalArgumentException("--set " + text + " is not SERVICE:NAME=VALUE");
      }
      String service = text.substring(0, colon);
      if (!Suite.services().contains(service) && !service.equals(Suite.CONSOLE)) {
        throw new IllegalArgumentException(
            "--set " + text + ": no service '" + service + "', only " + Suite.services());
      }
      overrides
          .computeIfAbsent(service, name -> new HashMap<>())
          .put(text.substring(colon + 1, equals), text.substring(equals + 1));
    }
    return overrides;
  }
}
