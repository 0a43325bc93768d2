package quantum.paper.rest;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quantum.paper.refusal.Refusal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A failure to show to one request.
 *
 * @param name as the operator wrote it, for the record of orders
 * @param reaches whether the request takes effect although its answer is not the true one
 * @param delayMillis waited before anything else, ≥ 0
 * @param fillable fraction of an order that fills, 0 to 1
 */
public record Fault(
    String name, Shape shape, boolean reaches, long delayMillis, BigDecimal fillable) {

  /** What the caller sees. */
  public sealed interface Shape {
    /** The true answer. */
    record True() implements Shape {}

    /** The connection is closed without an answer. */
    record Cut() implements Shape {}

    /** Another answer. */
    record Answer(int http, String contentType, String body, Optional<Integer> retryAfterSeconds)
        implements Shape {}

    /** The true answer, but only its first half. */
    record Torn() implements Shape {}

    /**
     * The true answer with fields that are odd.
     *
     * @param symbol of the rows it happens to; absent: all of them
     * @param fields what they read; empty: the field is missing
     */
    record OddFields(Optional<String> symbol, Map<String, Optional<String>> fields)
        implements Shape {
      /** The answer with the fields as they are to be shown. */
      JsonNode in(JsonNode answer) {
        if (answer.isArray()) {
          answer.forEach(this::in);
        } else if (answer.path("symbols").isArray()) {
          in(answer.path("symbols"));
        } else if (answer instanceof ObjectNode row
            && symbol.map(row.path("symbol").asString("")::equals).orElse(true)) {
          row.path("filters").forEach(filter -> show((ObjectNode) filter));
          show(row);
        }
        return answer;
      }

      private void show(ObjectNode row) {
        fields.forEach(
            (field, value) -> {
              if (row.has(field) && value.isPresent()) {
                row.put(field, value.get());
              } else {
                row.remove(field);
              }
            });
      }
    }
  }

  private static final String JSON = "application/json";

  /**
   * Reads a fault by its kind: {@code delay}, {@code delay_after_accept}, {@code
   * drop_before_accept}, {@code drop_after_accept}, {@code status_503_unknown}, {@code
   * status_503_failed}, {@code status_429}, {@code status_418}, {@code error_<code>}, {@code
   * partial_fill}, {@code html_502}, {@code truncated}.
   *
   * @param reaches whether the request still takes effect; absent: as the kind implies (an unknown
   *     outcome did take effect)
   * @param millis delay of the delay kinds
   * @throws IllegalArgumentException naming the kind if there is none such
   */
  public static Fault of(String kind, Optional<Boolean> reaches, long millis, BigDecimal fillable) {
    String name = kind.toLowerCase(Locale.ROOT);
    if (millis < 0 || millis > 600_000) {
      throw new IllegalArgumentException("millis must be 0 to 600000, was " + millis);
    }
    if (fillable.signum() < 0 || fillable.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("fraction must be 0 to 1, was " + fillable);
    }
    return switch (name) {
      case "delay", "delay_after_accept" ->
          new Fault(name, new Shape.True(), true, millis, BigDecimal.ONE);
      case "drop_before_accept" -> plain(name, new Shape.Cut(), false);
      case "drop_after_accept" -> plain(name, new Shape.Cut(), true);
      case "status_503_unknown" ->
          plain(
              name,
              message(503, "Unknown error, please check your request or try again later."),
              reaches.orElse(true));
      case "status_503_failed" ->
          plain(name, message(503, "Service Unavailable."), reaches.orElse(false));
      case "status_429" -> plain(name, answer(Refusal.TOO_MANY_REQUESTS, seconds(millis)), false);
      case "status_418" ->
          plain(
              name,
              answer(new Refusal(418, -1003, "Way too many requests; IP banned."), seconds(millis)),
              false);
      case "partial_fill" -> new Fault(name, new Shape.True(), true, 0, fillable);
      case "html_502" ->
          plain(
              name,
              new Shape.Answer(
                  502,
                  "text/html",
                  "<html><head><title>502 Bad Gateway</title></head></html>",
                  Optional.empty()),
              reaches.orElse(false));
      case "truncated" -> plain(name, new Shape.Torn(), true);
      default -> {
        if (!name.matches("error_-\\d{4}")) {
          throw new IllegalArgumentException("unknown fault kind '" + kind + "'");
        }
        int code = Integer.parseInt(name.substring("error_".length()));
        boolean unknownOutcome = code == -1006 || code == -1007;
        yield plain(
            name, answer(Refusal.ofCode(code), Optional.empty()), reaches.orElse(unknownOutcome));
      }
    };
  }

  /** An answer that is true but for some fields. */
  public static Fault oddFields(Optional<String> symbol, Map<String, Optional<String>> fields) {
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("fields is missing: what is to be odd");
    }
    return plain("odd_fields", new Shape.OddFields(symbol, Map.copyOf(fields)), true);
  }

  /** Whether the delay comes between the effect and the answer. */
  boolean delaysAnswer() {
    return name.equals("delay_after_accept");
  }

  private static Fault plain(String name, Shape shape, boolean reaches) {
    return new Fault(name, shape, reaches, 0, BigDecimal.ONE);
  }

  private static Shape answer(Refusal refusal, Optional<Integer> retryAfterSeconds) {
    return new Shape.Answer(refusal.http(), JSON, Gate.body(refusal), retryAfterSeconds);
  }

  private static Shape message(int http, String text) {
    return new Shape.Answer(http, JSON, Gate.message(text), Optional.empty());
  }

  private static Optional<Integer> seconds(long millis) {
    return Optional.of((int) Math.max(1, millis / 1000));
  }
}
