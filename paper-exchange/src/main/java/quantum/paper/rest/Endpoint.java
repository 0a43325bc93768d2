package quantum.paper.rest;

import io.javalin.http.HandlerType;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/**
 * One of the venue's REST endpoints.
 *
 * @param weight of a request
 * @param weightOfAll of a request that names no symbol
 * @param places whether it counts as an order
 * @param lost what is done with a request that a fault of this name keeps away
 */
record Endpoint(
    HandlerType method,
    String path,
    Access access,
    int weight,
    int weightOfAll,
    boolean places,
    BiConsumer<Parameters, String> lost,
    Action action) {

  /** Who may ask. */
  enum Access {
    PUBLIC,
    KEY,
    SIGNED
  }

  @FunctionalInterface
  interface Action {
    JsonNode answer(Parameters parameters, Optional<Fault> fault);
  }

  Endpoint(HandlerType method, String path, Access access, int weight, Action action) {
    this(method, path, access, weight, weight, false, (parameters, fault) -> {}, action);
  }

  static Endpoint get(String path, Access access, int weight, Action action) {
    return new Endpoint(HandlerType.GET, path, access, weight, action);
  }

  /** The same endpoint, whose requests count as orders. */
  Endpoint placing(BiConsumer<Parameters, String> whenLost) {
    return new Endpoint(method, path, access, weight, weightOfAll, true, whenLost, action);
  }

  Endpoint withWeightOfAll(int more) {
    return new Endpoint(method, path, access, weight, more, places, lost, action);
  }

  /** Method and path, as a fault names it. */
  String name() {
    return method.name() + " " + path;
  }
}
