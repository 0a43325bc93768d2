package quantum.contracts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Typed access to the flat fields of one entry or hash. A blank field counts as missing; where
 * several names are given, the first one present is read.
 */
final class FieldReader {
  // a number inside a payload is as exact as its text
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String PAYLOAD = "payload";
  private static final String SIGNAL = "signal";

  private final Map<String, String> fields;

  private final List<Oddity> oddities = new ArrayList<>();

  private FieldReader(Map<String, String> fields) {
    this.fields = fields;
  }

  /** Optional fields that were there and could not be read, so far. */
  List<Oddity> oddities() {
    return oddities;
  }

  /**
   * Takes the fields of a stream entry; a field {@code payload} holds the same fields as a JSON
   * object, possibly one level down in {@code signal}. A field of the entry itself wins unless it
   * is blank.
   */
  static FieldReader of(Map<String, String> entry) {
    if (entry.isEmpty()) {
      throw new BadField("entry", "", "has no fields");
    }
    String payload = entry.get(PAYLOAD);
    if (payload == null || payload.isBlank()) {
      return new FieldReader(entry);
    }
    Map<String, String> merged = flatten(payload);
    entry.forEach(
        (name, value) -> {
          if (!name.equals(PAYLOAD) && !value.isBlank()) {
            merged.put(name, value);
          }
        });
    return new FieldReader(merged);
  }

  /** Takes a hash as it is. */
  static FieldReader ofHash(Map<String, String> hash) {
    return new FieldReader(hash);
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
              } else if (value.isArray()) {
                into.put(property.getKey(), value.toString());
              }
            });
  }

  Optional<String> text(String... names) {
    String name = present(names);
    return name == null ? Optional.empty() : Optional.of(fields.get(name).strip());
  }

  <T> Optional<T> read(Function<String, T> parser, String... names) {
    String name = present(names);
    if (name == null) {
      return Optional.empty();
    }
    String found = fields.get(name);
    try {
      return Optional.of(parser.apply(found.strip()));
    } catch (IllegalArgumentException e) {
      throw new BadField(name, found, e.getMessage());
    }
  }

  <T> T require(Function<String, T> parser, String... names) {
    return read(parser, names).orElseThrow(() -> missing(names));
  }

  String requireText(String... names) {
    return text(names).orElseThrow(() -> missing(names));
  }

  Symbol symbol() {
    return require(Symbol::of, "symbol");
  }

  Optional<Side> side(String... names) {
    return read(Side::parse, names);
  }

  Optional<Price> price(String... names) {
    return read(Price::of, names);
  }

  /** A price where writers put 0 for "none". */
  Optional<Price> priceOrZero(String... names) {
    return read(
            text -> {
              BigDecimal value = Decimals.parse(text);
              return value.signum() == 0 ? Optional.<Price>empty() : Optional.of(new Price(value));
            },
            names)
        .flatMap(price -> price);
  }

  Optional<Quantity> quantity(String... names) {
    return read(Quantity::of, names);
  }

  Optional<BigDecimal> decimal(String... names) {
    return read(Decimals::parse, names);
  }

  Optional<BigDecimal> decimalAtLeastZero(String... names) {
    return read(
        text -> {
          BigDecimal value = Decimals.parse(text);
          if (value.signum() < 0) {
            throw new IllegalArgumentException("must be >= 0");
          }
          return value;
        },
        names);
  }

  /** A percentage in (0, 100]. */
  Optional<BigDecimal> percent(String... names) {
    return read(FieldReader::percentOf, names);
  }

  static BigDecimal percentOf(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() <= 0 || value.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new IllegalArgumentException("percent must be in (0, 100], was " + text);
    }
    return value;
  }

  Optional<Leverage> leverage() {
    return read(text -> new Leverage(Decimals.parse(text).doubleValue()), "leverage");
  }

  /** A count: a whole number from 0. */
  Optional<Integer> count(String... names) {
    return read(text -> whole(text, Integer.MAX_VALUE).intValueExact(), names);
  }

  /** A count that may grow beyond an int. */
  Optional<Long> longCount(String... names) {
    return read(text -> whole(text, Long.MAX_VALUE).longValueExact(), names);
  }

  private static BigDecimal whole(String text, long max) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() < 0 || value.scale() > 0 || value.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw new IllegalArgumentException("must be a whole number from 0 to " + max);
    }
    return value;
  }

  Optional<PlanId> planId() {
    return read(PlanId::new, "plan_id");
  }

  Optional<PositionId> positionId() {
    return read(PositionId::new, "position_id");
  }

  /** True, true and 1 are true; anything else that is there is false. */
  boolean flag(String... names) {
    return optionalFlag(names).orElse(false);
  }

  Optional<Boolean> optionalFlag(String... names) {
    return read(text -> text.equalsIgnoreCase("true") || text.equals("1"), names);
  }

  Optional<Long> timeMillis(String... names) {
    return read(EventTime::parseMillis, names);
  }

  /** A JSON array of texts or numbers, or a comma-separated list. */
  List<String> list(String... names) {
    return text(names).map(FieldReader::listOf).orElse(List.of());
  }

  static List<String> listOf(String text) {
    String inner = text.strip();
    if (inner.startsWith("[") && inner.endsWith("]")) {
      inner = inner.substring(1, inner.length() - 1);
    }
    List<String> values = new ArrayList<>();
    for (String part : inner.split(",")) {
      String value = part.strip();
      if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
        value = value.substring(1, value.length() - 1);
      }
      if (!value.isEmpty()) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  static JsonMapper json() {
    return JSON;
  }

  private String present(String... names) {
    for (String name : names) {
      String value = fields.get(name);
      if (value != null && !value.isBlank()) {
        return name;
      }
    }
    return null;
  }

  private static BadField missing(String... names) {
    return new BadField(names[0], "", "is missing");
  }
}
