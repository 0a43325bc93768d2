package quantum.console.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that pages show, at one moment.
 *
 * @param facts what it was made of; empty before the first reading
 * @param readAtMillis wall clock of the newest reading that came about; empty before the first
 * @param outage why Redis cannot be read now
 */
public record View(
    Map<Section, Rows> sections,
    Optional<Facts> facts,
    OptionalLong readAtMillis,
    Optional<String> outage) {
  public static final View NOTHING =
      new View(Map.of(), Optional.empty(), OptionalLong.empty(), Optional.empty());

  public View {
    Map<Section, Rows> all = new EnumMap<>(Section.class);
    all.putAll(sections);
    sections = Collections.unmodifiableMap(all);
  }

  public Rows rows(Section section) {
    return sections.getOrDefault(section, Rows.NONE);
  }
}
