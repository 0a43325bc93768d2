package quantum.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Typed access to the flat fields of one entry or hash, by the rank of each {@link Field}: what is
 * core must be readable, what is optional and is not counts as missing and is noted as an {@link
 * Oddity}.
 */
final class FieldReader {
  /** As Python's json.dumps writes it; and a number inside a payload is as exact as its text. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final String PAYLOAD = "payload";
  private static final String SIGNAL = "signal";
  private static final Set<String> NOTHING = Set.of("", "none", "null", "nan");
  private static final int LONGEST_NOTHING = 4;
  private static final int LONGEST_WRITER = 40;

  private final Map<String, String> fields;
  private final Optional<BadField> brokenPayload;
  private final Set<Oddity> oddities = new LinkedHashSet<>();

  private FieldReader(Map<String, String> fields, Optional<BadField> brokenPayload) {
    this.fields = fields;
    this.brokenPayload = brokenPayload;
    brokenPayload.ifPresent(this::note);
  }

  /**
   * Takes the fields of a stream entry; a field {@code payload} holds the same fields as a JSON
   * object, possibly one level down in {@code signal}. A field of the entry itself wins unless it
   * is missing. A payload that cannot be read takes nothing from the fields beside it.
   */
  static FieldReader of(Map<String, String> entry) {
    if (entry.isEmpty()) {
      throw new BadField("entry", "", "has no fields");
    }
    String payload = entry.get(PAYLOAD);
    if (isMissing(payload)) {
      return new FieldReader(entry, Optional.empty());
    }
    Map<String, String> merged;
    try {
      merged = flatten(payload);
    } catch (BadField e) {
      return new FieldReader(entry, Optional.of(e));
    }
    entry.forEach(
        (name, value) -> {
          if (!name.equals(PAYLOAD) && !isMissing(value)) {
            merged.put(name, value);
          }
        });
    return new FieldReader(merged, Optional.empty());
  }

  /** Takes a hash as it is. */
  static FieldReader ofHash(Map<String, String> hash) {
    return new FieldReader(hash, Optional.empty());
  }

  /** Whether a text says nothing: absent, blank, None, null or nan, in any case but one. */
  static boolean isMissing(String text) {
    if (text == null) {
      return true;
    }
    String word = text.strip();
    // NONE is an action of ours; Python, Go and JSON write it otherwise
    return word.length() <= LONGEST_NOTHING
        && !word.equals("NONE")
        && NOTHING.contains(word.toLowerCase(Locale.ROOT));
  }

  private static Map<String, String> flatten(String payload) {
    JsonNode root;
    try {
      root = JSON.readTree(payload);
    } catch (JacksonException e) {
      throw new BadField(PAYLOAD, payload, "is not JSON: " + e.getOriginalMessage());
    } catch (NumberFormatException e) {
      throw new BadField(PAYLOAD, payload, "holds a number out of range");
    }
    if (root == null || !root.isObject()) {
      throw new BadField(PAYLOAD, payload, "must be a JSON object");
    }
    JsonNode signal = root.get(SIGNAL);
    Map<String, String> flat = new LinkedHashMap<>();
    put(root, flat);
    if (signal != null && signal.isObject()) {
      put(signal, flat);
    }
    return flat;
  }

  private static void put(JsonNode object, Map<String, String> into) {
    object
        .properties()
        .forEach(
            property -> {
              JsonNode value = property.getValue();
              if (value.isValueNode() && !value.isNull()) {
                into.put(property.getKey(), value.asString());
              } else if (value.isContainer()) {
                into.put(property.getKey(), value.toString());
              }
            });
  }

  /** Optional fields that were there and could not be read, so far. */
  List<Oddity> oddities() {
    return List.copyOf(oddities);
  }

  /** Whether something stands in the field, readable or not. */
  boolean has(Field<?> field) {
    return field.names().stream().anyMatch(name -> !isMissing(fields.get(name)));
  }

  /** The field, or nothing: one of its names that cannot be read is noted, and the next tried. */
  <T> Optional<T> read(Field<T> field) {
    for (String name : field.names()) {
      String found = fields.get(name);
      if (!isMissing(found)) {
        try {
          return field.parser().apply(found.strip());
        } catch (IllegalArgumentException e) {
          note(new BadField(name, found, e.getMessage()));
        }
      }
    }
    return Optional.empty();
  }

