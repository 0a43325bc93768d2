package quantum.replay.trades;

import java.util.Map;
import java.util.Optional;

/**
 * A header.
 *
 * @param places by the name in small letters without blanks and signs
 * @param written as it stands in the file
 */
record Columns(Map<String, Integer> places, Map<String, String> written) {

  /** The first of these names that the header has. */
  Optional<String> first(String... names) {
    for (String name : names) {
      if (places.containsKey(name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  boolean has(String... names) {
    return first(names).isPresent();
  }
}
