package quantum.apply.venue.binance;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.apply.venue.VenueOrderId;
import quantum.kernel.value.Decimals;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads fields of an answer. Numbers come as text or as numbers and become decimals without passing
 * through a double; fields nobody asks for are ignored.
 */
final class Answers {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int SHOWN_CHARACTERS = 120;

  /** The answer is not what the API documents: cut short, a web page, a field missing. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  /** What the API says in place of an answer. */
  record ApiError(int code, String message) {}

  private Answers() {}

  static JsonNode parse(String body) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (JacksonException _) {
      throw new Unreadable("not JSON: " + shown(body));
    }
    if (!tree.isContainer()) {
      throw new Unreadable("neither an object nor a list: " + shown(body));
    }
    return tree;
  }

  /** The error in a body, if it is one: an object with a negative code. */
  static Optional<ApiError> error(String body) {
    try {
      JsonNode tree = parse(body);
      if (tree.isObject() && tree.has("code") && tree.has("msg")) {
        long code = integer(tree, "code");
        if (code < 0 && code >= Integer.MIN_VALUE) {
          return Optional.of(new ApiError((int) code, shown(text(tree, "msg"))));
        }
      }
    } catch (Unreadable _) {
      // a web page or half an answer: no error code in it
    }
    return Optional.empty();
  }

  static JsonNode list(JsonNode node) {
    if (!node.isArray()) {
      throw new Unreadable("not a list: " + shown(node.toString()));
    }
    return node;
  }

  static JsonNode list(JsonNode object, String field) {
    return list(present(object, field));
  }

  static String text(JsonNode object, String field) {
    return scalar(object, field);
  }

  static long integer(JsonNode object, String field) {
    String found = scalar(object, field);
    try {
      return Long.parseLong(found);
    } catch (NumberFormatException _) {
      throw new Unreadable(field + " is no whole number: " + shown(found));
    }
  }

  static VenueOrderId orderId(JsonNode object, String field) {
    return new VenueOrderId(Long.toString(integer(object, field)));
  }

  static BigDecimal decimal(JsonNode object, String field) {
    String found = scalar(object, field);
    try {
      return Decimals.parse(found);
    } catch (IllegalArgumentException e) {
      throw new Unreadable(field + ": " + shown(e.getMessage()));
    }
  }

  /** Absent where the field is missing or null; a field that is there must be a number. */
  static Optional<BigDecimal> optionalDecimal(JsonNode object, String field) {
    return object.hasNonNull(field) && !object.get(field).asString().isEmpty()
        ? Optional.of(decimal(object, field))
        : Optional.empty();
  }

  static boolean flag(JsonNode object, String field) {
    return switch (scalar(object, field)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Unreadable(field + " is neither true nor false");
    };
  }

  /** A header that holds a whole number. */
  static OptionalLong number(HttpHeaders headers, String name) {
    Optional<String> value = headers.firstValue(name).map(String::strip);
    return value.isPresent() && value.get().matches("\\d{1,15}")
        ? OptionalLong.of(Long.parseLong(value.get()))
        : OptionalLong.empty();
  }

  /** A text from outside, short enough for a log line and on one line. */
  static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.isEmpty()) {
      return "(empty)";
    }
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static String scalar(JsonNode object, String field) {
    JsonNode value = present(object, field);
    if (!value.isValueNode()) {
      throw new Unreadable(field + " is no single value");
    }
    return value.asString();
  }

  private static JsonNode present(JsonNode object, String field) {
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      throw new Unreadable(field + " is missing in " + shown(object.toString()));
    }
    return value;
  }
}