  <T> T read(Field<T> field, T otherwise) {
    return read(field).orElse(otherwise);
  }

  /** The field as far as the record depends on it: what is there must be readable. */
  <T> Optional<T> readClearly(Field<T> field) {
    for (String name : field.names()) {
      String found = fields.get(name);
      if (!isMissing(found)) {
        return clearly(field, name, found);
      }
    }
    return Optional.empty();
  }

  <T> T require(Field<T> field) {
    return readClearly(field).orElseThrow(() -> missing(field));
  }

  /** Refuses a record whose names of one field say different things. */
  <T> void requireAgreement(Field<T> field) {
    Optional<T> first = Optional.empty();
    for (String name : field.names()) {
      String found = fields.get(name);
      if (!isMissing(found)) {
        Optional<T> value = clearly(field, name, found);
        if (first.isPresent() && !first.equals(value)) {
          throw new BadField(name, found, "contradicts " + field.name() + " " + found(field));
        }
        first = value;
      }
    }
  }

  private static <T> Optional<T> clearly(Field<T> field, String name, String found) {
    try {
      return field.parser().apply(found.strip());
    } catch (IllegalArgumentException e) {
      throw new BadField(name, found, e.getMessage());
    }
  }

  BadField missing(Field<?> field) {
    if (brokenPayload.isPresent()) {
      return brokenPayload.get();
    }
    String name =
        field.names().stream().filter(fields::containsKey).findFirst().orElse(field.name());
    return new BadField(name, fields.getOrDefault(name, "").strip(), "is missing");
  }

  /** Refuses what may say more than can be read: for messages that must be clear. */
  void requireReadablePayload() {
    if (brokenPayload.isPresent()) {
      throw brokenPayload.get();
    }
  }

  /** The text of a field, as it stands there. */
  String found(Field<?> field) {
    for (String name : field.names()) {
      if (!isMissing(fields.get(name))) {
        return fields.get(name);
      }
    }
    return fields.getOrDefault(field.name(), "");
  }

  /** Yes if any of its names says so, else unclear if any is unclear, else no if any says so. */
  Flag flag(Field<Flag> field) {
    Flag said = Flag.ABSENT;
    for (String name : field.names()) {
      String found = fields.get(name);
      if (!isMissing(found)) {
        Flag flag = Flag.parse(found);
        if (flag == Flag.UNCLEAR) {
          note(new BadField(name, found, "is neither true, 1, false nor 0"));
        }
        said = flag.compareTo(said) < 0 ? flag : said;
      }
    }
    return said;
  }

  /** The items of a list that can be read; the others are noted. */
  <T> List<T> items(Field<List<String>> field, Function<String, T> parser) {
    List<T> items = new ArrayList<>();
    for (String text : read(field, List.of())) {
      try {
        items.add(parser.apply(text));
      } catch (IllegalArgumentException e) {
        note(new BadField(field.name(), text, e.getMessage()));
      }
    }
    return items;
  }

  /** Notes a value that can be read and cannot be used. */
  void note(Field<?> field, String why) {
    note(new BadField(field.name(), found(field), why));
  }

  private void note(BadField bad) {
    String writer = fields.getOrDefault(Fields.SOURCE.name(), "");
    oddities.add(
        new Oddity(
            isMissing(writer) ? "" : BadField.shortened(writer, LONGEST_WRITER),
            bad.field(),
            bad.found(),
            bad.why()));
  }

  /** A JSON array of texts or numbers, or a comma-separated list. */
  static List<String> listOf(String text) {
    String inner = text.strip();
    if (inner.startsWith("[") && inner.endsWith("]") && inner.length() > 1) {
      inner = inner.substring(1, inner.length() - 1);
    }
    List<String> values = new ArrayList<>();
    for (String part : inner.split(",")) {
      String value = part.strip();
      if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
        value = value.substring(1, value.length() - 1);
      }
      if (!isMissing(value)) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  static JsonMapper json() {
    return JSON;
  }
}
