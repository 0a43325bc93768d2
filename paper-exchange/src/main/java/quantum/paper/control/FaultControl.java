package quantum.paper.control;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.paper.account.AlgoBook;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.rest.Fault;
import quantum.paper.rest.Faults;
import quantum.paper.stream.Streams;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code /paper/faults}: the failures that an operator or a test lets the exchange show. */
final class FaultControl {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TRIGGER_HANG = "algo_trigger_hang";
  private static final List<String> ALGO_GETS =
      List.of("GET /fapi/v1/algoOrder", "GET /fapi/v1/openAlgoOrders");

  private final Exchange exchange;
  private final Streams streams;
  private final Faults faults;

  FaultControl(Exchange exchange, Streams streams, Faults faults) {
    this.exchange = exchange;
    this.streams = streams;
    this.faults = faults;
  }

  JsonNode waiting() {
    ArrayNode answer = JSON.createArrayNode();
    faults.waiting().forEach(answer::add);
    int hangs = exchange.askAlgos(AlgoBook::hangingTriggers);
    if (hangs > 0) {
      answer.add(TRIGGER_HANG + " " + hangs);
    }
    return answer;
  }

  JsonNode clear() {
    faults.clear();
    streams.silence(0);
    exchange.hangTriggers(new Command.HangTriggers(0));
    return waiting();
  }

  /**
   * {@code {"path":"POST /fapi/v1/order","kind":"delay","times":1,"millis":500}}; {@code accept}
   * and {@code fraction} as in {@link Fault#of}; {@code odd_fields} shows {@code fields} (null:
   * missing) in the rows of {@code symbol}. For the streams the path is {@code WS /market} or
   * {@code WS /private} and the kind {@code ws_drop}, or {@code ws_silence} for {@code millis}.
   *
   * <p>{@code {"kind":"algo_trigger_hang","times":1}}: the next conditional orders that are met
   * stay TRIGGERING without a child. {@code stale} with the path of positionRisk or userTrades lets
   * its answers be those of {@code millis} ago, {@code algo_get_lag} lets a conditional order be
   * unknown to {@code GET algoOrder} and {@code openAlgoOrders}, or to one {@code path} (also
   * DELETE), for {@code millis} after it was accepted; both until they are set to 0 or cleared.
   */
  JsonNode add(String json) {
    JsonNode body = JSON.readTree(json);
    String path = body.path("path").asString("");
    String kind = body.path("kind").asString("");
    long millis = body.path("millis").asLong(0);
    if (kind.startsWith("ws_")) {
      socketFault(path, kind, millis);
      return waiting();
    }
    switch (kind) {
      case TRIGGER_HANG -> {
        int times = body.path("times").asInt(1);
        if (times < 0) {
          throw new IllegalArgumentException("times must be >= 0, was " + times);
        }
        exchange.hangTriggers(new Command.HangTriggers(times));
        return waiting();
      }
      case "algo_get_lag", "stale" -> {
        List<String> paths =
            path.isEmpty() && kind.equals("algo_get_lag") ? ALGO_GETS : List.of(path);
        paths.forEach(each -> faults.lag(kind, each, millis));
        return waiting();
      }
      default -> requirePath(path);
    }
    int times = body.path("times").asInt(1);
    if (kind.equals("odd_fields")) {
      Map<String, Optional<String>> fields = new HashMap<>();
      body.path("fields")
          .properties()
          .forEach(field -> fields.put(field.getKey(), text(field.getValue())));
      faults.add(path, Fault.oddFields(text(body.path("symbol")), fields), times);
      return waiting();
    }
    Optional<Boolean> accept =
        body.has("accept") ? Optional.of(body.path("accept").asBoolean()) : Optional.empty();
    BigDecimal fraction = Decimals.parse(body.path("fraction").asString("0.5"));
    faults.add(path, Fault.of(kind, accept, millis, fraction), times);
    return waiting();
  }

  private static void requirePath(String path) {
    if (!path.matches("(GET|POST|PUT|DELETE) /fapi/.+")) {
      throw new IllegalArgumentException(
          "path must be a method and a venue path, for example 'POST /fapi/v1/order', was '"
              + path
              + "'");
    }
  }

  private static Optional<String> text(JsonNode value) {
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(value.asString());
  }

  private void socketFault(String path, String kind, long millis) {
    if (!List.of("WS /market", "WS /private").contains(path)) {
      throw new IllegalArgumentException(
          "path must be 'WS /market' or 'WS /private', was '" + path + "'");
    }
    switch (kind) {
      case "ws_drop" -> streams.disconnect(path.endsWith("private"));
      case "ws_silence" -> streams.silence(millis);
      default -> throw new IllegalArgumentException("unknown fault kind '" + kind + "'");
    }
  }
}
