package quantum.paper.rest;

import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import quantum.kernel.value.Symbol;
import quantum.paper.account.PositionSide;
import quantum.paper.refusal.Refusal;

/**
 * The parameters of one request: query string and form body together, as the venue takes them.
 *
 * <p>The text that was signed is the query string followed by the body, exactly as sent, without
 * the signature parameter (VENUE.md).
 */
final class Parameters {
  private static final String DECIMAL = "^-?([0-9]{1,20})(\\.[0-9]{1,20})?$";
  private static final Pattern DECIMALS = Pattern.compile(DECIMAL);

  private final Map<String, String> values = new LinkedHashMap<>();
  private final String signed;

  /**
   * @throws RefusedRequest -1101 if a parameter comes twice
   */
  Parameters(String query, String body) {
    StringBuilder text = new StringBuilder();
    read(query, text);
    int queryLength = text.length();
    read(body, text);
    // the venue concatenates query and body without a separator of its own
    if (queryLength > 0 && text.length() > queryLength) {
      text.deleteCharAt(queryLength);
    }
    signed = text.toString();
  }

  String signed() {
    return signed;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  String required(String name) {
    return text(name).orElseThrow(() -> new RefusedRequest(Refusal.parameter(name)));
  }

  OptionalLong integer(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      throw new RefusedRequest(Refusal.illegalCharacters(name, "^[0-9]{1,20}$"));
    }
  }

  long requiredInteger(String name) {
    return integer(name).orElseThrow(() -> new RefusedRequest(Refusal.parameter(name)));
  }

  int limit(int fallback, int most) {
    long limit = integer("limit").orElse(fallback);
    if (limit < 1 || limit > most) {
      throw new RefusedRequest(Refusal.invalid("limit"));
    }
    return (int) limit;
  }

  Optional<BigDecimal> decimal(String name) {
    return text(name)
        .map(
            text -> {
              if (!DECIMALS.matcher(text).matches()) {
                throw new RefusedRequest(Refusal.illegalCharacters(name, DECIMAL));
              }
              return new BigDecimal(text);
            });
  }

  boolean flag(String name) {
    String text = text(name).orElse("false");
    return switch (text) {
      case "true", "TRUE" -> true;
      case "false", "FALSE" -> false;
      default -> throw new RefusedRequest(Refusal.parameter(name));
    };
  }

  /**
   * Which of a symbol's positions is meant.
   *
   * @throws RefusedRequest -4061 if it is none of the account's mode, -1106 if reduceOnly is sent
   *     in hedge mode, whatever it says
   */
  PositionSide positionSide(boolean hedge) {
    String sent = text("positionSide").orElse("BOTH");
    Optional<PositionSide> side =
        Arrays.stream(PositionSide.values())
            .filter(each -> each.name().equals(sent) && hedge == (each != PositionSide.BOTH))
            .findFirst();
    if (side.isPresent() && hedge && text("reduceOnly").isPresent()) {
      throw new RefusedRequest(Refusal.REDUCE_ONLY_NEEDLESS);
    }
    return side.orElseThrow(() -> new RefusedRequest(Refusal.POSITION_SIDE));
  }

  Symbol symbol() {
    return symbolIfSent().orElseThrow(() -> new RefusedRequest(Refusal.parameter("symbol")));
  }

  Optional<Symbol> symbolIfSent() {
    return text("symbol")
        .map(
            name -> {
              try {
                return Symbol.of(name);
              } catch (IllegalArgumentException e) {
                throw new RefusedRequest(Refusal.BAD_SYMBOL);
              }
            });
  }

  <E extends Enum<E>> E choice(String name, Class<E> type, Refusal otherwise) {
    String text = required(name);
    try {
      return Enum.valueOf(type, text);
    } catch (IllegalArgumentException e) {
      throw new RefusedRequest(otherwise);
    }
  }

  private void read(String part, StringBuilder text) {
    if (part == null || part.isEmpty()) {
      return;
    }
    for (String pair : part.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (values.putIfAbsent(name, value) != null) {
        throw new RefusedRequest(Refusal.DUPLICATE_PARAMETER);
      }
      if (!name.equals("signature")) {
        text.append(text.isEmpty() ? "" : "&").append(pair);
      }
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RefusedRequest(Refusal.illegalCharacters("query", "percent-encoded UTF-8"));
    }
  }
}
